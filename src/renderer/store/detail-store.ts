import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, MessageDetail } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

/** The details of one message. */
export interface DetailState {
  readonly detail: MessageDetail | null
  readonly error: WireError | null
  /** Loads a message's details, and loads them again when it changes, until another or none is watched. */
  readonly watch: (messageId: string | null) => void
}

/** What the inspector shows. */
export function createDetailStore(host: ChatHost): StoreApi<DetailState> {
  return createStore<DetailState>()((set) => {
    let watched: string | null = null
    let stop: (() => void) | null = null

    let asked = 0

    const load = async (id: string): Promise<void> => {
      const mine = ++asked
      const result = await host.call('chat.detail', { id })
      if (watched !== id || mine !== asked) return
      if (result.ok) set({ detail: result.value, error: null })
      else set({ detail: null, error: result.error })
    }

    return {
      detail: null,
      error: null,
      watch: (messageId) => {
        if (messageId === watched) return
        watched = messageId
        stop?.()
        stop = null
        set({ detail: null, error: null })
        if (messageId === null) return
        const before = asked
        const stops = [
          host.on('message.changed', (message) => {
            if (message.id === messageId) void load(messageId)
          }),
          host.on('data.changed', () => void load(messageId)),
          host.onLink((up) => up && void load(messageId))
        ]
        stop = () => {
          for (const one of stops) one()
        }
        if (before === asked) void load(messageId)
      }
    }
  })
}
