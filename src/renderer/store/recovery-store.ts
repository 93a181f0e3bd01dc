import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** A database beside the profile's own: set aside, or a backup. */
export type SetAsideFile = CallOutput<'recovery.list'>[number]

/** Databases of this profile that were set aside, and what was read back from them. */
export interface RecoveryState {
  readonly files: readonly SetAsideFile[]
  /** The one that is being read back. */
  readonly reading: string | null
  readonly outcome: ({ readonly name: string } & CallOutput<'recovery.readBack'>) | null
  readonly error: WireError | null
  readonly watch: () => () => void
  readonly readBack: (name: string) => Promise<void>
}

/** What the section of set-aside databases shows. */
export function createRecoveryStore(host: ChatHost): StoreApi<RecoveryState> {
  return createStore<RecoveryState>()((set, get) => ({
    files: [],
    reading: null,
    outcome: null,
    error: null,
    watch: resource<readonly SetAsideFile[]>(host, {
      call: () => host.call('recovery.list', undefined),
      every: 'shown',
      take: (all) => set({ files: all.filter(({ reason }) => reason !== 'backup') }),
      error: (error) => set({ error })
    }).watch,
    readBack: async (name) => {
      if (get().reading !== null) return
      set({ reading: name, outcome: null, error: null })
      const result = await host.call('recovery.readBack', { name })
      if (result.ok) set({ reading: null, outcome: { name, ...result.value } })
      else set({ reading: null, error: result.error })
    }
  }))
}

export const useRecovery = hookOf(createRecoveryStore)
