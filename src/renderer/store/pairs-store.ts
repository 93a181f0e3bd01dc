import { v7 as uuidv7 } from 'uuid'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BoundPair, CallOutput, ChatHost, Result, Stranger } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { QueuePair } from '../../shared/pair'
import { hookOf } from './stores'

/** How often what came and fits to nothing is asked for while a trial waits, in milliseconds. */
const LOOK_MS = 2000

/** How often the host hears that a bound chat is looked at, in milliseconds. It counts on that for two minutes. */
const TELL_EVERY_MS = 60_000

type Exchanged = CallOutput<'chat.exchange'>

/** One message that was sent to try a chat out, and what came. */
export interface Trial {
  readonly conversationId: string
  readonly requestId: string
  readonly sent: Exchanged['request']
  readonly reply: Exchanged['replies'][number] | null
  /** What came lately and fits to no request. */
  readonly strangers: readonly Stranger[]
}

/** The queues that a chat is to be bound to; without an id a chat is begun. */
export interface PairWish {
  readonly id: string | null
  readonly title: string
  readonly backendId: string
  readonly pair: QueuePair
}

/** Chats that are bound to queues. */
export interface PairsState {
  readonly trial: Trial | null
  readonly load: (id: string) => Promise<Result<BoundPair | null>>
  /** Binds a chat; its id, or what is wrong with which field. A chat that was begun for it is gone then. */
  readonly save: (wish: PairWish) => Promise<Result<{ id: string }>>
  /** The chat talks to MessageProcessor from now on. */
  readonly clear: (id: string) => Promise<WireError | null>
  /** Sends one message; what becomes of it stands in `trial`. */
  readonly begin: (conversationId: string, text: string) => Promise<WireError | null>
  /** Nobody looks at it any more; the message stays in its chat. */
  readonly end: () => void
  /** Somebody looks at a bound chat; returns how to stop saying so. */
  readonly watch: (id: string) => () => void
}

export const createPairs = (host: ChatHost): StoreApi<PairsState> =>
  createStore<PairsState>()((set, get) => {
    let timer: ReturnType<typeof setInterval> | undefined

    const look = async (): Promise<void> => {
      const before = get().trial
      if (!before) return
      const { conversationId, requestId } = before
      const [exchange, strangers] = await Promise.all([
        host.call('chat.exchange', { id: requestId }),
        host.call('pairs.strangers', { id: conversationId })
      ])
      const { trial } = get()
      if (trial?.requestId !== requestId || !exchange.ok) return
      const { request, replies } = exchange.value
      const reply = replies[0] ?? null
      if (reply || request?.message.status === 'failed') clearInterval(timer)
      set({
        trial: {
          ...trial,
          sent: request,
          reply,
          strangers: strangers.ok ? strangers.value : trial.strangers
        }
      })
    }

    host.on('message.changed', (message) => {
      const id = get().trial?.requestId
      if (message.id === id || (message.role === 'reply' && message.inReplyTo === id)) void look()
    })

    return {
      trial: null,
      load: (id) => host.call('pairs.get', { id }),
      save: async ({ id, title, backendId, pair }) => {
        if (id !== null) {
          const bound = await host.call('pairs.set', { id, backendId, pair })
          return bound.ok ? { ok: true, value: { id } } : bound
        }
        // Refused before there is a chat.
        const fit = await host.call('pairs.preview', { pair, text: 'x' })
        if (!fit.ok) return fit
        const made = await host.call('conversations.create', { id: uuidv7(), title })
        if (!made.ok) return made
        const bound = await host.call('pairs.set', { id: made.value.id, backendId, pair })
        if (bound.ok) return made
        await host.call('conversations.delete', { id: made.value.id })
        return bound
      },
      clear: async (id) => {
        const result = await host.call('pairs.clear', { id })
        return result.ok ? null : result.error
      },
      begin: async (conversationId, text) => {
        const id = uuidv7()
        const result = await host.call('chat.send', { id, conversationId, text })
        if (!result.ok) return result.error
        clearInterval(timer)
        set({ trial: { conversationId, requestId: id, sent: null, reply: null, strangers: [] } })
        timer = setInterval(() => void look(), LOOK_MS)
        await look()
        return null
      },
      end: () => {
        clearInterval(timer)
        set({ trial: null })
      },
      watch: (id) => {
        const tell = (): void => void host.call('pairs.open', { id })
        tell()
        const telling = setInterval(tell, TELL_EVERY_MS)
        return () => clearInterval(telling)
      }
    }
  })

export const usePairs = hookOf(createPairs)
