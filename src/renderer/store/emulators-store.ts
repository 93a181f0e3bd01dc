import { createStore, type StoreApi } from 'zustand/vanilla'
import type { FoundEmulator } from '../../shared/backend-config'
import type { ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { hookOf } from './stores'

/** Emulators of AWS that can be connected. */
export interface EmulatorsState {
  /** Null until this computer's usual ports have been asked. */
  readonly found: readonly FoundEmulator[] | null
  readonly error: WireError | null
  /** The address that is being connected. */
  readonly connecting: string | null
  /** Why the last one was not. */
  readonly refusal: { readonly endpoint: string; readonly error: WireError } | null
  readonly find: () => Promise<void>
  /** Connects what answers at an address; resolves with the backend's id, or null when it was not taken. */
  readonly connect: (endpoint: string) => Promise<string | null>
}

/** What the connect page shows of emulators. */
export function createEmulatorsStore(host: ChatHost): StoreApi<EmulatorsState> {
  return createStore<EmulatorsState>()((set, get) => ({
    found: null,
    error: null,
    connecting: null,
    refusal: null,
    find: async () => {
      const result = await host.call('emulators.find', undefined)
      set(result.ok ? { found: result.value, error: null } : { found: [], error: result.error })
    },
    connect: async (endpoint) => {
      if (get().connecting !== null) return null
      set({ connecting: endpoint, refusal: null })
      const result = await host.call('emulators.connect', { endpoint })
      set({ connecting: null, refusal: result.ok ? null : { endpoint, error: result.error } })
      return result.ok ? result.value.id : null
    }
  }))
}

/** The emulators that can be connected. */
export const useEmulators = hookOf(createEmulatorsStore)
