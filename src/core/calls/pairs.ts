import type { BoundPair, Handlers } from '../../shared/contract'
import { ChatError, fieldError } from '../../shared/errors'
import { assertPair, wrap, type QueuePair } from '../../shared/pair'
import { DEFAULT_CONVERSATION_ID, encodeBody, FORMAT_VERSION } from '../../shared/wire'
import type { Backend } from '../backends/backend'
import type { BackendSwitch } from '../delivery/backend-switch'
import { readReply } from '../delivery/pair-reading'
import type { BoundQueues } from '../store/pair-store'
import type { Stores } from '../store/stores'

export interface PairsCallsDeps extends Pick<Stores, 'db' | 'pairs' | 'conversations' | 'backends'> {
  backend: () => Pick<Backend, 'names'>
  info: () => { responseQueue: string }
  switch: Pick<BackendSwitch, 'strangers'>
  /** Told when something may be due, or somebody waits. */
  outboxFilled: () => void
  now: () => number
}

type PairsCalls = Extract<keyof Handlers, `pairs.${string}`>

/** The calls about chats that are bound to queues. None waits for the network. */
export function createPairsHandlers(deps: PairsCallsDeps): Pick<Handlers, PairsCalls> {
  const { db, pairs, conversations, backends, outboxFilled, now } = deps
  const told = (queues: BoundQueues): BoundPair => {
    const { conversationId, backendId, pair, unconfirmed } = queues
    const waiting = pairs.waiting(queues)
    return {
      conversationId,
      backendId,
      pair,
      unconfirmed,
      waiting: waiting.now,
      waitingForEarlier: waiting.earlier
    }
  }
  return {
    'pairs.get': async ({ id }) => {
      conversations.assertThere(id)
      const queues = pairs.current(id)
      return queues && told(queues)
    },
    'pairs.set': async ({ id, backendId = backends.list().activeId, pair }) => {
      if (id === DEFAULT_CONVERSATION_ID) throw new ChatError('pair.first_chat')
      backends.get(backendId)
      assertPair(pair)
      const bound = db.transaction(() => {
        conversations.assertThere(id)
        assertFree(deps, { conversationId: id, backendId, pair })
        return told(pairs.bind(id, { backendId, pair }, now()))
      })
      outboxFilled()
      return bound
    },
    'pairs.clear': async ({ id }) => {
      conversations.assertThere(id)
      pairs.unbind(id)
      return null
    },
    'pairs.preview': async ({ pair, text, reply }) => {
      assertPair(pair)
      const id = EXAMPLE_ID
      const { body, attributes } = wrap(pair, { id, text })
      return {
        body: body ?? exampleBody(text),
        attributes,
        reply:
          reply === undefined ? null : { ...readReply(pair, reply), ids: [...readReply(pair, reply).ids] }
      }
    },
    'pairs.open': async ({ id }) => {
      pairs.open(id, now())
      outboxFilled()
      return null
    },
    'pairs.strangers': async ({ id }) => {
      const queue = pairs.current(id)?.pair.replyQueue ?? null
      return queue === null ? [] : [...(deps.switch.strangers(queue) ?? [])]
    }
  }
}

/** In the place of the id that a message will have. */
const EXAMPLE_ID = '00000000-0000-7000-8000-000000000000'

const exampleBody = (text: string): string =>
  encodeBody({
    v: FORMAT_VERSION,
    id: EXAMPLE_ID,
    conversationId: EXAMPLE_ID,
    sender: { id: EXAMPLE_ID, name: '' },
    text,
    sentAt: 0
  })

/** A reply queue that is a chat's own serves no other chat, and none is read that ChatAPP reads already. */
function assertFree(
  { pairs, conversations, backends, backend, info }: PairsCallsDeps,
  { conversationId, backendId, pair }: { conversationId: string; backendId: string; pair: QueuePair }
): void {
  const queue = pair.replyQueue
  if (queue === null) return
  if (backendId === backends.list().activeId) {
    const { sharedResponseQueue, requestQueue, deadLetterQueue } = backend().names
    if ([info().responseQueue, sharedResponseQueue, requestQueue, deadLetterQueue].includes(queue))
      throw fieldError('replyQueue', 'pair.queue_of_chatapp', { queue })
  }
  const other = pairs
    .of(backendId)
    .find(
      (one) =>
        one.conversationId !== conversationId &&
        one.current &&
        one.pair.replyQueue === queue &&
        (one.pair.own || pair.own)
    )
  if (!other) return
  const { title } = conversations.extent(other.conversationId)
  throw fieldError(other.pair.own ? 'replyQueue' : 'own', 'pair.queue_taken', { queue, title })
}
