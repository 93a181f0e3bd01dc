import { expect, it } from 'vitest'
import { CrashGuard } from './crash-guard'

it('loads a dead page again, but asks at the fourth death within a minute', () => {
  const times = [0, 1000, 2000, 3000]
  const guard = new CrashGuard(() => times.shift() ?? 0)

  expect([guard.next(), guard.next(), guard.next(), guard.next()]).toEqual([
    'reload',
    'reload',
    'reload',
    'ask'
  ])
})

it('forgets deaths after a minute', () => {
  const times = [0, 1000, 2000, 60_000, 120_000]
  const guard = new CrashGuard(() => times.shift() ?? 0)

  const decisions = Array.from({ length: 5 }, () => guard.next())

  expect(new Set(decisions)).toEqual(new Set(['reload']))
})
