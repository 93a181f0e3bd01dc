/** How long replies are waited for all the time after somebody used a window, or a message came, in milliseconds. */
const STAYS_AWAKE_MS = 120_000

export interface PollPaceDeps {
  /** Whether each poll is paid for. */
  billed: () => boolean
  /** How late a reply that nobody waits for may come, in seconds; 0 for never. */
  lateSeconds: () => number
  /** Whether a request waits for its answer, or to be sent. */
  awaitsAnswer: () => boolean
  /** When a window, or a command that follows replies, was last in use, by any host; epoch milliseconds. */
  inUseAt: () => number
  now: () => number
}

/**
 * How long the response queue is left alone now, in milliseconds; 0 while anything says that a reply may be wanted.
 *
 * A poll that is under way is never cut short; this is only about when the next one begins. An idle installation that
 * polls all the time asks SQS 129,600 times a month, which is most of the bill of many clients.
 */
export function pollPause(deps: PollPaceDeps, quietMs: number): number {
  // Asked after each poll: nothing is read where polls cost nothing, or a message has just come.
  if (quietMs < STAYS_AWAKE_MS || !deps.billed()) return 0
  const lateMs = deps.lateSeconds() * 1000
  if (lateMs === 0 || deps.awaitsAnswer()) return 0
  // The clock may have been set back meanwhile: a moment to come is no use of long ago.
  return Math.abs(deps.now() - deps.inUseAt()) < STAYS_AWAKE_MS ? 0 : lateMs
}
