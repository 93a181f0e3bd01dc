import { systemClock, type Clock } from '../../shared/clock'

/** How far a server's clock is ahead of ours, and how well that is known; both in milliseconds. */
export interface ClockDifference {
  readonly aheadMs: number
  readonly withinMs: number
}

/** HTTP: the header `Date` leaves out parts of a second. */
const DATE_STEP_MS = 1000

/** Clocks drift: what was learned longer ago than this counts no more, in milliseconds. */
const KEPT_MS = 600_000

/**
 * How a server's clock stands to ours, as the `Date` of its answers tells.
 *
 * Each answer says that the difference lies between two bounds: it was written after we asked and before we had it.
 * What several say together is narrower than the second that one can tell. Where they contradict each other, a clock
 * was set, and the newest counts alone.
 */
export class ServerClock {
  private from = Number.NEGATIVE_INFINITY
  private to = Number.POSITIVE_INFINITY
  private learnedAt = 0

  constructor(private readonly clock: Pick<Clock, 'now' | 'elapsed'> = systemClock) {}

  /** An answer with this date took so long from when we asked. */
  note(date: number, tookMs: number): void {
    const now = this.clock.now()
    const from = date - now
    const to = date + DATE_STEP_MS - (now - tookMs)
    const narrower = { from: Math.max(from, this.from), to: Math.min(to, this.to) }
    const fits = narrower.from <= narrower.to && this.clock.elapsed() - this.learnedAt < KEPT_MS
    if (!fits || this.from === Number.NEGATIVE_INFINITY) this.learnedAt = this.clock.elapsed()
    ;({ from: this.from, to: this.to } = fits ? narrower : { from, to })
  }

  /** What is known by now; null before the first answer. */
  difference(): ClockDifference | null {
    if (this.from === Number.NEGATIVE_INFINITY) return null
    const aheadMs = Math.round((this.from + this.to) / 2)
    return { aheadMs, withinMs: Math.ceil((this.to - this.from) / 2) }
  }
}
