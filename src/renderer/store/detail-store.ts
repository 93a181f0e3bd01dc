import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Exchange } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { ChatMessage } from '../../shared/message'
import { resource } from './resource'
import { hookOf } from './stores'

/** The details of one message: the exchange that it belongs to. */
export interface DetailState {
  readonly exchange: Exchange | null
  /** The message in it that is looked at. */
  readonly id: string | null
  readonly error: WireError | null
  /** Shows a message's details and follows them, one message at a time; returns how to stop. */
  readonly watch: (messageId: string) => () => void
}

/** What the inspector shows. */
export function createDetailStore(host: ChatHost): StoreApi<DetailState> {
  return createStore<DetailState>()((set) => ({
    exchange: null,
    id: null,
    error: null,
    watch: (id) => {
      const { watch } = resource<Exchange>(host, {
        call: () => host.call('chat.exchange', { id }),
        event: (_, again) => {
          const stopMessages = host.on('message.changed', (message) => isOf(message, id) && again())
          const stopData = host.on('data.changed', again)
          return () => {
            stopMessages()
            stopData()
          }
        },
        take: (exchange) => set({ exchange, id }),
        error: (error) => set(error ? { exchange: null, error } : { error })
      })
      const stop = watch()
      return () => {
        stop()
        set({ exchange: null, id: null, error: null })
      }
    }
  }))
}

const isOf = (message: ChatMessage, id: string): boolean =>
  message.id === id || (message.role === 'reply' && message.inReplyTo === id)

export const useDetail = hookOf(createDetailStore)
