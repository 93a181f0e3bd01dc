import { createStore, type StoreApi } from 'zustand/vanilla'
import type { RequestMessage } from '../../shared/message'
import type { ChatState } from './chat-state'
import { hookOf } from './stores'

export interface FirstPathState {
  /** The first message of this profile that was answered, while its way is shown. */
  readonly message: RequestMessage | null
  /** Shows the way of the first message once it is answered: once in the life of a profile. Returns how to stop looking. */
  readonly watch: (chat: StoreApi<ChatState>) => () => void
  readonly close: () => void
}

/** Whether the way of a profile's first message is to be shown. */
export const createFirstPath = (): StoreApi<FirstPathState> =>
  createStore<FirstPathState>()((set, get) => ({
    message: null,
    watch: (chat) => {
      const look = (): void => {
        const first = firstAnswered(chat.getState())
        if (!first || get().message) return
        set({ message: first })
        // At once: a page that is loaded anew has shown it already.
        void chat.getState().changeSettings({ pathShown: true })
      }
      look()
      return chat.subscribe(look)
    },
    close: () => set({ message: null })
  }))

/** The one request that was ever answered here, if its way was not shown yet. */
function firstAnswered({ settings, connection, logs, openId }: ChatState): RequestMessage | null {
  if (settings?.pathShown !== false || connection?.roundTrip?.count !== 1) return null
  const messages = [...(logs.get(openId)?.messages.values() ?? [])]
  const answered = messages.filter(
    (one): one is RequestMessage => one.role === 'request' && one.status === 'answered'
  )
  return answered.length === 1 ? (answered[0] ?? null) : null
}

export const useFirstPath = hookOf(createFirstPath)
