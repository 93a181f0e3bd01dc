import { QueueDoesNotExistError } from '#fauxqs/common/errors.js'
import { parseBody, type ActionBody } from './action-body'
import {
  holdInputSchema,
  lookInputSchema,
  type HoldAnswer,
  type LookAnswer,
  type LookInput,
  type QueuedMessage
} from '../protocol/letters-protocol'
import { attributeNames } from '../../shared/wire'
import type { LocalQueue, QueueMessage } from './local-queue'
import type { LocalStore } from './local-store'

/** What lies in a queue, the newest first. Nothing is received, hidden or counted. */
export function lookAt(body: ActionBody, store: LocalStore): LookAnswer {
  const input = parseBody(lookInputSchema, body)
  const queue = queueNamed(input.queue, store)
  queue.expire()
  queue.processTimers()
  const { ready, delayed, inflight } = queue.inspectMessages()
  const hidden = new Set<QueueMessage>([...delayed, ...inflight.map(({ message }) => message)])
  const all = [...ready, ...hidden].filter(wantedBy(input)).toSorted(newestFirst)
  const letters = all
    .slice(0, input.limit)
    .map((message) => toQueued(message, { preview: input.preview, hidden: hidden.has(message) }))
  return { letters, total: ready.length + hidden.size }
}

/** Hides chosen letters from everybody else and gives out their receipt handles; they are not counted as received. */
export function hold(body: ActionBody, store: LocalStore): HoldAnswer {
  const { queue: name, messageIds, seconds } = parseBody(holdInputSchema, body)
  const queue = queueNamed(name, store)
  queue.processTimers()
  const held = messageIds.flatMap((messageId) => {
    const receiptHandle = queue.hold(messageId, seconds)
    return receiptHandle === undefined ? [] : [{ messageId, receiptHandle }]
  })
  return { held }
}

function queueNamed(name: string, store: LocalStore): LocalQueue {
  const queue = store.getQueueByName(name) as LocalQueue | undefined
  if (!queue) throw new QueueDoesNotExistError()
  return queue
}

const wantedBy = ({ after, messageIds, correlationId }: LookInput): ((message: QueueMessage) => boolean) => {
  const ids = messageIds && new Set(messageIds)
  return (message) =>
    (!after || newestFirst(after, message) < 0) &&
    (!ids || ids.has(message.messageId)) &&
    (correlationId === null ||
      message.messageAttributes[attributeNames.correlationId]?.StringValue === correlationId)
}

type Place = Pick<QueuedMessage, 'messageId'> & { sentAt?: number; sentTimestamp?: number }

/** Below 0: `a` stands before `b`. */
function newestFirst(a: Place, b: Place): number {
  const timeOf = ({ sentAt = 0, sentTimestamp = sentAt }: Place): number => sentTimestamp
  return timeOf(b) - timeOf(a) || (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0)
}

const toQueued = (
  message: QueueMessage,
  { preview, hidden }: { preview: number | null; hidden: boolean }
): QueuedMessage => ({
  messageId: message.messageId,
  body: preview === null ? message.body : message.body.slice(0, preview),
  length: message.body.length,
  messageAttributes: message.messageAttributes,
  groupId: message.messageGroupId ?? null,
  sentAt: message.sentTimestamp,
  firstReceivedAt: message.approximateFirstReceiveTimestamp ?? null,
  receiveCount: message.approximateReceiveCount,
  source: message.deadLetterSource?.split(':').at(-1) ?? null,
  hidden
})
