import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { SqsError } from '#fauxqs/common/errors.js'
import { changeMessageVisibility } from '#fauxqs/sqs/actions/changeMessageVisibility.js'
import { changeMessageVisibilityBatch } from '#fauxqs/sqs/actions/changeMessageVisibilityBatch.js'
import { createQueue } from '#fauxqs/sqs/actions/createQueue.js'
import { deleteMessage } from '#fauxqs/sqs/actions/deleteMessage.js'
import { deleteMessageBatch } from '#fauxqs/sqs/actions/deleteMessageBatch.js'
import { deleteQueue } from '#fauxqs/sqs/actions/deleteQueue.js'
import { getQueueAttributes } from '#fauxqs/sqs/actions/getQueueAttributes.js'
import { getQueueUrl } from '#fauxqs/sqs/actions/getQueueUrl.js'
import { listQueues } from '#fauxqs/sqs/actions/listQueues.js'
import { listQueueTags } from '#fauxqs/sqs/actions/listQueueTags.js'
import { purgeQueue } from '#fauxqs/sqs/actions/purgeQueue.js'
import { sendMessage } from '#fauxqs/sqs/actions/sendMessage.js'
import { sendMessageBatch } from '#fauxqs/sqs/actions/sendMessageBatch.js'
import { setQueueAttributes } from '#fauxqs/sqs/actions/setQueueAttributes.js'
import { tagQueue } from '#fauxqs/sqs/actions/tagQueue.js'
import { untagQueue } from '#fauxqs/sqs/actions/untagQueue.js'
import { INVALID_MESSAGE_BODY_CHAR } from '#fauxqs/sqs/sqsTypes.js'
import { fairQueueGroups } from './local-queue'
import type { LocalStore } from './local-store'

/** A request body: a JSON object whose fields each action reads itself. */
export type ActionBody = Record<string, unknown>
type Action = (body: ActionBody, store: LocalStore) => unknown
type FauxqsAction = (body: ActionBody, store: LocalStore, request: FastifyRequest) => unknown

/** AWS: XML 1.0 characters, those above U+FFFF (emoji) included. fauxqs' own pattern lacks the `u` flag. */
// oxlint-disable-next-line no-control-regex
const invalidCharacter = /[^\x09\x0A\x0D\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
INVALID_MESSAGE_BODY_CHAR.test = (text) => invalidCharacter.test(text)

/** AWS: at most ten attributes on a message. */
const MAX_ATTRIBUTES = 10
/** AWS: at most 900 seconds. */
const MAX_DELAY_SECONDS = 900

/** The local backend is one region, whatever region a client was set to. */
const oneRegion = { headers: {} } as unknown as FastifyRequest

const queueNamePattern = /^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/

const createInput = z.looseObject({ QueueName: z.string() })
const messageInput = z.looseObject({
  MessageBody: z.string().optional(),
  MessageAttributes: z.record(z.string(), z.looseObject({ DataType: z.string() })).optional(),
  MessageGroupId: z.string().optional(),
  DelaySeconds: z.number().int().optional()
})
const sendInput = messageInput.extend({ QueueUrl: z.string() })
const sendBatchInput = z.looseObject({
  QueueUrl: z.string(),
  Entries: z.array(messageInput.extend({ Id: z.string() })).default([])
})

function parse<T>(schema: z.ZodType<T>, body: ActionBody): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new SqsError(
    'InvalidParameterValue',
    `The request is not acceptable. ${z.prettifyError(parsed.error)}`
  )
}

/** What AWS refuses and fauxqs lets through; null when the message is fine. */
function refusal(message: z.output<typeof messageInput>): SqsError | null {
  if (!message.MessageBody) {
    return new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.')
  }
  const attributes = Object.keys(message.MessageAttributes ?? {}).length
  if (attributes > MAX_ATTRIBUTES) {
    const reason = `Number of message attributes [${attributes}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`
    return new SqsError('InvalidParameterValue', reason)
  }
  const delay = message.DelaySeconds ?? 0
  if (delay < 0 || delay > MAX_DELAY_SECONDS) {
    const reason = `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`
    return new SqsError('InvalidParameterValue', reason)
  }
  return null
}

/** Remembers the group of a message for a standard (fair) queue until `LocalQueue.enqueue` sees it. */
function rememberGroup(message: z.output<typeof messageInput>): void {
  message.MessageAttributes ??= {}
  if (message.MessageGroupId !== undefined)
    fairQueueGroups.set(message.MessageAttributes, message.MessageGroupId)
}

/** Runs a send with what the fault lab does to messages on their way in. A move to a dead-letter queue never comes by here. */
function accepting<T>(queueUrl: string, store: LocalStore, work: () => T): T {
  const { faultLab } = store
  const queue = faultLab.active ? store.getQueue(queueUrl) : undefined
  if (!queue) return work()
  const isFifo = queue.isFifo()
  return queue.whileAccepting((message) => faultLab.arrive(message, isFifo), work)
}

const create: Action = (body, store) => {
  const input = parse(createInput, body)
  if (!queueNamePattern.test(input.QueueName)) {
    const reason =
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; a FIFO queue ends with .fifo.'
    throw new SqsError('InvalidParameterValue', reason)
  }
  if (store.wasDeletedRecently(input.QueueName)) {
    const reason =
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.'
    throw new SqsError('QueueDeletedRecently', reason)
  }
  return createQueue(input, store, oneRegion)
}

const send: Action = (body, store) => {
  const input = parse(sendInput, body)
  const refused = store.getQueue(input.QueueUrl) && refusal(input)
  if (refused) throw refused
  rememberGroup(input)
  return accepting(input.QueueUrl, store, () => sendMessage(input, store))
}

const batchOutput = z.object({ Successful: z.array(z.unknown()), Failed: z.array(z.unknown()) })

const sendBatch: Action = (body, store) => {
  const input = parse(sendBatchInput, body)
  const failed: unknown[] = []
  const accepted = input.Entries.filter((entry) => {
    const refused = refusal(entry)
    if (refused)
      failed.push({ Id: entry.Id, SenderFault: true, Code: refused.code, Message: refused.message })
    rememberGroup(entry)
    return refused === null
  })
  if (accepted.length === 0 && failed.length > 0 && store.getQueue(input.QueueUrl)) {
    return { Successful: [], Failed: failed }
  }
  const send = (): unknown => sendMessageBatch({ ...input, Entries: accepted }, store)
  const result = batchOutput.parse(accepting(input.QueueUrl, store, send))
  return { Successful: result.Successful, Failed: [...failed, ...result.Failed] }
}

/** fauxqs counts a message as hidden until somebody polls; AWS counts what is true now. */
const queueAttributes: Action = (body, store) => {
  const queue = store.getQueue(String(body['QueueUrl']))
  queue?.expire()
  queue?.processTimers()
  return getQueueAttributes(body, store)
}

const from =
  (action: FauxqsAction): Action =>
  (body, store) =>
    action(body, store, oneRegion)

/** Every action of the local backend but ReceiveMessage. All of them are synchronous: each runs as one transaction. */
export const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    CreateQueue: create,
    DeleteQueue: from(deleteQueue),
    GetQueueUrl: from(getQueueUrl),
    ListQueues: from(listQueues),
    GetQueueAttributes: queueAttributes,
    SetQueueAttributes: from(setQueueAttributes),
    PurgeQueue: from(purgeQueue),
    SendMessage: send,
    SendMessageBatch: sendBatch,
    DeleteMessage: from(deleteMessage),
    DeleteMessageBatch: from(deleteMessageBatch),
    ChangeMessageVisibility: from(changeMessageVisibility),
    ChangeMessageVisibilityBatch: from(changeMessageVisibilityBatch),
    TagQueue: from(tagQueue),
    UntagQueue: from(untagQueue),
    ListQueueTags: from(listQueueTags)
  })
)
