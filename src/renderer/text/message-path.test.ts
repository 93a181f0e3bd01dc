import { expect, it } from 'vitest'
import { pathOf } from './message-path'

const timeline = {
  queued: 1000,
  sent: 1006,
  enqueued: 1004,
  firstReceived: 1010,
  processed: 1018,
  replied: 1020,
  received: 1040
}

it('splits the way of a message into what it waited for', () => {
  expect(pathOf(timeline)).toEqual({
    legs: [
      { does: 'stored and sent', ms: 4, share: 0.1 },
      { does: 'waited in the queue', ms: 6, share: 0.15 },
      { does: 'worked on', ms: 10, share: 0.25 },
      { does: 'came back', ms: 20, share: 0.5 }
    ],
    wholeMs: 40
  })
})

it('shows no leg as shorter than nothing where clocks differ', () => {
  expect(pathOf({ ...timeline, enqueued: 900 })?.legs[0]).toMatchObject({ ms: 0, share: 0 })
})

it('knows no way of a message of which a hop is not known', () => {
  const { firstReceived: _, ...rest } = timeline

  expect(pathOf(rest)).toBeNull()
})
