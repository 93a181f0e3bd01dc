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
import { setQueueAttributes } from '#fauxqs/sqs/actions/setQueueAttributes.js'
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
import { sendMessage, sendMessageBatch } from './send-message'

type Action = (body: ActionBody, store: LocalStore) => unknown
type FauxqsAction = (body: ActionBody, store: LocalStore, request: FastifyRequest) => unknown

/** The local backend is one region, whatever region a client was set to. */
const oneRegion = { headers: {} } as unknown as FastifyRequest

const queueNamePattern = /^(?=.{1,80}$)[A-Za-z0-9_-]+(\.fifo)?$/

const createInput = z.looseObject({ QueueName: z.string() })
const create: Action = (body, store) => {
  const input = parseBody(createInput, body)
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
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    DeleteMessage: from(deleteMessage),
    DeleteMessageBatch: from(deleteMessageBatch),
    ChangeMessageVisibility: from(changeMessageVisibility),
    ChangeMessageVisibilityBatch: from(changeMessageVisibilityBatch),
    TagQueue: from(tagQueue),
    UntagQueue: from(untagQueue),
    ListQueueTags: from(listQueueTags),
    StartMessageMoveTask: startMessageMoveTask,
    ListMessageMoveTasks: listMessageMoveTasks,
    CancelMessageMoveTask: cancelMessageMoveTask,
    ListDeadLetterSourceQueues: listDeadLetterSourceQueues
  })
)
