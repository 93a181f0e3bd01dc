import type { ProgressBody, ReplyBody, RoomBody } from '../src/shared/message'
import { ROOM_NEWS, type RoomAnswer } from '../src/shared/room-wire'
import {
  ATTRIBUTE_RESERVE_BYTES,
  FORMAT_VERSION,
  MAX_DELAY_SECONDS,
  MAX_MESSAGE_BYTES,
  PROGRESS,
  encodeBody
} from '../src/shared/wire'
import type { Address, Delivery } from './delivery'
import type { Reply } from './message-handler'
import { derivedId } from './reply-id'

/** A reply ready for SQS. */
export interface OutgoingReply {
  /** A queue name. */
  readonly queue: string
  readonly id: string
  readonly body: string
  readonly groupId: string
  readonly delaySeconds: number
}

/** What the function knows about itself during one invocation. */
export interface Identity {
  readonly functionName: string
  readonly region: string
  readonly accountId: string
  readonly awsRequestId: string
  /** The trace of AWS X-Ray that the invocation is in, where one is kept. */
  readonly xrayTrace?: string | undefined
}

export interface ReplyFacts {
  readonly delivery: Delivery
  readonly address: Address
  readonly identity: Identity
  /** Distinguishes the replies to one request; the same place makes the same reply id. */
  readonly place: string
  /** When the attempt began, where that is known. */
  readonly startedAt?: number
  readonly processedAt: number
  readonly now: number
}

/** AWS: a reply and its group id have to fit into one message. */
const LIMIT = MAX_MESSAGE_BYTES - ATTRIBUTE_RESERVE_BYTES

/** Writes one reply; one that does not fit into an SQS message becomes an error reply that names both sizes. */
export function writeReply(
  { text, kind = 'reply', delaySeconds = 0, room }: Reply & { room?: RoomAnswer },
  facts: ReplyFacts
): OutgoingReply {
  const { delivery, startedAt, processedAt, now } = facts
  assertDelay(delaySeconds, delivery.replyQueue)
  const written = write({ text, kind, ...(room ? { room } : {}) }, facts, {
    ...(startedAt === undefined ? {} : { startedAt }),
    processedAt,
    repliedAt: now
  })
  const { length } = written.body
  if (length > LIMIT) return writeReply({ text: tooLarge(length), kind: 'error', delaySeconds }, facts)
  return { ...written, delaySeconds }
}

/** Writes what is told of an attempt that goes on or has failed. */
export const writeProgress = (
  told: Pick<ProgressBody, 'text' | 'progress'>,
  facts: Omit<ReplyFacts, 'processedAt'>
): OutgoingReply => write({ ...told, kind: PROGRESS }, facts)

/** Writes what a request made of a room, for others than its sender; the place is one in the room. */
export const writeNews = (
  room: RoomAnswer,
  facts: Omit<ReplyFacts, 'processedAt'> & { id: string }
): OutgoingReply => write({ text: '', kind: ROOM_NEWS, room }, facts)

type Said =
  | (Pick<ReplyBody, 'text' | 'kind'> & { room?: RoomAnswer })
  | Pick<ProgressBody, 'text' | 'kind' | 'progress'>
  | { text: string; kind: typeof ROOM_NEWS; room: RoomAnswer }

function write(
  said: Said,
  facts: Omit<ReplyFacts, 'processedAt'> & { id?: string },
  times: Partial<ReplyBody['trace']> = {}
): OutgoingReply {
  const { delivery, address, identity, place, now } = facts
  const { functionName, awsRequestId } = identity
  const { enqueuedAt, firstReceivedAt, attempts, sqsMessageId, replyQueue, traceparent } = delivery
  const xrayTrace = delivery.xrayTrace ?? identity.xrayTrace ?? null
  const { conversationId } = address
  const id = facts.id ?? derivedId(`${address.id}/${place}`)
  const body = {
    v: FORMAT_VERSION,
    id,
    inReplyTo: address.id,
    conversationId,
    sender: { id: functionName, name: functionName },
    sentAt: now,
    ...said,
    trace: {
      enqueuedAt,
      firstReceivedAt,
      ...times,
      attempts,
      sqsMessageId,
      functionName,
      awsRequestId,
      ...(traceparent === null ? {} : { traceparent }),
      ...(xrayTrace === null ? {} : { xrayTrace })
    }
  } satisfies ReplyBody | ProgressBody | RoomBody
  return {
    queue: replyQueue,
    id,
    groupId: groupIdOf(conversationId),
    delaySeconds: 0,
    body: encodeBody(body)
  }
}

const tooLarge = (size: number): string =>
  `The reply is ${size.toLocaleString('en')} bytes after escaping; SQS takes at most ${LIMIT.toLocaleString('en')}. Ask for less at a time.`

/** AWS: a MessageGroupId is 1 to 128 letters, digits and ASCII punctuation. */
const groupIdOf = (conversationId: string): string =>
  /^[\x21-\x7e]{1,128}$/.test(conversationId) ? conversationId : derivedId(conversationId)

function assertDelay(delaySeconds: number, queue: string): void {
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS) {
    throw new RangeError(
      `A reply was to be delayed by ${delaySeconds} s; SQS takes whole seconds from 0 to ${MAX_DELAY_SECONDS}.`
    )
  }
  if (delaySeconds > 0 && queue.endsWith('.fifo')) {
    throw new RangeError(
      `A reply on the FIFO queue ${queue} was to be delayed; SQS delays messages on standard queues only.`
    )
  }
}
