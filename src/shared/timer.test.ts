import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LONGEST_TIMER_MS, startTimer, timeoutSignal, withinTime } from './timer'

const DAY_MS = 86_400_000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A timer of so many milliseconds, and how often it has called back. */
function aTimer(ms: number) {
  const called = vi.fn<() => void>()
  return { called, timer: startTimer(ms, called) }
}

it('waits 60 days, which no timer of the system does, and calls back once', () => {
  const { called } = aTimer(60 * DAY_MS)

  vi.advanceTimersByTime(60 * DAY_MS - 1)
  const before = called.mock.calls.length
  vi.advanceTimersByTime(1)
  vi.advanceTimersByTime(60 * DAY_MS)

  expect(before).toBe(0)
  expect(called).toHaveBeenCalledTimes(1)
})

it('never calls back after an infinite wait, nor after one that was ended in a later step', () => {
  const never = aTimer(Number.POSITIVE_INFINITY)
  const ended = aTimer(60 * DAY_MS)

  vi.advanceTimersByTime(LONGEST_TIMER_MS + 1)
  ended.timer.cancel()
  vi.advanceTimersByTime(100 * DAY_MS)

  expect(never.called).not.toHaveBeenCalled()
  expect(ended.called).not.toHaveBeenCalled()
  never.timer.cancel()
})

it('calls back in the next turn when the moment is past', () => {
  const { called } = aTimer(-5)

  vi.advanceTimersByTime(0)

  expect(called).toHaveBeenCalledTimes(1)
})

it('gives a signal that fires after 30 days, not at once', () => {
  const signal = timeoutSignal(30 * DAY_MS)

  vi.advanceTimersByTime(30 * DAY_MS - 1)
  const before = signal.aborted
  vi.advanceTimersByTime(1)

  expect([before, signal.aborted]).toEqual([false, true])
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})

it('passes on what work in time returns', async () => {
  expect(await withinTime(1000, () => 'done')).toBe('done')
})

it('passes on what work in time throws, thrown at once or later', async () => {
  const fault = new Error('fault')

  await expect(withinTime(1000, () => Promise.reject(fault))).rejects.toBe(fault)
  await expect(
    withinTime(1000, () => {
      throw fault
    })
  ).rejects.toBe(fault)
})

it('gives up on work that takes too long and aborts its signal', async () => {
  const seen: AbortSignal[] = []
  const endless = (signal: AbortSignal) => {
    seen.push(signal)
    return new Promise<never>(() => {})
  }

  vi.useRealTimers()
  await expect(withinTime(10, endless)).rejects.toThrow('it was not done within 0.0 s')
  expect(seen.map(({ aborted }) => aborted)).toEqual([true])
})
