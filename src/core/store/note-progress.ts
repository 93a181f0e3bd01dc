import type { ProgressBody } from '../../shared/message'
import { attemptSchema, type Attempt } from '../../shared/progress'
import { MAX_CAUSE, nearestTime } from '../../shared/wire'

/** Attempts of one request that are kept, the newest: nobody can fill the store with them. */
const KEPT = 50

/** AWS: a function runs for at most 15 minutes. */
const LONGEST_MS = 900_000

/** What stays of the attempts at a request once it is answered: what handlers said was for those who waited. */
export const withoutTexts = (attempts: readonly Attempt[]): Attempt[] =>
  attempts.map((attempt) => ({ ...attempt, text: undefined }))

/**
 * What is known of a request's attempts after a progress reply that was put on the response queue at `toldAt`,
 * of a sending that the user's Retry has ended if it is an `earlier` one.
 *
 * Moves only forward: a reply that comes late or twice changes nothing, and gives back `known` itself.
 */
export function noteProgress(
  known: readonly Attempt[],
  { text, trace, progress, sentAt }: ProgressBody,
  { toldAt, earlier }: { toldAt: number; earlier: boolean }
): readonly Attempt[] {
  const { failed, step, fraction } = progress
  const sqsMessageId = (trace.sqsMessageId ?? '').slice(0, 200)
  const attempt = trace.attempts ?? 1
  const startedAt = progress.startedAt ?? sentAt
  const before = known.find((one) => one.sqsMessageId === sqsMessageId && one.attempt === attempt)
  if (before && (before.failed || (!failed && step <= before.step))) return known
  const now = attemptSchema.parse({
    attempt,
    of: progress.of,
    sqsMessageId,
    awsRequestId: trace.awsRequestId,
    startedAt,
    // How long it ran until it was told of is known by one clock.
    beganAt: before?.beganAt ?? nearestTime(toldAt - Math.min(LONGEST_MS, Math.max(0, sentAt - startedAt))),
    toldAt,
    // A failure says nothing of how far the work was.
    ...(failed
      ? { step: before?.step ?? step, fraction: before?.fraction, text: before?.text?.slice(0, MAX_CAUSE) }
      : { step, fraction, text: text || undefined }),
    failed: failed && {
      at: failed.at,
      cause: text,
      nextAt: nearestTime(toldAt + 1000 * failed.nextInSeconds)
    },
    earlier: earlier || undefined
  })
  return [...known.filter((one) => one !== before), now]
    .toSorted((a, b) => a.startedAt - b.startedAt || a.attempt - b.attempt)
    .slice(-KEPT)
}
