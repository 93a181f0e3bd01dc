import type { BackendConfig } from '../shared/backend-config'

/** A backend by id or name. */
export const findBackend = (backends: readonly BackendConfig[], wanted: string): BackendConfig | undefined =>
  backends.find((backend) => backend.id === wanted) ??
  backends.find((backend) => backendName(backend) === wanted)

/** What a person calls a backend. */
export const backendName = (backend: BackendConfig): string =>
  backend.kind === 'local' ? 'local' : backend.name
