import { z } from 'zod'
import { errorCodes } from './error-codes'
import { ChatError, sayProblems } from './errors'
import { attributesSize, type OwnAttribute } from './own-attributes'
import { zodProblems } from './input-error'
import { looseAttributesSchema } from './own-attributes-schema'
import { messagePairSchema } from './pair'
import { attemptsSchema, progressFields } from './progress'
import { roomAnswerSchema } from './room'
import { ROOM_NEWS, roomEntryKinds } from './room-wire'
import { say, saidParamsSchema, type Told } from './said'
import { timeSchema } from './time-schema'
import {
  ATTRIBUTE_RESERVE_BYTES,
  FORMAT_VERSION,
  MAX_MESSAGE_BYTES,
  PROGRESS,
  isEnvelope,
  nearestTime,
  type ParsedBody
} from './wire'

// What MessageProcessor needs of the format stands in a file without zod: its bundle has to stay small.
export {
  ATTRIBUTE_RESERVE_BYTES,
  FORMAT_VERSION,
  MAX_MESSAGE_BYTES,
  MAX_TIME,
  PROGRESS,
  answersOn,
  attributeNames,
  bodySize,
  encodeBody,
  nearestTime,
  type ParsedBody
} from './wire'
export { timeSchema } from './time-schema'

/** A time as the store may hold it: rows of an earlier version hold any number, and are read as the nearest time. */
const storedTime = z.number().transform(nearestTime)

type TimeSchema = z.ZodType<number, number>

export const senderSchema = z.looseObject({ id: z.string().min(1).max(200), name: z.string().max(200) })

const requestBody = (time: TimeSchema) =>
  z.looseObject({
    v: z.literal(FORMAT_VERSION),
    id: z.uuid(),
    conversationId: z.string().min(1).max(200),
    sender: senderSchema,
    text: z.string(),
    sentAt: time,
    /** Which kinds its sender can read besides replies; a function of an earlier version does not look. */
    accepts: z.array(z.string()).optional().catch(undefined)
  })

/** A request as it stands in an SQS message body. Unknown fields are kept. */
export const requestBodySchema = requestBody(timeSchema)
const storedRequestSchema = requestBody(storedTime)

/** What MessageProcessor knows about the way of one request; times in epoch milliseconds. */
const trace = (time: TimeSchema) =>
  z.looseObject({
    /** When SQS accepted the request (`SentTimestamp`). */
    enqueuedAt: time.optional(),
    /** When a consumer first received it (`ApproximateFirstReceiveTimestamp`). */
    firstReceivedAt: time.optional(),
    /** When the attempt that answered began, by the function's clock, as the next two. */
    startedAt: time.optional(),
    processedAt: time.optional(),
    repliedAt: time.optional(),
    /** `ApproximateReceiveCount`: 1 when the first attempt answered. */
    attempts: z.number().int().positive().optional(),
    sqsMessageId: z.string().optional(),
    functionName: z.string().optional(),
    awsRequestId: z.string().optional(),
    /** W3C Trace Context, as the request brought it. */
    traceparent: z.string().optional().catch(undefined),
    /** The trace header of AWS X-Ray. */
    xrayTrace: z.string().optional().catch(undefined)
  })

/** The same as it is told. */
export const traceSchema = trace(timeSchema)

const replyBody = (time: TimeSchema) =>
  z.looseObject({
    v: z.literal(FORMAT_VERSION),
    id: z.uuid(),
    /** The correlation id: the id of the request this answers. */
    inReplyTo: z.string().min(1).max(200),
    conversationId: z.string().min(1).max(200),
    sender: senderSchema,
    text: z.string(),
    sentAt: time,
    kind: z.enum(['reply', 'error']),
    trace: trace(time)
  })

/** A reply as it stands in an SQS message body. Unknown fields are kept. */
export const replyBodySchema = replyBody(timeSchema)
const storedReplySchema = replyBody(storedTime)

/**
 * What is told of a request while it has no answer, as it stands in an SQS message body: it is no answer itself and
 * stored with its request. `text` is what the handler says, or why the attempt failed. MessageProcessor sends it to those
 * whose request `accepts` it.
 */
export const progressBodySchema = replyBodySchema.extend({
  kind: z.literal(PROGRESS),
  progress: progressFields
})
const responseBodySchema = z.discriminatedUnion('kind', [replyBodySchema, progressBodySchema])

/** A reply to what was asked of rooms: what it tells of them stands beside its text. */
const roomReplySchema = replyBodySchema.extend({ room: roomAnswerSchema.optional() })
/** What is told of a room without being asked, as it stands in an SQS message body. */
const roomNewsSchema = roomReplySchema.extend({
  kind: z.literal(ROOM_NEWS),
  room: roomAnswerSchema,
  trace: trace(timeSchema).optional()
})
const incomingBodySchema = z.discriminatedUnion('kind', [roomReplySchema, progressBodySchema, roomNewsSchema])

export type Sender = z.output<typeof senderSchema>
export type RequestBody = z.output<typeof requestBodySchema>
export type ReplyBody = z.output<typeof replyBodySchema>
export type ProgressBody = z.output<typeof progressBodySchema>
export type RoomBody = z.output<typeof roomReplySchema> | z.output<typeof roomNewsSchema>

/** Reads a request from an SQS message body. Never throws. */
export const parseRequestBody = (text: string): ReadBody<RequestBody> => parseBody(text, requestBodySchema)

/** Reads a reply from an SQS message body. Never throws. */
export const parseReplyBody = (text: string): ReadBody<ReplyBody> => parseBody(text, replyBodySchema)

/** Reads whatever MessageProcessor sends from an SQS message body. Never throws. */
export const parseResponseBody = (text: string): ReadBody<ReplyBody | ProgressBody> =>
  parseBody(text, responseBodySchema)

/** The same with what it tells of rooms, where those are taken. Never throws. */
export const parseIncomingBody = (text: string): ReadBody<RoomBody | ProgressBody> =>
  parseBody(text, incomingBodySchema)

/** Reads a request that was stored, perhaps by a version that took any number for a time. Never throws. */
export const parseStoredRequest = (text: string): ReadBody<RequestBody> =>
  parseBody(text, storedRequestSchema)

/** Reads a reply that was stored, perhaps by a version that took any number for a time. Never throws. */
export const parseStoredReply = (text: string): ReadBody<ReplyBody> => parseBody(text, storedReplySchema)

/** A body as it was read, or why it could not be. */
type ReadBody<T> = { ok: true; body: T } | (Extract<ParsedBody<T>, { ok: false }> & Told)

function parseBody<T>(text: string, schema: z.ZodType<T>): ReadBody<T> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, reason: 'foreign', ...say('body.no_json') }
  }
  if (!isEnvelope(value)) return { ok: false, reason: 'foreign', ...say('body.foreign') }
  if (value.v > FORMAT_VERSION)
    return { ok: false, reason: 'newer', ...say('body.newer', { theirs: value.v, ours: FORMAT_VERSION }) }
  const parsed = schema.safeParse(value)
  if (parsed.success) return { ok: true, body: parsed.data }
  const problems = sayProblems(zodProblems(parsed.error))
  return { ok: false, reason: 'malformed', ...say('body.malformed', { problems }) }
}

/** Throws `too_large`, naming both sizes, when a request does not fit into one SQS message. */
export function assertFits(encoded: string, attributes: readonly OwnAttribute[]): void {
  const limit = MAX_MESSAGE_BYTES - ATTRIBUTE_RESERVE_BYTES
  const bytes = encoded.length + attributesSize(attributes)
  if (bytes <= limit) return
  throw new ChatError('message.too_large', { bytes, limit })
}

const timeline = (time: TimeSchema) =>
  z.object({
    queued: time.optional(),
    sent: time.optional(),
    enqueued: time.optional(),
    firstReceived: time.optional(),
    processed: time.optional(),
    replied: time.optional(),
    received: time.optional(),
    shown: time.optional()
  })

/** Epoch milliseconds of each hop of one message; a hop that has not happened is absent. */
export const timelineSchema = timeline(timeSchema)
/** A timeline that was stored, perhaps by a version that took any number for a time. */
export const storedTimelineSchema = timeline(storedTime)
export type Timeline = z.output<typeof timelineSchema>

/** Where a request stands. Moves only forward: `queued → sent → answered`, or `→ failed`. */
export const requestStatuses = ['queued', 'sent', 'answered', 'failed'] as const
export type RequestStatus = (typeof requestStatuses)[number]

const keyedWords = {
  key: z.string().optional(),
  params: saidParamsSchema.optional()
}
export const wireErrorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  retryable: z.boolean(),
  ...keyedWords,
  fields: z.array(z.object({ field: z.string(), reason: z.string(), ...keyedWords })).optional()
})

/** What stands in a room: what its log has, and `put_back`, a line of this computer's that the log was put back. */
export const roomLineKinds = [...roomEntryKinds, 'put_back'] as const

/**
 * What a message is in a room: one's own (a request) and those of others (replies to no request of ours) alike. Its
 * `text` is the newest; of one that was deleted it is empty.
 */
export const roomPartSchema = z.object({
  /** Its number in the room's log; null until the processor has given one. */
  seq: z.number().int().positive().nullable(),
  /** The member who wrote it, as SQS knows the sender. `sender.name` is what that member was called then. */
  by: z.string(),
  kind: z.enum(roomLineKinds),
  /** The room's log was put back to before it: it is in the log no more, and kept here. */
  putBack: z.literal(true).optional(),
  /** The message that it replies to: a line of it, and its id where it is here. */
  quotes: z
    .object({
      /** Null where it has no number any more. */
      seq: z.number().int().nullable(),
      id: z.string().nullable(),
      name: z.string(),
      text: z.string()
    })
    .optional(),
  /** Names that stand in the text with an `@`, each with the member's id; which of them are oneself. */
  mentions: z.array(z.object({ id: z.string(), name: z.string(), me: z.boolean() })).optional(),
  editedAt: timeSchema.optional(),
  deleted: z.literal(true).optional(),
  reactions: z
    .array(z.object({ emoji: z.string(), names: z.array(z.string()), mine: z.boolean() }))
    .optional(),
  /** It went encrypted, from device to device; `unreadable` where it cannot be opened here. */
  sealed: z.enum(['opened', 'unreadable']).optional(),
  /** Who was removed or made an owner. */
  memberName: z.string().optional(),
  /** How many other members have read it; of one's own messages only. */
  seenBy: z.number().int().nonnegative().optional()
})
export type RoomPart = z.output<typeof roomPartSchema>

const messageFields = {
  id: z.string(),
  conversationId: z.string(),
  sender: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
  /** Epoch milliseconds at which this installation stored it. */
  createdAt: timeSchema,
  /** Where it stands in its conversation's log: each new message after all that are there, whatever the clock says. */
  position: z.number().int().nonnegative(),
  timeline: timelineSchema,
  /** Left out of a message that stands in no room. */
  room: roomPartSchema.optional()
}

/** What the user sent. */
export const requestMessageSchema = z.object({
  role: z.literal('request'),
  ...messageFields,
  status: z.enum(requestStatuses),
  /** Why it failed, or why the last attempt to send it did not succeed. Null when all is well. */
  reason: wireErrorSchema.nullable(),
  /**
   * Tries of the stage that it is in: to hand it to SQS while it is queued, to get an answer once it is sent, and once
   * a reply has come, how many times MessageProcessor was given it. The user's Retry begins anew.
   */
  attempts: z.number().int().nonnegative(),
  /** When the outbox tries again, epoch milliseconds; null when it is not waiting. */
  nextAttemptAt: timeSchema.nullable(),
  /** The user's own attributes; left out where there are none. */
  attributes: looseAttributesSchema.optional(),
  /** SQS hands it on not before then; left out when at once. */
  deliverAt: timeSchema.optional(),
  /** Since when an answer is awaited, in epoch milliseconds; 0 when it is to be sent again now. Only while it is `sent`. */
  awaitedSince: timeSchema.optional(),
  /** What MessageProcessor told of its attempts, in the order in which they began; left out where it told nothing. */
  progress: attemptsSchema.optional(),
  /** The queues that it is for, where its chat was bound to some; without a reply queue it is done once it is `sent`. */
  pair: messagePairSchema.pick({ requestQueue: true, replyQueue: true }).optional(),
  /** From `queued` to the first reply's `received`, in milliseconds; null until answered. */
  roundTripMs: z.number().nonnegative().nullable()
})

/** What MessageProcessor answered. */
export const replyMessageSchema = z.object({
  role: z.literal('reply'),
  ...messageFields,
  inReplyTo: z.string(),
  kind: z.enum(['reply', 'error']),
  /** The queues that it came by, where its chat was bound to some, and what of it is a guess. */
  pair: messagePairSchema.omit({ id: true, attributes: true }).optional(),
  /** The backend that it came from; left out where that is the local one. */
  backendId: z.string().optional(),
  /** How many times MessageProcessor was given the request when it wrote this reply. */
  attempts: z.number().int().nonnegative(),
  /** A failure that a later outcome of its request has taken the place of; it is not shown in the log. */
  superseded: z.literal(true).optional()
})

/** A message as hosts and panes see it. */
export const chatMessageSchema = z.discriminatedUnion('role', [requestMessageSchema, replyMessageSchema])

export type RequestMessage = z.output<typeof requestMessageSchema>
export type ReplyMessage = z.output<typeof replyMessageSchema>
export type ChatMessage = z.output<typeof chatMessageSchema>
