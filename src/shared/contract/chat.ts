import { z } from 'zod'
import { evidenceSchema } from '../evidence'
import {
  chatMessageSchema,
  replyMessageSchema,
  requestMessageSchema,
  timeSchema,
  traceSchema
} from '../message'
import { looseAttributesSchema, ownAttributesSchema } from '../own-attributes-schema'
import { MAX_DELAY_SECONDS } from '../wire'
import { count, id, messageText, newId, title } from './parts'
import { roomStateSchema } from './rooms'

export const conversationSchema = z.object({
  id: z.string(),
  title: z.string(),
  createdAt: timeSchema,
  /** Epoch milliseconds of the newest message; `createdAt` while there is none. */
  lastActivityAt: timeSchema,
  /** One line of the newest message, at most 120 characters; empty while there is none. */
  preview: z.string(),
  /** Unread replies; 1,000 stands for that many or more. */
  unread: count,
  /** The user put it aside as unread, whatever is. */
  markedUnread: z.boolean(),
  /** Whether the title is the user's; else the first message gives it. */
  named: z.boolean(),
  pinned: z.boolean(),
  /** A new message brings it back; a reply does not when it is muted. */
  archived: z.boolean(),
  /** Its replies are counted and told of nowhere but in the list. */
  muted: z.boolean(),
  /** The queues that it is bound to; left out where it talks to MessageProcessor. */
  pair: z
    .object({
      backendId: z.string(),
      requestQueue: z.string(),
      replyQueue: z.string().nullable(),
      /** It came with an import, and nobody here has said yet that messages are to go there. */
      unconfirmed: z.boolean()
    })
    .optional(),
  /** What it is where people talk; left out where it talks to MessageProcessor or to queues. */
  room: z
    .object({
      kind: z.enum(['room', 'direct']),
      backendId: z.string(),
      state: roomStateSchema,
      /** An unread message mentions one. */
      mentioned: z.boolean(),
      /** Only what mentions one is told as a notification. */
      mentionsOnly: z.boolean(),
      /** Everybody in it, oneself included; 0 until the processor has answered. */
      members: count
    })
    .optional(),
  /** What is written there and not sent: its beginning, who wrote it last, and a number that grows with each change. */
  draft: z.object({ preview: z.string(), writer: z.string(), revision: count }).nullable()
})

/** How far the deletion of a conversation is, in messages. */
export const deletionSchema = z.object({
  id: z.string(),
  title: z.string(),
  deleted: count,
  total: count,
  /** Whether this is the last word on it. */
  over: z.boolean()
})

export const messageDetailSchema = z.object({
  message: chatMessageSchema,
  /** Replies to it, oldest first; empty for a reply. */
  replies: z.array(replyMessageSchema),
  /** The body exactly as it stands on the wire. */
  rawBody: z.string(),
  attributes: z.record(z.string(), z.string())
})

/** A message with all that is known of its way. */
const tracedMessage = {
  /** The body exactly as it stands on the wire. */
  rawBody: z.string(),
  attributes: z.record(z.string(), z.string()),
  evidence: evidenceSchema
}

/** A request and what came back. */
export const exchangeSchema = z.object({
  /** Null where the request of a reply is not here. */
  request: z.object({ message: requestMessageSchema, ...tracedMessage }).nullable(),
  /** Oldest first, at most 20. */
  replies: z.array(
    z.object({
      message: replyMessageSchema,
      ...tracedMessage,
      /** What MessageProcessor says of the request's way. */
      trace: traceSchema,
      /** Where the trace of AWS X-Ray is shown; null where none was recorded. */
      xrayUrl: z.string().nullable()
    })
  ),
  /** The trace that the request carries; null where it carries none. */
  traceparent: z.string().nullable()
})

/** The request that a call stored or changed; what became of it is told once, by `message.changed`. */
const storedRequest = z.object({ id: z.string() })

/** Chats and messages. */
export const chatCalls = {
  'conversations.list': { input: z.void(), output: z.array(conversationSchema) },
  /** Without a title, its first message gives it one. */
  'conversations.create': {
    input: z.strictObject({ id: newId, title: title.optional() }),
    output: conversationSchema
  },
  'conversations.rename': { input: z.strictObject({ id, title }), output: conversationSchema },
  /** Deletes a conversation and its messages for good, the oldest first. The default conversation is emptied, not deleted. */
  'conversations.delete': { input: z.strictObject({ id }), output: z.null() },
  /** Stops a deletion that is under way, which then fails as `cancelled`: what is left of the conversation stays. */
  'conversations.delete.cancel': { input: z.strictObject({ id }), output: z.null() },
  /**
   * Hides a conversation at once and deletes it for good after `UNDO_MS`, by whichever host is there then. Throws
   * `conflict` for the default one, which stays.
   */
  'conversations.deleteLater': { input: z.strictObject({ id }), output: z.null() },
  /** Takes `deleteLater` back; what has been deleted already is gone. Throws `not_found` when all of it is. */
  'conversations.restore': { input: z.strictObject({ id }), output: conversationSchema },
  'conversations.change': {
    input: z.strictObject({
      id,
      pinned: z.boolean().optional(),
      archived: z.boolean().optional(),
      muted: z.boolean().optional()
    }),
    output: conversationSchema
  },
  /** Marks everything in the conversation as read. */
  'conversations.read': { input: z.strictObject({ id }), output: z.null() },
  /** Marks the conversation itself as unread, until it is read. */
  'conversations.unread': { input: z.strictObject({ id }), output: z.null() },
  /** What is written in a conversation and not sent; empty when nothing is. */
  'drafts.get': {
    input: z.strictObject({ id }),
    output: z.object({ text: z.string(), attributes: looseAttributesSchema })
  },
  /** Keeps it; an empty text without attributes keeps none. `writer` is who says so, a name that each window makes for itself. */
  'drafts.set': {
    input: z.strictObject({
      id,
      text: z.string().max(4_000_000),
      /** The user's own attributes that are to go along. */
      attributes: looseAttributesSchema.optional(),
      writer: z.string().min(1).max(100)
    }),
    output: z.null()
  },
  /**
   * Stores a request in the outbox, as `queued`. The text is kept to the character. An id that is stored
   * already with this text is the same message; with another one it is a `conflict`, as is a backend that asks before the
   * first message (`backends.list`).
   */
  'chat.send': {
    input: z.strictObject({
      id: newId,
      conversationId: id.optional(),
      text: messageText,
      /** The user's own attributes, which go along to MessageProcessor. */
      attributes: ownAttributesSchema.optional(),
      /** In a room: the message that this one replies to. */
      quotes: id.optional(),
      /** SQS hands it on so much later; on a FIFO queue, which knows no such thing, it waits in `scheduled` instead. */
      delaySeconds: z.number().int().min(0).max(MAX_DELAY_SECONDS).optional()
    }),
    output: storedRequest
  },
  /**
   * A page of one conversation, oldest first, requests and replies: the newest, or what stands before a message, or what
   * follows the exchange that begins with one; `after: null` is the oldest page.
   */
  'chat.history': {
    input: z.strictObject({
      conversationId: id,
      before: id.optional(),
      after: id.nullable().optional(),
      limit: z.number().int().min(1).max(500).default(100)
    }),
    output: z.object({ messages: z.array(chatMessageSchema), hasMore: z.boolean() })
  },
  /**
   * The exchanges around a message, oldest first: so many before its own, and so many from it on. Empty when it is not in
   * that conversation.
   */
  'chat.around': {
    input: z.strictObject({ conversationId: id, id, limit: z.number().int().min(1).max(100) }),
    output: z.object({ messages: z.array(chatMessageSchema), hasMore: z.boolean(), hasNewer: z.boolean() })
  },
  /**
   * Search over everything sent and received: words, texts in quotation marks, and the operators of `parseSearch`.
   * `before` goes on after the page whose `next` it was. `best` orders the newest some hundred hits by how well they answer.
   */
  'chat.search': {
    input: z.strictObject({
      query: z.string().max(500),
      limit: z.number().int().min(1).max(200).default(50),
      before: id.optional(),
      /** `newest` when left out. */
      order: z.enum(['newest', 'best']).optional()
    }),
    output: z.object({
      /** The snippet is one line of the text with the first piece of the query in it. */
      hits: z.array(z.object({ message: chatMessageSchema, snippet: z.string() })),
      hasMore: z.boolean(),
      /** Where to go on; a page may be short, or empty, when looking further would take long. Null at the end. */
      next: z.string().nullable(),
      /** Of the first page: how many hits there are; more than that where it is not exact. */
      total: z.object({ count, exact: z.boolean() }),
      /** Messages of an older version that the search does not know yet; it takes them in by and by. */
      pending: z.number().int()
    })
  },
  /** Replies that nobody has read yet, in all conversations, oldest first. */
  'chat.unread': { input: z.void(), output: z.array(replyMessageSchema) },
  'chat.detail': { input: z.strictObject({ id }), output: messageDetailSchema },
  /** The exchange that a message belongs to, with the evidence of its way. */
  'chat.exchange': { input: z.strictObject({ id }), output: exchangeSchema },
  /**
   * Puts a failed request back into the outbox, or tries a waiting one at once. `removeDeadCopy`: what of it lies in the
   * dead-letter queue is removed then.
   */
  'chat.retry': {
    input: z.strictObject({ id, removeDeadCopy: z.boolean().default(false) }),
    output: storedRequest
  },
  /** Takes a request out of the outbox; it stays in the log as `failed`, reason `cancelled`. */
  'chat.cancel': { input: z.strictObject({ id }), output: storedRequest },
  /** Sends a request again whose answer does not come, without waiting until ChatAPP does it. */
  'chat.askNow': { input: z.strictObject({ id }), output: storedRequest },
  /** Waits no longer for an answer: the request counts as `failed`, reason `no_answer`. One that still comes is shown. */
  'chat.giveUp': { input: z.strictObject({ id }), output: storedRequest },
  /** Deletes a message for good, a request with its replies; one that still waits is not sent. */
  'chat.delete': { input: z.strictObject({ id }), output: z.object({ deleted: count }) },
  /** Stamps the last hop of each reply's timeline: a person could see it. */
  'chat.shown': { input: z.strictObject({ ids: z.array(id).max(500) }), output: z.null() }
}

export const chatEvents = {
  'message.changed': chatMessageSchema,
  'conversation.changed': conversationSchema,
  'conversation.deleted': z.object({ id: z.string() }),
  /** A deletion that takes long, several times a second until it is over or was stopped. */
  'conversation.deleting': deletionSchema
}

export type Conversation = z.output<typeof conversationSchema>
export type Deletion = z.output<typeof deletionSchema>
export type Exchange = z.output<typeof exchangeSchema>
