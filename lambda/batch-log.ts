import type { Delivery } from './delivery'
import type { LogLevel } from './message-handler'
import type { Identity } from './write-reply'

/** What became of one record. `held-back`: a message before it in its FIFO group failed. */
export type Outcome = 'answered' | 'refused' | 'client-gone' | 'failed' | 'gave-up' | 'held-back'

/** What each line about a message begins with: whose it is, which attempt, in which invocation. */
export interface RecordIds {
  readonly correlationId: string | null
  readonly conversationId: string
  readonly sqsMessageId: string
  readonly attempts: number
  readonly requestId: string
}

/** The same of a delivery. */
export const idsOf = (
  { address, sqsMessageId, attempts }: Delivery,
  { awsRequestId }: Identity
): RecordIds => ({
  correlationId: address.id,
  conversationId: address.conversationId,
  sqsMessageId,
  attempts,
  requestId: awsRequestId
})

/** One record as the log knows it: ids, counts and times, never a text. */
export interface RecordFacts extends RecordIds {
  readonly outcome: Outcome
  readonly handler: string
  readonly ms: number
  /** How long it waited in the queue, in milliseconds. */
  readonly queueMs: number
  readonly cause?: unknown
}

const isFailure = (outcome: Outcome): boolean =>
  outcome === 'failed' || outcome === 'gave-up' || outcome === 'held-back'

/** The JSON log line of one record. */
export function recordLine({ cause, ...facts }: RecordFacts, now: number): string {
  const level = facts.outcome === 'gave-up' ? 'ERROR' : isFailure(facts.outcome) ? 'WARN' : 'INFO'
  return JSON.stringify({
    timestamp: new Date(now).toISOString(),
    level,
    message: 'record',
    ...facts,
    ...blame(cause)
  })
}

/**
 * The first line of a batch: what is worked on from here. An invocation that dies writes no other about its messages, so
 * that this one tells whose attempt it was.
 */
export function batchLine(deliveries: readonly Delivery[], identity: Identity, now: number): string {
  const records = deliveries.map((delivery) => {
    const { requestId: _same, ...ids } = idsOf(delivery, identity)
    return ids
  })
  const requestId = identity.awsRequestId
  return JSON.stringify({
    timestamp: new Date(now).toISOString(),
    level: 'INFO',
    message: 'batch',
    requestId,
    records
  })
}

/** A line about one message, from whoever has something to say. */
export const messageLine = (
  { level, message, ...rest }: { level: LogLevel; message: string; error?: string },
  ids: RecordIds,
  now: number
): string => JSON.stringify({ timestamp: new Date(now).toISOString(), level, message, ...ids, ...rest })

/** The metrics of one batch in CloudWatch's embedded metric format: one line, no API call. */
export function metricsLine(
  records: readonly RecordFacts[],
  { functionName, ms, now }: { functionName: string; ms: number; now: number }
): string {
  const count = (matches: (outcome: Outcome) => boolean): number =>
    records.filter(({ outcome }) => matches(outcome)).length
  const counts = {
    Processed: count((outcome) => !isFailure(outcome)),
    Failed: count(isFailure),
    ClientGone: count((outcome) => outcome === 'client-gone')
  }
  const times = { Duration: ms, QueueLatency: records.map(({ queueMs }) => queueMs) }
  const Metrics = [...inUnit(counts, 'Count'), ...inUnit(times, 'Milliseconds')]
  return JSON.stringify({
    _aws: {
      Timestamp: now,
      CloudWatchMetrics: [{ Namespace: 'ChatAPP', Dimensions: [['FunctionName']], Metrics }]
    },
    FunctionName: functionName,
    ...counts,
    ...times
  })
}

const inUnit = (metrics: object, Unit: string) => Object.keys(metrics).map((Name) => ({ Name, Unit }))

/** Where it broke: the error's name and its frames. Its message may quote the user, so it stays out. */
function blame(cause: unknown): { error?: string; frames?: string[] } {
  if (cause === undefined) return {}
  if (!(cause instanceof Error)) return { error: typeof cause }
  const frames = (cause.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .+:\d+:\d+\)?$/.test(line))
  return { error: cause.name, frames: frames.slice(0, 5) }
}
