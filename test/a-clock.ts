import { onTestFinished, vi } from 'vitest'
import type { Clock } from '../src/shared/clock'

const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** A computer's clocks in the hand of a test: time passes on both, and somebody sets the one on the wall. */
export class AClock implements Clock {
  private passed = 0

  constructor(private wall = 1000) {}

  readonly now = (): number => this.wall
  readonly elapsed = (): number => this.passed

  pass(ms: number): void {
    this.wall += ms
    this.passed += ms
  }

  /** Sets the wall clock forward or back. A machine that slept without counting it does the same. */
  set(byMs: number): void {
    this.wall += byMs
  }
}

const read = { now: Date.now.bind(Date), elapsed: performance.now.bind(performance) }

/** Sets the wall clock of this process, so far off the true time, until the test ends. */
export function setWallClock(byMs: number): void {
  vi.spyOn(Date, 'now').mockImplementation(() => read.now() + byMs)
  onTestFinished(() => void vi.restoreAllMocks())
}

/** From here on so much more time has passed, on both clocks of this process, until the test ends. */
export function letTimePass(ms: number): void {
  setWallClock(ms)
  vi.spyOn(performance, 'now').mockImplementation(() => read.elapsed() + ms)
}
