import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, UpdateChoices, Updates } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** Newer versions of ChatAPP, as the host knows them. */
export interface UpdatesState {
  /** Null until they were read. */
  readonly updates: Updates | null
  /** Why they could not be read, or the last wish was not taken. */
  readonly error: WireError | null
  readonly watch: () => () => void
  readonly check: () => Promise<void>
  readonly choose: (changes: Partial<UpdateChoices>) => Promise<void>
  readonly restart: () => Promise<void>
}

/** What the section of updates shows. */
export function createUpdatesStore(host: ChatHost): StoreApi<UpdatesState> {
  return createStore<UpdatesState>()((set) => {
    const { watch, put } = resource<Updates>(host, {
      call: () => host.call('updates.get', undefined),
      event: (put) => host.on('updates.changed', put),
      take: (updates) => set({ updates }),
      error: (error) => set({ error })
    })
    const ask = async (name: 'updates.check' | 'updates.restart'): Promise<void> => {
      const result = await host.call(name, undefined)
      set({ error: result.ok ? null : result.error })
    }
    return {
      updates: null,
      error: null,
      watch,
      check: () => ask('updates.check'),
      restart: () => ask('updates.restart'),
      choose: async (changes) => {
        const result = await host.call('updates.choose', changes)
        if (result.ok) put(result.value)
        else set({ error: result.error })
      }
    }
  })
}

export const useUpdates = hookOf(createUpdatesStore)
