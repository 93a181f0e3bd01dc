import { z } from 'zod'
import { parseBody, type ActionBody } from './action-body'
import type { LocalStore } from './local-store'
import { MAX_TASKS, type MoveTask } from './move-tasks'

/** AWS: at most 500 messages a second. */
const MAX_PER_SECOND = 500
/** AWS: at most 1,000 queues in one answer. */
const MAX_SOURCES = 1000

const startInput = z.looseObject({
  SourceArn: z.string(),
  DestinationArn: z.string().optional(),
  MaxNumberOfMessagesPerSecond: z.number().int().min(1).max(MAX_PER_SECOND).optional()
})
const listInput = z.looseObject({
  SourceArn: z.string(),
  MaxResults: z.number().int().min(1).max(MAX_TASKS).default(1)
})
const cancelInput = z.looseObject({ TaskHandle: z.string().min(1) })
const sourcesInput = z.looseObject({
  QueueUrl: z.string(),
  MaxResults: z.number().int().min(1).max(MAX_SOURCES).default(MAX_SOURCES),
  NextToken: z.string().optional()
})

export function startMessageMoveTask(body: ActionBody, store: LocalStore): object {
  const { SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond } = parseBody(startInput, body)
  const { handle } = store.moveTasks.start({
    sourceArn: SourceArn,
    destinationArn: DestinationArn ?? null,
    perSecond: MaxNumberOfMessagesPerSecond ?? null
  })
  return { TaskHandle: handle }
}

export function listMessageMoveTasks(body: ActionBody, store: LocalStore): object {
  const { SourceArn, MaxResults } = parseBody(listInput, body)
  return { Results: store.moveTasks.of(SourceArn).slice(0, MaxResults).map(toResult) }
}

export function cancelMessageMoveTask(body: ActionBody, store: LocalStore): object {
  const { moved } = store.moveTasks.cancel(parseBody(cancelInput, body).TaskHandle)
  return { ApproximateNumberOfMessagesMoved: moved }
}

export function listDeadLetterSourceQueues(body: ActionBody, store: LocalStore): object {
  const { QueueUrl, MaxResults, NextToken } = parseBody(sourcesInput, body)
  const queue = store.queueAt(QueueUrl)
  const all = store.moveTasks.sourcesOf(queue).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const rest = all.filter(({ name }) => NextToken === undefined || name > NextToken)
  const page = rest.slice(0, MaxResults)
  return {
    queueUrls: page.map(({ url }) => url),
    ...(rest.length > page.length && { NextToken: page.at(-1)?.name })
  }
}

/** AWS tells the handle of a task only while it can be cancelled. */
const toResult = (task: MoveTask): object => ({
  ...(task.status === 'RUNNING' && { TaskHandle: task.handle }),
  Status: task.status,
  SourceArn: task.sourceArn,
  ...(task.destinationArn !== null && { DestinationArn: task.destinationArn }),
  ...(task.perSecond !== null && { MaxNumberOfMessagesPerSecond: task.perSecond }),
  ApproximateNumberOfMessagesMoved: task.moved,
  ApproximateNumberOfMessagesToMove: task.toMove,
  ...(task.failure !== null && { FailureReason: task.failure }),
  StartedTimestamp: task.startedAt
})
