import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { sqsQueueArn } from '#fauxqs/common/arnHelper.js'
import { QueueDoesNotExistError, SqsError } from '#fauxqs/common/errors.js'
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
import { tagQueue } from '#fauxqs/sqs/actions/tagQueue.js'
import { untagQueue } from '#fauxqs/sqs/actions/untagQueue.js'
import { parseBody, type ActionBody } from './action-body'
import type { LocalStore } from './local-store'
import {
  cancelMessageMoveTask,
  listDeadLetterSourceQueues,
  listMessageMoveTasks,
  startMessageMoveTask
} from './move-actions'
import { systemClock } from '../../shared/clock'
import { LOCAL_ACCOUNT } from '../protocol/backend-template'
import { assertAttributes, assertReadable } from './queue-attributes'
import { addPermission, removePermission } from './queue-policy'
import { assertBatch, sendMessage, sendMessageBatch } from './send-message'

type Action = (body: ActionBody, store: LocalStore, caller: string) => unknown
type FauxqsAction = (body: ActionBody, store: LocalStore, request: FastifyRequest) => unknown

/** The local backend is one region, whatever region a client was set to. */
const oneRegion = { headers: {} } as unknown as FastifyRequest

const queueNamePattern = /^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/

/** AWS: a queue has at most 50 tags. */
const MAX_TAGS = 50
/** AWS: a queue is purged at most once in 60 seconds. */
const PURGE_PAUSE_MS = 60_000

const stringsSchema = z.record(z.string(), z.string()).default({})
const ofQueue = z.looseObject({ QueueUrl: z.string() })
const createInput = z.looseObject({ QueueName: z.string(), Attributes: stringsSchema, tags: stringsSchema })
const setInput = ofQueue.extend({ Attributes: stringsSchema })
const readInput = ofQueue.extend({ AttributeNames: z.array(z.string()).default([]) })
const tagInput = ofQueue.extend({ Tags: stringsSchema })
const listInput = z.looseObject({ MaxResults: z.number().int().min(1).max(1000).optional() })
const urlInput = z.looseObject({ QueueOwnerAWSAccountId: z.string().optional() })

const create: Action = (body, store) => {
  const input = parseBody(createInput, body)
  const { QueueName, Attributes, tags } = input
  const isFifo = QueueName.endsWith('.fifo')
  if (!queueNamePattern.test(QueueName) || isFifo !== (Attributes['FifoQueue'] === 'true')) {
    const reason =
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; the name of a FIFO queue, and of no other, ends with .fifo.'
    throw new SqsError('InvalidParameterValue', reason)
  }
  if (store.wasDeletedRecently(QueueName)) {
    const reason =
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.'
    throw new SqsError('QueueDeletedRecently', reason)
  }
  const arn = sqsQueueArn(QueueName, store.region ?? '')
  const present = store.getQueueByArn(arn)?.attributes ?? {}
  assertAttributes(Attributes, { arn, isFifo, present }, store)
  assertTags(Object.keys(tags))
  return createQueue(input, store, oneRegion)
}

const setAttributes: Action = (body, store) => {
  const { QueueUrl, Attributes } = parseBody(setInput, body)
  const queue = store.queueAt(QueueUrl)
  const isFifo = queue.isFifo()
  if (Attributes['FifoQueue'] !== undefined && (Attributes['FifoQueue'] === 'true') !== isFifo) {
    throw new SqsError(
      'InvalidAttributeName',
      'You cannot change the FifoQueue attribute of an existing queue.'
    )
  }
  assertAttributes(Attributes, { arn: queue.arn, isFifo, present: queue.attributes }, store)
  queue.setAttributes(Attributes)
  return {}
}

/** fauxqs counts a message as hidden until somebody polls; AWS counts what is true now. */
const queueAttributes: Action = (body, store) => {
  const input = parseBody(readInput, body)
  assertReadable(input.AttributeNames)
  const queue = store.queueAt(input.QueueUrl)
  queue.expire()
  queue.processTimers()
  return getQueueAttributes(input, store)
}

const tag: Action = (body, store) => {
  const { QueueUrl, Tags } = parseBody(tagInput, body)
  assertTags([...store.queueAt(QueueUrl).tags.keys(), ...Object.keys(Tags)])
  return tagQueue(body, store)
}

function assertTags(keys: readonly string[]): void {
  if (new Set(keys).size > MAX_TAGS) {
    throw new SqsError('InvalidParameterValue', `Too many tags: a queue has at most ${MAX_TAGS}.`)
  }
}

const purge: Action = (body, store) => {
  const queue = store.queueAt(parseBody(ofQueue, body).QueueUrl)
  const now = systemClock.elapsed()
  if (now - queue.purgedAt < PURGE_PAUSE_MS) {
    const reason = `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`
    throw new SqsError('PurgeQueueInProgress', reason)
  }
  queue.purgedAt = now
  return purgeQueue(body, store)
}

const list: Action = (body, store) => listQueues(parseBody(listInput, body), store)

/** The local backend is one account. */
const queueUrl: Action = (body, store) => {
  const owner = parseBody(urlInput, body).QueueOwnerAWSAccountId
  if (owner !== undefined && owner !== LOCAL_ACCOUNT) throw new QueueDoesNotExistError()
  return getQueueUrl(body, store, oneRegion)
}

/** fauxqs takes any text for a receipt handle; AWS refuses what it has not given out. */
const withHandle =
  (action: FauxqsAction): Action =>
  (body, store) => {
    const { QueueUrl, ReceiptHandle } = parseBody(
      ofQueue.extend({ ReceiptHandle: z.string().optional() }),
      body
    )
    store.queueAt(QueueUrl)
    if (ReceiptHandle && !handlePattern.test(ReceiptHandle)) throw new SqsError(...badHandle)
    return action(body, store, oneRegion)
  }

const handlePattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
const badHandle = ['ReceiptHandleIsInvalid', 'The input receipt handle is invalid.'] as const
const handlesInput = ofQueue.extend({
  Entries: z.array(z.looseObject({ Id: z.string(), ReceiptHandle: z.string().optional() })).default([])
})

const isGood = ({ ReceiptHandle = '' }: { ReceiptHandle?: string | undefined }): boolean =>
  handlePattern.test(ReceiptHandle)

/** The same for a batch: each handle is judged by itself. */
const withHandles =
  (
    action: (
      body: ActionBody,
      store: LocalStore
    ) => { Successful?: object[] | undefined; Failed?: object[] | undefined }
  ): Action =>
  (body, store) => {
    const { QueueUrl, Entries } = parseBody(handlesInput, body)
    assertBatch(Entries)
    store.queueAt(QueueUrl)
    const good = Entries.filter(isGood)
    const { Successful = [], Failed = [] } =
      good.length === 0 ? {} : action({ ...body, Entries: good }, store)
    const [Code, Message] = badHandle
    const bad = Entries.filter((entry) => !isGood(entry)).map(({ Id }) => ({
      Id,
      SenderFault: true,
      Code,
      Message
    }))
    return { Successful, Failed: [...Failed, ...bad] }
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
    GetQueueUrl: queueUrl,
    ListQueues: list,
    GetQueueAttributes: queueAttributes,
    SetQueueAttributes: setAttributes,
    PurgeQueue: purge,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    DeleteMessage: withHandle(deleteMessage),
    DeleteMessageBatch: withHandles(deleteMessageBatch),
    ChangeMessageVisibility: withHandle(changeMessageVisibility),
    ChangeMessageVisibilityBatch: withHandles(changeMessageVisibilityBatch),
    TagQueue: tag,
    UntagQueue: from(untagQueue),
    ListQueueTags: from(listQueueTags),
    AddPermission: addPermission,
    RemovePermission: removePermission,
    StartMessageMoveTask: startMessageMoveTask,
    ListMessageMoveTasks: listMessageMoveTasks,
    CancelMessageMoveTask: cancelMessageMoveTask,
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues
  })
)
