import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, MessageDetail } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

/** The details of one message. */
export interface DetailState {
  readonly detail: MessageDetail | null
  readonly error: WireError | null
  /** Shows a message's details and follows them, one message at a time; returns how to stop. */
  readonly watch: (messageId: string) => () => void
}

/** What the inspector shows. */
export function createDetailStore(host: ChatHost): StoreApi<DetailState> {
  return createStore<DetailState>()((set) => ({
    detail: null,
    error: null,
    watch: (id) => {
      const { watch } = resource<MessageDetail>(host, {
        call: () => host.call('chat.detail', { id }),
        event: (_, again) => {
          const stopMessages = host.on('message.changed', (message) => message.id === id && again())
          const stopData = host.on('data.changed', again)
          return () => {
            stopMessages()
            stopData()
          }
        },
        take: (detail) => set({ detail }),
        error: (error) => set(error ? { detail: null, error } : { error })
      })
      const stop = watch()
      return () => {
        stop()
        set({ detail: null, error: null })
      }
    }
  }))
}

export const useDetail = hookOf(createDetailStore)
