import { expect, it } from 'vitest'
import { ServerClock } from './server-clock'

/** A clock of ours that a test sets, and a server that is ahead of it by so much. */
function clocks(aheadMs: number) {
  const at = { now: 1_000_000_000_000, elapsed: 0 }
  const clock = new ServerClock({ now: () => at.now, elapsed: () => at.elapsed })
  let ahead = aheadMs
  return {
    clock,
    at,
    setServer: (ms: number) => (ahead = ms),
    /** An answer that the server writes half-way through a call of so long. */
    answer: (tookMs: number) => {
      const written = at.now + tookMs / 2 + ahead
      at.now += tookMs
      at.elapsed += tookMs
      clock.note(Math.floor(written / 1000) * 1000, tookMs)
    },
    pass: (ms: number) => {
      at.now += ms
      at.elapsed += ms
    }
  }
}

it('knows nothing before the first answer, and then the difference to within half a second and the call', () => {
  const { clock, answer } = clocks(3_600_000)
  expect(clock.difference()).toBeNull()

  answer(40)

  const { aheadMs = 0, withinMs = 0 } = clock.difference() ?? {}
  expect(Math.abs(aheadMs - 3_600_000)).toBeLessThanOrEqual(withinMs)
  expect(withinMs).toBe(520)
})

it('learns it better with each answer', () => {
  const { clock, answer, pass } = clocks(-7777)

  for (let call = 0; call < 30; call++) {
    answer(20)
    pass(137)
  }

  const { aheadMs = 0, withinMs = 0 } = clock.difference() ?? {}
  expect(Math.abs(aheadMs + 7777)).toBeLessThanOrEqual(withinMs)
  expect(withinMs).toBeLessThan(100)
})

it('begins anew when a clock was set, and after ten minutes', () => {
  const { clock, answer, at, pass, setServer } = clocks(0)
  for (let call = 0; call < 30; call++) {
    answer(20)
    pass(137)
  }

  // Ours is set an hour back: the server is ahead by it.
  at.now -= 3_600_000
  setServer(3_600_000)
  answer(20)
  const { withinMs = 0 } = clock.difference() ?? {}
  expect(withinMs).toBe(510)

  for (let call = 0; call < 30; call++) {
    answer(20)
    pass(137)
  }
  pass(600_000)
  answer(20)
  expect(clock.difference()?.withinMs).toBe(510)
})
