import { v7 as uuidv7 } from 'uuid'
import type { Handlers } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { crashPoint } from '../../platform/crash-point'
import { exchangeOf } from './exchange'
import type { RequestWriter } from '../store/request-writer'
import type { Stores } from '../store/stores'

export interface ChatCallsDeps extends Pick<
  Stores,
  'db' | 'backends' | 'messages' | 'conversations' | 'deletions' | 'drafts' | 'scheduled'
> {
  writer: RequestWriter
  /** Whether the request queue is FIFO: such a queue holds back no message by itself. */
  fifo: () => boolean
  /** The user's Retry, perhaps with the removal of what lies of the request in the dead-letter queue. */
  retry: (id: string, removeDeadCopy: boolean) => void
  /** Where traces are kept that AWS makes; null where it makes none. */
  region: () => string | null
  /** Told when something may be due in the outbox. */
  outboxFilled: () => void
  now: () => number
}

/** A room is renamed where rooms are. */
type ChatCalls = Exclude<
  Extract<keyof Handlers, `chat.${string}` | `conversations.${string}` | `drafts.${string}`>,
  'conversations.rename'
>

/** The calls about chats and messages. Each returns once its change is stored; none waits for the network. */
export const createChatHandlers = ({
  db,
  backends,
  messages,
  conversations,
  deletions,
  drafts,
  scheduled,
  writer,
  fifo,
  retry,
  region,
  outboxFilled,
  now
}: ChatCallsDeps): Pick<Handlers, ChatCalls> => ({
  'conversations.list': async () => conversations.list(),
  'conversations.create': async ({ id, title }) => conversations.create(title, now(), id),
  'conversations.delete': async ({ id }) => (await deletions.delete(id), null),
  'conversations.delete.cancel': async ({ id }) => (deletions.cancel(id), null),
  'conversations.deleteLater': async ({ id }) => (deletions.later(id), null),
  'conversations.restore': async ({ id }) => {
    const restored = deletions.restore(id)
    outboxFilled()
    return restored
  },
  'conversations.change': async ({ id, ...marks }) => conversations.mark(id, marks),
  'conversations.read': async ({ id }) => (conversations.markRead(id), null),
  'conversations.unread': async ({ id }) => (conversations.markUnread(id), null),
  'drafts.get': async ({ id }) => drafts.get(id),
  'drafts.set': async ({ id, text, attributes = [], writer }) => (
    drafts.set(id, { text, attributes }, writer),
    null
  ),
  'chat.send': async ({
    id = uuidv7(),
    conversationId = DEFAULT_CONVERSATION_ID,
    text,
    attributes = [],
    quotes,
    delaySeconds = 0
  }) => {
    const at = now()
    const waits = delaySeconds > 0 && (writer.isFifo(conversationId) ?? fifo())
    const isNew = await db.together(() => {
      const outgoing = { id, conversationId, text, attributes, quotes }
      if (writer.isStored(outgoing)) return false
      backends.assertConfirmed()
      conversations.assertThere(conversationId)
      const waitMs = 1000 * delaySeconds
      if (waits) scheduled.put(writer.later(outgoing, at), { sendAt: at + waitMs, waitMs }, at)
      else writer.write(outgoing, at, { delaySeconds })
      drafts.sent(conversationId, text)
      return true
    })
    if (!isNew) return { id }
    crashPoint('after-persist')
    outboxFilled()
    return { id }
  },
  'chat.history': async ({ conversationId, before, after, limit }) =>
    after === undefined
      ? messages.history(conversationId, limit, before)
      : messages.historyAfter(conversationId, limit, after),
  'chat.around': async ({ conversationId, id, limit }) => messages.historyAround(conversationId, id, limit),
  'chat.search': async (input) => messages.search(input),
  'chat.unread': async () => messages.unread(),
  'chat.detail': async ({ id }) => ({
    message: messages.get(id),
    replies: messages.repliesTo(id),
    ...messages.raw(id)
  }),
  'chat.exchange': async ({ id }) => exchangeOf(messages.exchange(id), region()),
  'chat.retry': async ({ id, removeDeadCopy }) => (retry(id, removeDeadCopy), outboxFilled(), { id }),
  'chat.cancel': async ({ id }) => (messages.cancel(id), { id }),
  'chat.askNow': async ({ id }) => (messages.askNow(id), outboxFilled(), { id }),
  'chat.giveUp': async ({ id }) => (messages.giveUp(id), { id }),
  'chat.delete': async ({ id }) => ({ deleted: messages.delete(id) }),
  'chat.shown': async ({ ids }) => (messages.markShown(ids, now()), null)
})
