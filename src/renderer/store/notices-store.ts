import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Notice } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { follow } from './follow'

/** What happened to this profile and stands on the page until it is dismissed. */
export interface NoticesState {
  /** Oldest first. */
  readonly notices: readonly Notice[]
  /** Why the last notice could not be dismissed. */
  readonly error: WireError | null
  /** Reads the notices now and after the way to the host was broken; returns how to stop. */
  readonly watch: () => () => void
  readonly dismiss: (id: string) => Promise<void>
}

/** The notices of one host. */
export function createNoticesStore(host: ChatHost): StoreApi<NoticesState> {
  return createStore<NoticesState>()((set, get) => {
    const { watch } = follow(host, {
      ask: () => host.call('notices.list', undefined),
      hear: (take) => host.on('notices.changed', take),
      take: (notices) => set({ notices })
    })

    return {
      notices: [],
      error: null,
      watch,
      dismiss: async (id) => {
        const result = await host.call('notices.dismiss', { id })
        if (result.ok) set({ notices: get().notices.filter((notice) => notice.id !== id), error: null })
        else set({ error: result.error })
      }
    }
  })
}
