import type { RequestMessage } from '../../shared/message'
import type { Attempt } from '../../shared/progress'
import { MAX_SENDS } from '../../shared/wire'

/** The hops that a request passes on its way to an answer. */
export const wayHops = ['outbox', 'sqs', 'lambda', 'reply'] as const
export type WayHop = (typeof wayHops)[number]

/** Where a request is that has no answer yet. */
export interface Whereabouts {
  readonly hop: WayHop
  /** Since when it is there, in epoch milliseconds; null when that is not known. */
  readonly since: number | null
  /** The newest attempt of this sending that MessageProcessor told of. */
  readonly attempt: Attempt | null
  /** Set once its answer is late. */
  readonly late: LateAnswer | null
}

/** What becomes of a request whose answer is late. */
export interface LateAnswer {
  readonly next: 'asks' | 'givesUp'
  /** When, in epoch milliseconds; null when no reply can arrive now, and that is waited for first. */
  readonly at: number | null
  /** How often ChatAPP has asked again already. */
  readonly asked: number
}

/** What the page knows beside the message. */
export interface WhereaboutsContext {
  readonly now: number
  readonly answerWithinMs: number
  /** Since when replies can arrive; undefined while they cannot. */
  readonly receivingSince: number | undefined
}

/** A request of which nothing was heard for longer than this gets a word, and buttons. */
export const LATE_MS = 15_000

/** Where a request under way is; null for one that has come to its end, and while SQS holds it back on purpose. */
export function whereaboutsOf(message: RequestMessage, context: WhereaboutsContext): Whereabouts | null {
  const { status, timeline, deliverAt = 0, progress = [], pair } = message
  if (status === 'queued') {
    // Retry sends a message again that was queued long ago.
    const since = timeline.sent === undefined ? (timeline.queued ?? null) : null
    return { hop: 'outbox', since, attempt: null, late: null }
  }
  if (status !== 'sent' || context.now < deliverAt || pair?.replyQueue === null) return null
  const attempt = progress.findLast(({ earlier }) => !earlier) ?? null
  const late = lateOf(message, context)
  if (attempt && !attempt.failed) return { hop: 'lambda', since: attempt.beganAt, attempt, late }
  const since = attempt?.toldAt ?? Math.max(timeline.sent ?? 0, deliverAt)
  return { hop: 'sqs', since, attempt, late }
}

function lateOf(
  { awaitedSince, attempts }: RequestMessage,
  { now, answerWithinMs, receivingSince }: WhereaboutsContext
): LateAnswer | null {
  if (awaitedSince === undefined || now - awaitedSince < LATE_MS) return null
  const asked = Math.max(0, attempts - 1)
  // The user wants it, and it goes out as soon as it can.
  if (awaitedSince === 0) return { next: 'asks', at: 0, asked }
  const next = attempts >= MAX_SENDS ? 'givesUp' : 'asks'
  // Time during which no reply could arrive does not count.
  const at = receivingSince === undefined ? null : Math.max(awaitedSince, receivingSince) + answerWithinMs
  return { next, at, asked }
}
