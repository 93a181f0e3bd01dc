import { expect, it } from 'vitest'
import { pollPause, type PollPaceDeps } from './poll-pace'

const HOUR_MS = 3_600_000
const idle: PollPaceDeps = {
  billed: () => true,
  lateSeconds: () => 60,
  awaitsAnswer: () => false,
  inUseAt: () => 0,
  now: () => 10 * HOUR_MS
}

it('leaves the queue alone for as long as the settings allow while nobody waits', () => {
  expect(pollPause(idle, HOUR_MS)).toBe(60_000)
  expect(pollPause({ ...idle, lateSeconds: () => 900 }, HOUR_MS)).toBe(900_000)
})

it.each<[string, Partial<PollPaceDeps>, number?]>([
  ['polls cost nothing', { billed: () => false }],
  ['the settings want none to be late', { lateSeconds: () => 0 }],
  ['an answer is awaited', { awaitsAnswer: () => true }],
  ['a window was in use a minute ago', { inUseAt: () => 10 * HOUR_MS - 60_000 }],
  ['a message has come within two minutes', {}, 119_000]
])('waits for replies all the time while %s', (_, change, quietMs = HOUR_MS) => {
  expect(pollPause({ ...idle, ...change }, quietMs)).toBe(0)
})

it('is not kept awake by a use that a clock, set back since, tells of as still to come', () => {
  expect(pollPause({ ...idle, inUseAt: () => 20 * HOUR_MS }, HOUR_MS)).toBe(60_000)
})
