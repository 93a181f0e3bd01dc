import type { ReplyBody } from '../src/shared/message'
import {
  ATTRIBUTE_RESERVE_BYTES,
  FORMAT_VERSION,
  MAX_DELAY_SECONDS,
  MAX_MESSAGE_BYTES,
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
}

export interface ReplyFacts {
  readonly delivery: Delivery
  readonly address: Address
  readonly identity: Identity
  /** Distinguishes the replies to one request; the same place makes the same reply id. */
  readonly place: string
  readonly processedAt: number
  readonly now: number
}

/** AWS: a reply and its group id have to fit into one message. */
const LIMIT = MAX_MESSAGE_BYTES - ATTRIBUTE_RESERVE_BYTES

/** Writes one reply; one that does not fit into an SQS message becomes an error reply that names both sizes. */
export function writeReply(reply: Reply, facts: ReplyFacts): OutgoingReply {
  const { delivery, address, identity, place, processedAt, now } = facts
  const { delaySeconds = 0 } = reply
  assertDelay(delaySeconds, delivery.replyQueue)
  const id = derivedId(`${address.id}/${place}`)
  const body: ReplyBody = {
    v: FORMAT_VERSION,
    id,
    inReplyTo: address.id,
    conversationId: address.conversationId,
    sender: { id: identity.functionName, name: identity.functionName },
    text: reply.text,
    sentAt: now,
    kind: reply.kind ?? 'reply',
    trace: {
      enqueuedAt: delivery.enqueuedAt,
      firstReceivedAt: delivery.firstReceivedAt,
      processedAt,
      repliedAt: now,
      attempts: delivery.attempts,
      sqsMessageId: delivery.sqsMessageId,
      functionName: identity.functionName,
      awsRequestId: identity.awsRequestId
    }
  }
  const outgoing = {
    queue: delivery.replyQueue,
    id,
    groupId: groupIdOf(address.conversationId),
    delaySeconds
  }
  const encoded = encodeBody(body)
  if (encoded.length <= LIMIT) return { ...outgoing, body: encoded }
  return { ...outgoing, body: encodeBody({ ...body, kind: 'error', text: tooLarge(encoded.length) }) }
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
