import { expect, it } from 'vitest'
import { wayOf, waterfallBars } from './waterfall-bars'

it('draws each hop from the one before it, by time, and leaves out what has not happened', () => {
  const bars = waterfallBars({ queued: 1000, sent: 1030, enqueued: 1020, received: 1100 })

  expect(bars.map(({ hop, tookMs, start, end }) => ({ hop, tookMs, start, end }))).toEqual([
    { hop: 'queued', tookMs: 0, start: 0, end: 0 },
    { hop: 'enqueued', tookMs: 20, start: 0, end: 0.2 },
    { hop: 'sent', tookMs: 10, start: 0.2, end: 0.3 },
    { hop: 'received', tookMs: 70, start: 0.3, end: 1 }
  ])
})

it('calls the time that stands over the reply the round trip, and no other', () => {
  expect(wayOf({ queued: 1000, enqueued: 990, received: 1100, shown: 5000 })).toEqual({
    name: 'Round trip',
    ms: 100
  })
  expect(wayOf({ enqueued: 1020, received: 1100, shown: 5000 })).toEqual({ name: 'From SQS to here', ms: 80 })
  expect(wayOf({ queued: 1000, sent: 1030 })).toBeNull()
})
