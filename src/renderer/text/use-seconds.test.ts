import { expect, it } from 'vitest'
import { secondsUntil } from './use-seconds'

it('never counts a second more than is left, however far into its second the clock was', () => {
  const at = 1_700_000_050_000
  for (let passed = 0; passed < 50_000; passed += 37) {
    const clock = at - 50_000 + passed
    const toTheSecond = Math.floor(clock / 1000) * 1000
    const left = (at - clock) / 1000
    expect(secondsUntil(at, toTheSecond)).toBeLessThanOrEqual(Math.ceil(left))
    expect(secondsUntil(at, toTheSecond)).toBeGreaterThan(left - 1)
  }
  // A moment that is itself between two seconds.
  expect(secondsUntil(at + 400, at - 1000)).toBe(1)
})
