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
  /** Copies of this profile's database. */
  readonly backups: readonly SetAsideFile[]
  readonly backingUp: boolean
  /** Makes one now. */
  readonly backUp: () => Promise<void>
  /** The one that is being read back. */
  readonly reading: string | null
  readonly outcome: ({ readonly name: string } & CallOutput<'recovery.readBack'>) | null
  /** Why the last one that was asked for was not read back. */
  readonly failed: { readonly name: string; readonly error: WireError } | null
  /** Why no backup was made, or the list is not known. */
  readonly error: WireError | null
  readonly watch: () => () => void
  readonly readBack: (name: string) => Promise<void>
}

/** As many as the store keeps. */
const BACKUPS_KEPT = 7

/** What the section of set-aside databases shows. */
export function createRecoveryStore(host: ChatHost): StoreApi<RecoveryState> {
  return createStore<RecoveryState>()((set, get) => ({
    files: [],
    backups: [],
    backingUp: false,
    reading: null,
    outcome: null,
    failed: null,
    error: null,
    watch: resource<readonly SetAsideFile[]>(host, {
      call: () => host.call('recovery.list', undefined),
      every: 'shown',
      take: (all) =>
        set({
          files: all.filter(({ reason }) => reason !== 'backup'),
          backups: all.filter(({ reason }) => reason === 'backup')
        }),
      error: (error) => set({ error })
    }).watch,
    backUp: async () => {
      if (get().backingUp) return
      set({ backingUp: true, error: null })
      const made = await host.call('recovery.backUp', undefined)
      set(({ backups }) =>
        made.ok
          ? { backingUp: false, backups: [made.value, ...backups].slice(0, BACKUPS_KEPT) }
          : { backingUp: false, error: made.error }
      )
    },
    readBack: async (name) => {
      if (get().reading !== null) return
      set({ reading: name, outcome: null, failed: null })
      const result = await host.call('recovery.readBack', { name })
      if (result.ok) set({ reading: null, outcome: { name, ...result.value } })
      else set({ reading: null, failed: { name, error: result.error } })
    }
  }))
}

export const useRecovery = hookOf(createRecoveryStore)
