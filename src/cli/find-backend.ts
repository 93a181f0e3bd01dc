import type { BackendConfig } from '../shared/backend-config'
import { backendName } from '../shared/backend-words'

/** A backend by id or name. */
export const findBackend = (backends: readonly BackendConfig[], wanted: string): BackendConfig | undefined =>
  backends.find((backend) => backend.id === wanted) ??
  backends.find((backend) => backendName(backend) === wanted)
