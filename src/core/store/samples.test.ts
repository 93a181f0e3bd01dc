import { expect, it } from 'vitest'
import { aReply, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { QueueSamples } from './samples'

const HOUR_MS = 3_600_000
const start = 1_800_000 * 1_000_000

/** Samples of a profile by a clock that the test sets. */
function someSamples() {
  const { db, store, add, ...rest } = aProfile()
  const clock = { now: start }
  const samples = () =>
    new QueueSamples({ db, now: () => clock.now, failed: (error) => expect.unreachable(String(error)) })
  /** Sends a message at a moment and answers it so much later. */
  const exchange = (at: number, ms: number): void => {
    const { id } = add({ sentAt: at })
    store.markSent([{ ids: [id], replyTo: 'q', at }])
    store.addReplies([received(aReply({ id, conversationId: 'processor' }), at + ms)])
  }
  const rows = (table: 'traffic' | 'depths') => db.sql(`SELECT * FROM ${table}`).all().length
  return { ...rest, db, store, add, clock, samples: samples(), anotherHost: samples, exchange, rows }
}

const depth = (visible: number, oldestMs: number | null = null) => ({
  name: 'Q',
  visible,
  inFlight: 1,
  delayed: 2,
  oldestMs
})

/** What is not null in a column, by the step. */
const known = <T>(column: readonly (T | null)[]) =>
  column.flatMap((value, index) => (value === null || value === 0 ? [] : [[index, value]]))

it('tells what was sent and answered, and how long that took, step by step and as a whole', () => {
  const { samples, exchange, clock } = someSamples()
  for (let ms = 1; ms <= 100; ms++) exchange(start, ms)
  exchange(start - 15_000, 4321)
  clock.now = start + 2000

  const { at, sent, answered, p50Ms, p99Ms, totals } = samples.history('local', 'Q', '15m')

  expect(at).toHaveLength(60)
  expect([at[0], at.at(-1)]).toEqual([start - 59 * 15_000, start])
  expect(known(sent)).toEqual([
    [58, 1],
    [59, 100]
  ])
  expect(known(answered)).toEqual([
    [58, 1],
    [59, 100]
  ])
  expect([p50Ms[58], p50Ms[59], p99Ms[59]]).toEqual([4300, 50, 99])
  expect(totals).toEqual({ sent: 101, answered: 101, p50Ms: 51, p99Ms: 100 })
})

it('keeps the highest of several looks in a slot, and nothing where nobody looked', () => {
  const { samples, clock, rows } = someSamples()
  samples.look('local', [depth(3, 100)])
  samples.look('local', [depth(9)])
  samples.look('local', [depth(4, 2000)])
  expect(rows('depths')).toBe(0)
  clock.now += 60_000
  samples.look('local', [depth(1)])

  const { visible, inFlight, delayed, oldestMs } = samples.history('local', 'Q', '15m')

  expect(known(visible)).toEqual([
    [55, 9],
    [59, 1]
  ])
  expect(known(oldestMs)).toEqual([[55, 2000]])
  expect([inFlight[59], delayed[59], visible[57]]).toEqual([1, 2, null])
})

it('is there after a new start, and for every host of the profile', () => {
  const { samples, anotherHost } = someSamples()
  samples.look('local', [depth(5)])
  samples.stop()
  const other = anotherHost()
  other.look('local', [depth(8)])

  expect(other.history('local', 'Q', '3h').visible.at(-1)).toBe(8)
  expect(samples.history('local', 'Q', '3d').visible.at(-1)).toBe(8)
})

it('tells backends and queues apart', () => {
  const { samples, exchange, db } = someSamples()
  exchange(start, 10)
  db.transaction(() => db.putSetting('backends:active', 'work'))
  exchange(start, 10)
  exchange(start, 10)
  samples.look('work', [depth(7)])

  expect(samples.history('local', 'Q', '15m').totals.sent).toBe(1)
  expect(samples.history('work', 'Q', '15m').totals.sent).toBe(2)
  expect(samples.history('work', 'Q', '15m').visible.at(-1)).toBe(7)
  expect(known(samples.history('work', 'R', '15m').visible)).toEqual([])
  expect(known(samples.history('local', 'Q', '15m').visible)).toEqual([])
})

it('counts messages although the stored choice of a backend cannot be read', () => {
  const { samples, exchange, db } = someSamples()
  db.sql(`INSERT INTO settings (key, value, revision) VALUES ('backends:active', '{no json', 0)`).run()
  exchange(start, 10)

  expect(samples.history('local', 'Q', '15m').totals).toMatchObject({ sent: 1, answered: 1 })
})

it('stays small: half hours before three hours ago, nothing before three days ago, with the same sums', () => {
  const { samples, exchange, clock, rows } = someSamples()
  for (let minute = 0; minute < 72 * 60; minute += 5) {
    exchange(start + minute * 60_000, 5 + (minute % 3))
    clock.now = start + minute * 60_000
    samples.look('local', [depth(minute)])
  }
  clock.now = start + 72 * HOUR_MS - 1
  const before = samples.history('local', 'Q', '3d')
  expect(rows('depths')).toBe(864)
  samples.thin()
  samples.thin()

  expect(samples.history('local', 'Q', '3d')).toEqual(before)
  expect(before.totals.sent).toBe(864)
  expect(rows('depths')).toBeLessThan(144 + 45)
  clock.now += 75 * HOUR_MS
  samples.thin()
  expect([rows('depths'), rows('traffic')]).toEqual([0, 0])
})

it('bears a clock that is set: an answer before its request counts without a time, a wrong future is forgotten', () => {
  const { samples, exchange, clock, rows } = someSamples()
  exchange(start, -5000)
  exchange(start + 900 * HOUR_MS, 10)

  expect(samples.history('local', 'Q', '15m').totals).toEqual({
    sent: 1,
    answered: 1,
    p50Ms: null,
    p99Ms: null
  })
  clock.now = start
  samples.thin()
  expect(rows('traffic')).toBe(2)
})
