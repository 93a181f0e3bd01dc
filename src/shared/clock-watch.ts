import type { Clock } from './clock'
import { startTimer, type Timer } from './timer'

/** What happened to this computer's time between two looks. */
export interface ClockChange {
  /** How far the wall clock moved beyond the time that passed, in milliseconds: set by somebody, or by a sleep. */
  readonly jumpMs: number
  /** How long this process could do nothing, in milliseconds: stopped, or asleep with the machine. */
  readonly absentMs: number
}

export interface ClockWatchDeps {
  clock: Clock
  changed: (change: ClockChange) => void
}

/** How often the two clocks are compared, in milliseconds. */
const LOOK_EVERY_MS = 1000

/** Clocks drift and are slewed; less than this is no jump, in milliseconds. */
const JUMP_MS = 1000

/** A look may be late because the process was busy; this late, it was away, in milliseconds. */
const ABSENT_MS = 5000

/**
 * Notices when the wall clock jumps, and when the machine wakes or the process goes on after it was stopped.
 *
 * Both look alike to who waits for a moment: the moment has to be reckoned anew. A sleep is a jump of the wall clock
 * where the other clock stands still meanwhile (Linux), and a look that comes much too late where it does not.
 */
export class ClockWatch {
  private timer: Timer | undefined
  private seen: { now: number; elapsed: number }

  constructor(private readonly deps: ClockWatchDeps) {
    this.seen = this.read()
  }

  start(): void {
    this.seen = this.read()
    this.arm()
  }

  stop(): void {
    this.timer?.cancel()
  }

  /** Compares the clocks at once: for who is about to judge by a moment. Costs two readings. */
  look(): void {
    const before = this.seen
    this.seen = this.read()
    const passed = this.seen.elapsed - before.elapsed
    const jump = this.seen.now - before.now - passed
    const jumpMs = Math.abs(jump) >= JUMP_MS ? Math.round(jump) : 0
    const absentMs = passed >= LOOK_EVERY_MS + ABSENT_MS ? Math.round(passed - LOOK_EVERY_MS) : 0
    if (jumpMs !== 0 || absentMs !== 0) this.deps.changed({ jumpMs, absentMs })
  }

  private arm(): void {
    this.timer = startTimer(LOOK_EVERY_MS, () => {
      this.arm()
      this.look()
    })
  }

  private read(): { now: number; elapsed: number } {
    const { clock } = this.deps
    return { now: clock.now(), elapsed: clock.elapsed() }
  }
}
