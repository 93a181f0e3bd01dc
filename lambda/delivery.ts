import type { SQSRecord } from 'aws-lambda'
import { answersOn, attributeNames, nearestTime, PROGRESS } from '../src/shared/wire'
import { isTraceparent, traceparentOf, TRACEPARENT } from '../src/shared/traceparent'
import type { Incoming } from './message-handler'
import { parseRequest, type ParsedRequest } from './parse-request'

/** The conversation of messages that were not written by ChatAPP, such as those typed into the AWS console. */
export const CONSOLE_CONVERSATION = 'console'

/** What is kept of the header of X-Ray, in characters: it has three parts, and whoever likes adds more. */
const MAX_TRACE_HEADER = 500

/** One record of a batch, read: what SQS says about it, what the sender wrote, where its replies go. */
export interface Delivery {
  readonly sqsMessageId: string
  readonly receiptHandle: string
  /** The queue it came from: a name. */
  readonly requestQueue: string
  /** Set on FIFO queues (and for fairness on standard ones). */
  readonly groupId: string
  readonly attempts: number
  readonly enqueuedAt: number
  readonly firstReceivedAt: number
  /** The queue its replies go to: a name. */
  readonly replyQueue: string
  /** Whether that is the shared one, where any client may get them. */
  readonly onSharedQueue: boolean
  /** Who sent it, as SQS knows the sender; empty where it does not say. */
  readonly senderId: string
  /** Whether its sender reads progress replies, on a queue of its own: on a shared one any client may get them. */
  readonly acceptsProgress: boolean
  /** Its trace (W3C Trace Context), as its sender gave it; null when there is none. */
  readonly traceparent: string | null
  /** The trace of AWS X-Ray that it came in; null where nobody traces. */
  readonly xrayTrace: string | null
  /** What the sender gave it, ours left out. */
  readonly attributes: Incoming['attributes']
  /** The body as it came. */
  readonly body: string
  readonly request: ParsedRequest
  /** What a reply refers to. */
  readonly address: Address
}

export interface Address {
  /** The correlation id. */
  readonly id: string
  readonly conversationId: string
}

/** Reads a record. `replyTo` counts only as the name of a response queue of this backend; anything else means the shared one. */
export function readDelivery(record: SQSRecord, sharedResponseQueue: string): Delivery {
  const { attributes, messageAttributes } = record
  const replyTo = messageAttributes[attributeNames.replyTo]?.stringValue
  const request = parseRequest(record.body)
  const replyQueue =
    replyTo !== undefined && answersOn(replyTo, sharedResponseQueue) ? replyTo : sharedResponseQueue
  const address = addressOf(request, record.messageId)
  const traceparent = messageAttributes[TRACEPARENT]?.stringValue ?? ''
  const enqueuedAt = nearestTime(Number(attributes.SentTimestamp))
  return {
    sqsMessageId: record.messageId,
    receiptHandle: record.receiptHandle,
    requestQueue: record.eventSourceARN.split(':').at(-1) ?? '',
    groupId: attributes.MessageGroupId ?? '',
    attempts: Number(attributes.ApproximateReceiveCount) || 1,
    enqueuedAt,
    firstReceivedAt: nearestTime(Number(attributes.ApproximateFirstReceiveTimestamp)) || enqueuedAt,
    replyQueue,
    onSharedQueue: replyQueue === sharedResponseQueue,
    senderId: attributes.SenderId ?? '',
    acceptsProgress: replyQueue !== sharedResponseQueue && accepts(request),
    traceparent: isTraceparent(traceparent) ? traceparent : null,
    xrayTrace: attributes.AWSTraceHeader?.slice(0, MAX_TRACE_HEADER) ?? null,
    attributes: attributesOf(messageAttributes, address),
    body: record.body,
    request,
    address
  }
}

function accepts(request: ParsedRequest): boolean {
  const accepted: unknown = request.ok ? request.body['accepts'] : null
  return Array.isArray(accepted) && accepted.includes(PROGRESS)
}

/** A trace that a sender gave itself is its own attribute; the one that ChatAPP gives each request is not. */
function attributesOf(all: SQSRecord['messageAttributes'], { id }: Address): Incoming['attributes'] {
  const ours: readonly string[] = Object.values(attributeNames)
  const own = Object.entries(all).filter(
    ([name, { stringValue }]) =>
      !ours.includes(name) && !(name === TRACEPARENT && stringValue === traceparentOf(id))
  )
  return Object.fromEntries(
    own.map(([name, { dataType, stringValue, binaryValue }]) => [
      name,
      { type: dataType, value: stringValue ?? binaryValue ?? '' }
    ])
  )
}

function addressOf(request: ParsedRequest, messageId: string): Address {
  if (request.ok) return request.body
  return request.reason === 'foreign'
    ? { id: messageId, conversationId: CONSOLE_CONVERSATION }
    : request.envelope
}
