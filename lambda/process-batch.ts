import type { SQSBatchResponse } from 'aws-lambda'
import { MAX_CAUSE } from '../src/shared/wire'
import {
  batchLine,
  idsOf,
  messageLine,
  metricsLine,
  recordLine,
  type Outcome,
  type RecordFacts
} from './batch-log'
import type { Delivery } from './delivery'
import { startProgress, type AttemptProgress } from './attempt-progress'
import { processDelivery, type ProcessDeps } from './process-delivery'
import type { ReplyQueues, Sent } from './reply-queues'
import { writeReply } from './write-reply'

export interface BatchDeps extends ProcessDeps {
  readonly queues: ReplyQueues
  readonly maxReceiveCount: number
}

/** Reached only where the queue allows more than five receives: no retry waits longer. */
const MAX_RETRY_SECONDS = 60

/** 1, 2, 4, 8 s after the first, second … failed attempt; 1 s after the last, so that it reaches the DLQ soon. */
export const retrySeconds = (attempts: number, maxReceiveCount: number): number =>
  attempts >= maxReceiveCount ? 1 : Math.min(2 ** (attempts - 1), MAX_RETRY_SECONDS)

/**
 * Processes a batch, each record on its own, and reports which ones have to come back.
 *
 * Records run in parallel. On a FIFO queue a group runs in order and stops at its first failure, unless that was the
 * message's last attempt: it leaves for the dead-letter queue, and what is behind it must not follow.
 */
export async function processBatch(
  deliveries: readonly Delivery[],
  deps: BatchDeps
): Promise<SQSBatchResponse> {
  const startedAt = deps.now()
  if (deliveries.length > 0) deps.writeLine(batchLine(deliveries, deps.identity, startedAt))
  const lanes = Object.values(Object.groupBy(deliveries, laneOf)).map((lane) => runLane(lane ?? [], deps))
  const records = (await Promise.all(lanes)).flat()
  const now = deps.now()
  if (records.length > 0)
    deps.writeLine(
      metricsLine(records, { functionName: deps.identity.functionName, ms: now - startedAt, now })
    )
  const failed = records.filter(({ outcome }) => ['failed', 'gave-up', 'held-back'].includes(outcome))
  return { batchItemFailures: failed.map(({ sqsMessageId }) => ({ itemIdentifier: sqsMessageId })) }
}

/** What has to run in order: a group of a FIFO queue. Anything else is alone in its lane. */
const laneOf = ({ requestQueue, groupId, receiptHandle }: Delivery): string =>
  requestQueue.endsWith('.fifo') ? `group ${groupId}` : `one ${receiptHandle}`

async function runLane(lane: readonly Delivery[], deps: BatchDeps): Promise<RecordFacts[]> {
  const records: RecordFacts[] = []
  let blockedFor = 0
  for (const delivery of lane) {
    const record = blockedFor > 0 ? await holdBack(delivery, blockedFor, deps) : await settle(delivery, deps)
    if (record.outcome === 'failed') blockedFor = retrySeconds(delivery.attempts, deps.maxReceiveCount)
    deps.writeLine(recordLine(record, deps.now()))
    records.push(record)
  }
  return records
}

/** Processes one record and sends its replies; a failure is retried later, and at the last attempt told to the user. */
async function settle(delivery: Delivery, deps: BatchDeps): Promise<RecordFacts> {
  const { now, queues } = deps
  const startedAt = now()
  const progress = startProgress(delivery, deps)
  const processed = await processDelivery(delivery, deps, progress.tell)
  progress.stop()
  const facts = (outcome: Outcome, cause?: unknown): RecordFacts => ({
    ...idsOf(delivery, deps.identity),
    outcome,
    handler: processed.handler,
    ms: now() - startedAt,
    queueMs: Math.max(0, startedAt - delivery.enqueuedAt),
    cause
  })
  if (processed.status === 'failed')
    return facts(await fail({ delivery, startedAt, progress, cause: processed.cause }, deps), processed.cause)
  const [sent, notTold] = await Promise.all([
    Promise.all(processed.replies.map((reply) => queues.send(reply))),
    processed.news
  ])
  const failure = sent.find((one): one is Extract<Sent, { status: 'failed' }> => one.status === 'failed')
  // Whoever is told nothing asks at the next number that it misses: no reason to call the last attempt failed.
  const isRepeated = notTold !== undefined && delivery.attempts < deps.maxReceiveCount
  const cause = failure?.cause ?? (isRepeated ? notTold : undefined)
  if (failure || isRepeated) return facts(await fail({ delivery, startedAt, progress, cause }, deps), cause)
  if (notTold !== undefined) warn({ message: 'news not told', delivery, cause: notTold }, deps)
  await progress.sent()
  return facts(sent.some(({ status }) => status === 'gone') ? 'client-gone' : processed.status)
}

async function holdBack(delivery: Delivery, seconds: number, deps: BatchDeps): Promise<RecordFacts> {
  await retryAfter(delivery, seconds, deps)
  return {
    ...idsOf(delivery, deps.identity),
    outcome: 'held-back',
    handler: '',
    ms: 0,
    queueMs: Math.max(0, deps.now() - delivery.enqueuedAt)
  }
}

interface Failure {
  readonly delivery: Delivery
  /** When the attempt began. */
  readonly startedAt: number
  readonly progress: AttemptProgress
  readonly cause: unknown
}

async function fail(failure: Failure, deps: BatchDeps): Promise<'failed' | 'gave-up'> {
  const { delivery, progress, cause } = failure
  const isLast = delivery.attempts >= deps.maxReceiveCount
  const seconds = retrySeconds(delivery.attempts, deps.maxReceiveCount)
  if (isLast) await tell(failure, deps)
  else progress.failed(reasonOf(cause), seconds)
  await Promise.all([retryAfter(delivery, seconds, deps), progress.sent()])
  return isLast ? 'gave-up' : 'failed'
}

/** Tells the user that nothing more will come. If even that cannot be sent, the dead-letter queue still has the request. */
async function tell({ delivery, startedAt, cause }: Failure, deps: BatchDeps): Promise<void> {
  const { address, attempts } = delivery
  const { identity, now, queues } = deps
  const text = `Your message failed after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${reasonOf(cause)}`
  // Per SQS message: when the user sends the request again and that fails too, it is told anew.
  const place = `failed/${delivery.sqsMessageId}`
  const facts = { delivery, address, identity, place, startedAt, processedAt: now(), now: now() }
  const sent = await queues.send(writeReply({ kind: 'error', text }, facts))
  if (sent.status === 'failed') warn({ message: 'failure not told', delivery, cause: sent.cause }, deps)
}

/** Without this the message would come back after the queue's whole visibility timeout; so a failure only delays. */
async function retryAfter(delivery: Delivery, seconds: number, deps: BatchDeps): Promise<void> {
  try {
    await deps.queues.retryAfter(delivery.requestQueue, delivery.receiptHandle, seconds)
  } catch (cause) {
    warn({ message: 'visibility not changed', delivery, cause }, deps)
  }
}

function warn(
  { message, delivery, cause }: { message: string; delivery: Delivery; cause: unknown },
  deps: BatchDeps
): void {
  const error = cause instanceof Error ? cause.name : typeof cause
  deps.writeLine(messageLine({ level: 'WARN', message, error }, idsOf(delivery, deps.identity), deps.now()))
}

function reasonOf(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message : typeof cause === 'string' ? cause : ''
  return (reason || 'the handler threw something without a message').slice(0, MAX_CAUSE)
}
