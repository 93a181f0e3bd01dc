/**
 * The two clocks of a computer. A moment is told by one, a wait is measured by the other: the wall clock may be wrong,
 * and may be put right, either way, while somebody waits.
 */
export interface Clock {
  /** The moment as people write it, epoch milliseconds. */
  readonly now: () => number
  /** Milliseconds since some moment of this run; goes forward only, whatever is done to the wall clock. */
  readonly elapsed: () => number
}

export const systemClock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }
