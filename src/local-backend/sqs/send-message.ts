import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import { SqsStore } from '#fauxqs/sqs/sqsStore.js'
import {
  calculateMessageSize,
  SQS_MAX_MESSAGE_SIZE_BYTES,
  VALID_BATCH_ENTRY_ID
} from '#fauxqs/sqs/sqsTypes.js'
import type { LocalQueue, QueueMessage } from './local-queue'
import type { LocalStore } from './local-store'
import { assertMessageAttributes, attributeSchema, hasInvalidCharacter } from './message-attributes'
import { HOST_CALLER } from '../protocol/local-caller'
import { parseBody, type ActionBody } from './action-body'

/** AWS: at most 900 seconds. */
const MAX_DELAY_SECONDS = 900
/** AWS: at most ten messages in a batch. */
const MAX_ENTRIES = 10

/** AWS: 1 to 128 letters, digits and punctuation marks. */
const idPattern = /^[\x21-\x7E]{1,128}$/

const messageSchema = z.looseObject({
  MessageBody: z.string().default(''),
  MessageAttributes: z.record(z.string(), attributeSchema).default({}),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
  DelaySeconds: z.number().int().optional(),
  MessageSystemAttributes: z.looseObject({ AWSTraceHeader: attributeSchema.optional() }).optional()
})
type Message = z.output<typeof messageSchema>
const sendInput = messageSchema.extend({ QueueUrl: z.string() })
const sendBatchInput = z.looseObject({
  QueueUrl: z.string(),
  Entries: z.array(messageSchema.extend({ Id: z.string() })).default([])
})

/** What SQS says about a message it has taken. */
interface Receipt {
  MessageId: string | undefined
  MD5OfMessageBody: string
  MD5OfMessageAttributes?: string
  SequenceNumber?: string
}

const invalid = (message: string): SqsError => new SqsError('InvalidParameterValue', message)
const missing = (name: string): SqsError =>
  new SqsError('MissingParameter', `The request must contain the parameter ${name}.`)

export function sendMessage(body: ActionBody, store: LocalStore, caller: string): Receipt {
  const input = parseBody(sendInput, body)
  return accept(input, store.queueAt(input.QueueUrl), { store, caller })
}

/** Each entry on its own: one that is refused holds up none of the others. */
export function sendMessageBatch(
  body: ActionBody,
  store: LocalStore,
  caller: string
): { Successful: object[]; Failed: object[] } {
  const { QueueUrl, Entries } = parseBody(sendBatchInput, body)
  const queue = store.queueAt(QueueUrl)
  assertBatch(Entries)
  if (Entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > SQS_MAX_MESSAGE_SIZE_BYTES) {
    const reason = `Batch requests cannot be longer than ${SQS_MAX_MESSAGE_SIZE_BYTES} bytes.`
    throw new SqsError('BatchRequestTooLong', reason)
  }
  const Successful: object[] = []
  const Failed: object[] = []
  for (const entry of Entries) {
    try {
      Successful.push({ Id: entry.Id, ...accept(entry, queue, { store, caller }) })
    } catch (error) {
      if (!(error instanceof SqsError)) throw error
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message })
    }
  }
  return { Successful, Failed }
}

/** What AWS demands of a batch as a whole. */
export function assertBatch(entries: readonly { Id: string }[]): void {
  if (entries.length === 0) {
    throw new SqsError('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  }
  if (entries.length > MAX_ENTRIES) {
    throw new SqsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.')
  }
  if (!entries.every(({ Id }) => Id.length <= 80 && VALID_BATCH_ENTRY_ID.test(Id))) {
    const reason =
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.'
    throw new SqsError('InvalidBatchEntryId', reason)
  }
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
    throw new SqsError(
      'BatchEntryIdsNotDistinct',
      'Two or more batch entries in the request have the same Id.'
    )
  }
}

const sizeOf = ({ MessageBody, MessageAttributes }: Message): number =>
  calculateMessageSize(MessageBody, MessageAttributes)

interface Arrival {
  readonly store: LocalStore
  /** Who sends it. */
  readonly caller: string
}

/** Takes one message into a queue, or throws what AWS says about it. */
function accept(message: Message, queue: LocalQueue, { store, caller }: Arrival): Receipt {
  assertMessage(message, queue)
  const { MessageBody, MessageAttributes, MessageGroupId, DelaySeconds } = message
  const isFifo = queue.isFifo()
  const queueDelay = Number(queue.attributes['DelaySeconds'])
  const delay = isFifo ? queueDelay : (DelaySeconds ?? queueDelay)
  const deduplicationId = isFifo ? deduplicationIdOf(message, queue) : undefined
  const stored: QueueMessage = SqsStore.createMessage(
    MessageBody,
    MessageAttributes,
    delay,
    MessageGroupId,
    deduplicationId
  )
  const trace = message.MessageSystemAttributes?.AWSTraceHeader?.StringValue
  if (trace !== undefined) stored.traceHeader = trace
  if (caller !== HOST_CALLER) stored.senderId = caller
  if (deduplicationId !== undefined) {
    const isOfGroup = queue.attributes['DeduplicationScope'] === 'messageGroup'
    // Neither holds a space.
    const key = isOfGroup ? `${MessageGroupId} ${deduplicationId}` : deduplicationId
    const earlier = queue.checkDeduplication(key)
    if (earlier.isDuplicate) {
      return receiptOf(stored, earlier.originalMessageId, earlier.originalSequenceNumber)
    }
    stored.sequenceNumber = queue.nextSequenceNumber()
    queue.recordDeduplication(key, stored.messageId, stored.sequenceNumber)
  }
  const { faultLab } = store
  for (const one of faultLab.active ? faultLab.arrive(stored, isFifo) : [stored]) queue.enqueue(one)
  return receiptOf(stored)
}

/** Throws what AWS refuses about a message, whatever else is in its batch. */
function assertMessage(message: Message, queue: LocalQueue): void {
  const { MessageBody, MessageAttributes, MessageGroupId, DelaySeconds = 0 } = message
  if (!MessageBody) throw missing('MessageBody')
  assertMessageAttributes(MessageAttributes)
  assertIds(message)
  if (DelaySeconds < 0 || DelaySeconds > MAX_DELAY_SECONDS) {
    throw invalid(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`
    )
  }
  if (hasInvalidCharacter(MessageBody)) {
    const reason =
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.'
    throw new SqsError('InvalidMessageContents', reason)
  }
  const most = Number(queue.attributes['MaximumMessageSize'])
  if (sizeOf(message) > most) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`)
  }
  if (!queue.isFifo()) return
  if (!MessageGroupId) throw missing('MessageGroupId')
  if (DelaySeconds !== 0) {
    throw invalid(
      `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`
    )
  }
}

function assertIds({ MessageGroupId, MessageDeduplicationId }: Message): void {
  for (const [name, id] of Object.entries({ MessageGroupId, MessageDeduplicationId })) {
    if (id === undefined || idPattern.test(id)) continue
    throw invalid(
      `Value ${id} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`
    )
  }
}

function deduplicationIdOf({ MessageBody, MessageDeduplicationId }: Message, queue: LocalQueue): string {
  if (MessageDeduplicationId) return MessageDeduplicationId
  if (queue.attributes['ContentBasedDeduplication'] === 'true') {
    return SqsStore.contentBasedDeduplicationId(MessageBody)
  }
  throw invalid(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.'
  )
}

/** A message that was sent before is answered with the receipt of the first. */
const receiptOf = (
  { md5OfBody, md5OfMessageAttributes, ...message }: QueueMessage,
  messageId: string | undefined = message.messageId,
  sequenceNumber: string | undefined = message.sequenceNumber
): Receipt => ({
  MessageId: messageId,
  MD5OfMessageBody: md5OfBody,
  ...(md5OfMessageAttributes && { MD5OfMessageAttributes: md5OfMessageAttributes }),
  ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber })
})
