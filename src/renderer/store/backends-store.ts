import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AwsBackendConfig, BackendConfig, Destination } from '../../shared/backend-config'
import { accountOf } from '../../shared/backend-words'
import type { CallOutput, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** The backends of this profile, and which one it talks to. */
export interface BackendsState {
  readonly backends: readonly BackendConfig[] | null
  readonly activeId: string
  /** What went wrong last, with what was tried. */
  readonly trouble: { readonly title: string; readonly error: WireError } | null
  readonly watch: () => () => void
  readonly load: () => Promise<void>
  readonly activate: (id: string) => Promise<boolean>
  readonly remove: (id: string) => Promise<void>
  /** Where the messages of a backend go now; null for the local one. */
  readonly destination: (
    id: string
  ) => Promise<{ readonly destination: Destination | null } | { readonly error: WireError }>
}

/** What Settings → Backends shows. */
export function createBackendsStore(host: ChatHost): StoreApi<BackendsState> {
  return createStore<BackendsState>()((set) => {
    const fail = (title: string, error: WireError): void => set({ trouble: { title, error } })

    const { watch, load } = resource<CallOutput<'backends.list'>>(host, {
      call: () => host.call('backends.list', undefined),
      event: (changed) => host.on('backends.changed', changed),
      take: (list) => set(list),
      error: (error) => set({ trouble: error && { title: 'The backends could not be read', error } })
    })

    return {
      backends: null,
      activeId: 'local',
      trouble: null,
      load,
      watch,
      activate: async (id) => {
        set({ trouble: null })
        const result = await host.call('backends.activate', { id })
        if (result.ok) set({ activeId: id })
        else fail('The backend could not be changed', result.error)
        return result.ok
      },
      destination: async (id) => {
        const result = await host.call('backends.destination', { id })
        return result.ok ? { destination: result.value } : { error: result.error }
      },
      remove: async (id) => {
        set({ trouble: null })
        const result = await host.call('backends.remove', { id })
        if (!result.ok) return fail('The backend could not be removed', result.error)
        set((state) => ({ backends: state.backends?.filter((one) => one.id !== id) ?? null }))
      }
    }
  })
}

/** The AWS backend of an id; null for the local one and for none. */
export function awsBackendOf(
  backends: readonly BackendConfig[] | null,
  id: string | null
): AwsBackendConfig | null {
  return accountOf(backends?.find((one) => one.id === id))
}

/** The backends of this profile. */
export const useBackends = hookOf(createBackendsStore)
