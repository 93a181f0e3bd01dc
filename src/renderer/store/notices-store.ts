import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Notice } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** What happened to this profile and stands on the page until it is dismissed. */
export interface NoticesState {
  /** Oldest first. */
  readonly notices: readonly Notice[]
  /** Why the last notice could not be dismissed. */
  readonly error: WireError | null
  readonly watch: () => () => void
  readonly dismiss: (id: string) => Promise<void>
}

/** The notices of one host. */
export function createNoticesStore(host: ChatHost): StoreApi<NoticesState> {
  return createStore<NoticesState>()((set, get) => {
    const { watch, put } = resource<readonly Notice[]>(host, {
      call: () => host.call('notices.list', undefined),
      event: (changed) => host.on('notices.changed', changed),
      take: (notices) => set({ notices })
    })

    return {
      notices: [],
      error: null,
      watch,
      dismiss: async (id) => {
        const result = await host.call('notices.dismiss', { id })
        if (result.ok) put(get().notices.filter((notice) => notice.id !== id))
        set({ error: result.ok ? null : result.error })
      }
    }
  })
}

export const useNotices = hookOf(createNoticesStore)
