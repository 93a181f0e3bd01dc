import type { SendMessageBatchRequestEntry, SQSClient } from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import { attributeNames, MAX_MESSAGE_BYTES } from '../../shared/message'
import { MAX_OWN_ATTRIBUTES, type OwnAttribute } from '../../shared/own-attributes'
import { traceparentOf, TRACEPARENT } from '../../shared/traceparent'
import { toChatError } from '../../shared/to-chat-error'
import type { ClockDifference } from './server-clock'
import { strangeAnswer } from './sqs-answers'
import type * as SqsSdk from './sqs-sdk'

/** AWS: a batch holds at most 10 messages. */
export const MAX_BATCH = 10

/** The most that one batch may carry, attributes included, in bytes. */
export const MAX_BATCH_BYTES = MAX_MESSAGE_BYTES

/** One request on its way out. */
export interface OutgoingRequest {
  readonly id: string
  readonly conversationId: string
  readonly body: string
  /** The user's own, beside ours. */
  readonly ownAttributes?: readonly OwnAttribute[]
  /** It goes without ours: to somebody who knows nothing of ChatAPP. */
  readonly bare?: true
  /** By which a FIFO queue takes it once within five minutes; a new one each time when left out. */
  readonly deduplicationId?: string
  /** SQS hands it on so much later; not on a FIFO queue, which refuses it. */
  readonly delaySeconds?: number
}

/** What became of a batch, each request named once: ids accepted, and ids not accepted with the reason. */
export interface BatchOutcome {
  readonly accepted: readonly string[]
  /** Under which ids SQS accepted them, by our own. */
  readonly sqsMessageIds?: ReadonlyMap<string, string>
  /** How the server's clock stood to ours then; left out where that is not known. */
  readonly clock?: ClockDifference | null
  readonly refused: readonly { id: string; error: ChatError }[]
}

/**
 * Sends at most 10 requests to a queue. Throws when the call as a whole failed, or when its answer names none of them:
 * then none was accepted as far as anybody knows, and no error that it throws is the fault of one of them.
 */
export type SendRequests = (
  queue: string,
  requests: readonly OutgoingRequest[],
  replyTo: string
) => Promise<BatchOutcome>

/** What of a backend takes requests. */
export interface RequestsOut {
  readonly gateway: () => { readonly sendRequests: SendRequests }
  readonly names: { readonly requestQueue: string }
}

/** Requests that go to one queue together. */
interface RequestBatch {
  readonly queue: string
  readonly requests: readonly OutgoingRequest[]
  readonly replyTo: string
}

/** What a call is made with. */
export interface Clients {
  readonly sdk: typeof SqsSdk
  readonly sender: SQSClient
  readonly poller: SQSClient
}

export interface BatchSenderDeps {
  /** One call to SQS: made on a queue's URL, by the gateway's client for sends. */
  readonly call: (queue: string, run: (url: string, clients: Clients) => Promise<unknown>) => Promise<unknown>
  /** Puts an error into the words of its backend. */
  readonly explain: (error: ChatError, queue: string) => ChatError
}

/**
 * Sends requests in batches, and reads what became of each.
 *
 * Requests carry the group of their conversation: order on FIFO queues, fairness on standard ones. There are servers
 * that take a group id on FIFO queues only; there, requests go without, for fairness is the lesser good.
 */
export class BatchSender {
  /** Standard queues that refused a message with a group id and took it without. */
  private readonly ungrouped = new Set<string>()

  constructor(private readonly deps: BatchSenderDeps) {}

  readonly send: SendRequests = async (queue, requests, replyTo) => {
    const batch = { queue, requests, replyTo }
    const grouped = !this.ungrouped.has(queue)
    if (isFifo(queue) || !grouped) return await this.sendOnce(batch, grouped)
    const first = await this.sendOnce(batch, true).catch((cause: unknown) => {
      const error = toChatError(cause)
      if (error.code !== 'invalid_input') throw error
      return allRefused(requests, error)
    })
    const doubted = new Set(first.refused.filter(isInvalid).map(({ id }) => id))
    if (doubted.size === 0) return first
    const rest = requests.filter(({ id }) => doubted.has(id))
    const again = await this.sendOnce({ ...batch, requests: rest }, false).catch((cause: unknown) => {
      if (first.accepted.length === 0) throw cause
      // What was accepted stays accepted; the rest waits, for a whole call that failed is no refusal of one of them.
      const error = toChatError(cause)
      return allRefused(rest, isFinalRefusal(error) ? strangeAnswer(error) : error)
    })
    if (again.accepted.length > 0) this.ungrouped.add(queue)
    return {
      accepted: [...first.accepted, ...again.accepted],
      sqsMessageIds: new Map([...(first.sqsMessageIds ?? []), ...(again.sqsMessageIds ?? [])]),
      refused: [...first.refused.filter(({ id }) => !doubted.has(id)), ...again.refused]
    }
  }

  private async sendOnce(batch: RequestBatch, grouped: boolean): Promise<BatchOutcome> {
    const { queue, requests } = batch
    try {
      const output = await this.deps.call(queue, (QueueUrl, { sdk, sender }) =>
        sender.send(new sdk.SendMessageBatchCommand({ QueueUrl, Entries: entriesOf(batch, grouped) }))
      )
      const { refused, ...taken } = readBatchAnswer(output, requests)
      return {
        ...taken,
        refused: refused.map((one) => ({ ...one, error: this.deps.explain(one.error, queue) }))
      }
    } catch (error) {
      const chatError = toChatError(error)
      if (requests.length > 1 || !isContentRefusal(chatError)) throw error
      return allRefused(requests, chatError)
    }
  }
}

export const isFifo = (queue: string): boolean => queue.endsWith('.fifo')

const entriesOf = (
  { queue, requests, replyTo }: RequestBatch,
  grouped: boolean
): SendMessageBatchRequestEntry[] =>
  requests.map(({ id, conversationId, body, ownAttributes = [], delaySeconds = 0, ...more }, index) => ({
    Id: String(index),
    MessageBody: body,
    // There are servers that refuse an empty list of them.
    ...(more.bare && ownAttributes.length === 0
      ? {}
      : {
          MessageAttributes: {
            ...Object.fromEntries(ownAttributes.map((one) => [one.name, wireAttribute(one)])),
            ...(more.bare ? {} : ourAttributes(id, replyTo, ownAttributes))
          }
        }),
    ...(delaySeconds > 0 && !isFifo(queue) ? { DelaySeconds: delaySeconds } : {}),
    ...(grouped ? { MessageGroupId: groupId(conversationId) } : {}),
    ...(isFifo(queue) ? { MessageDeduplicationId: more.deduplicationId ?? uuidv7() } : {})
  }))

const ourAttributes = (id: string, replyTo: string, own: readonly OwnAttribute[]) => ({
  [attributeNames.correlationId]: stringAttribute(id),
  [attributeNames.replyTo]: stringAttribute(replyTo),
  ...traceAttribute(id, own)
})

/** The user's attributes keep their places: where they have all of them, or one of this name, a request goes without ours. */
function traceAttribute(id: string, own: readonly OwnAttribute[]) {
  const traceparent = traceparentOf(id)
  const room = own.length < MAX_OWN_ATTRIBUTES && own.every(({ name }) => name !== TRACEPARENT)
  return traceparent !== null && room ? { [TRACEPARENT]: stringAttribute(traceparent) } : {}
}

const wireAttribute = ({ type, value }: OwnAttribute) =>
  type === 'Binary'
    ? { DataType: type, BinaryValue: Buffer.from(value, 'base64') }
    : { DataType: type, StringValue: value }

const stringAttribute = (value: string) => ({ DataType: 'String', StringValue: value })

/** AWS: a message group id is at most 128 printable ASCII characters. */
const groupId = (conversationId: string): string =>
  conversationId.replaceAll(/[^\u0021-\u007e]/g, '_').slice(0, 128)

const allRefused = (requests: readonly OutgoingRequest[], error: ChatError): BatchOutcome => ({
  accepted: [],
  refused: requests.map(({ id }) => ({ id, error }))
})

const isInvalid = ({ error }: BatchOutcome['refused'][number]): boolean => error.code === 'invalid_input'

/** Names by which SQS refuses a whole call for one message in it. Any other may be the fault of the call. */
const contentNames: ReadonlySet<string> = new Set(['InvalidMessageContents', 'BatchRequestTooLong'])

/** Whether a call that carried one message failed by that message. */
const isContentRefusal = ({ cause }: ChatError): boolean =>
  cause instanceof Error && contentNames.has(cause.name.slice(cause.name.lastIndexOf('.') + 1))

/** What SQS refuses an entry for by this name cannot succeed later. */
const isFinal: ReadonlySet<ChatError['code']> = new Set(['invalid_input', 'too_large'])

/** Whether SQS has refused the entry itself, so that sending it again cannot help. Everything else waits. */
export const isFinalRefusal = ({ code }: ChatError): boolean => isFinal.has(code)

const batchAnswerSchema = z.looseObject({
  Successful: z
    .array(z.looseObject({ Id: z.string(), MessageId: z.string().optional().catch(undefined) }))
    .optional(),
  Failed: z
    .array(
      z.looseObject({
        Id: z.string(),
        Code: z.string().optional(),
        Message: z.string().optional(),
        SenderFault: z.boolean().optional()
      })
    )
    .optional()
})
type FailedEntry = NonNullable<z.output<typeof batchAnswerSchema>['Failed']>[number]

/** Reads an answer to a batch. What it does not name may be with SQS or not: it is to be sent again. */
function readBatchAnswer(output: unknown, requests: readonly OutgoingRequest[]): BatchOutcome {
  const answer = batchAnswerSchema.safeParse(output)
  if (!answer.success) throw strangeAnswer(answer.error)
  const { Successful = [], Failed = [] } = answer.data
  const taken = new Map(Successful.map(({ Id, MessageId }) => [Id, MessageId]))
  const failed = new Map(Failed.map((entry) => [entry.Id, entry]))
  const named = requests.filter((_, index) => taken.has(String(index)) || failed.has(String(index)))
  if (named.length === 0) throw strangeAnswer()
  const accepted: string[] = []
  const sqsMessageIds = new Map<string, string>()
  const refused: { id: string; error: ChatError }[] = []
  for (const [index, { id }] of requests.entries()) {
    const entry = failed.get(String(index))
    const sqsMessageId = taken.get(String(index))
    if (sqsMessageId !== undefined) sqsMessageIds.set(id, sqsMessageId)
    if (taken.has(String(index))) accepted.push(id)
    else refused.push({ id, error: entry ? entryError(entry) : strangeAnswer() })
  }
  return { accepted, sqsMessageIds, refused }
}

function entryError(entry: FailedEntry): ChatError {
  const mapped = toChatError({ name: entry.Code ?? '', message: entry.Message })
  if (mapped.code !== 'internal') return mapped
  const code = entry.SenderFault ? 'invalid_input' : 'offline'
  const detail = entry.Message ?? entry.Code ?? 'no reason given'
  return new ChatError('sqs.message_refused', { detail }, { code })
}
