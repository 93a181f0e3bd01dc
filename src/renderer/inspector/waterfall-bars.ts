import type { Timeline } from '../../shared/message'
import { hops, type Hop } from '../../shared/wire'
import { type Message } from '../text/words'

/** One hop of a message as a bar: from the hop before it to itself, in parts of the whole way. */
export interface WaterfallBar {
  readonly hop: Hop
  readonly label: Message
  readonly at: number
  /** Milliseconds since the first hop. */
  readonly sinceStartMs: number
  /** Milliseconds since the hop before. Clocks differ, so it is never shown below 0. */
  readonly tookMs: number
  /** 0 to 1. */
  readonly start: number
  readonly end: number
}

const labels: Record<Hop, Message> = {
  queued: 'Stored in the outbox',
  sent: 'Accepted (seen here)',
  enqueued: 'Enqueued by SQS',
  firstReceived: 'Taken by the trigger',
  processed: 'Processed',
  replied: 'Reply sent',
  received: 'Reply received',
  shown: 'Shown'
}

/** The hops that happened, by the time at which they did. */
export function waterfallBars(timeline: Timeline): WaterfallBar[] {
  const happened = hops
    .flatMap((hop) => {
      const at = timeline[hop]
      return at === undefined ? [] : [{ hop, at }]
    })
    .toSorted((a, b) => a.at - b.at)
  const start = happened.at(0)?.at ?? 0
  const whole = Math.max(1, (happened.at(-1)?.at ?? 0) - start)
  return happened.map(({ hop, at }, index) => {
    const before = happened[index - 1]?.at ?? start
    return {
      hop,
      label: labels[hop],
      at,
      sinceStartMs: at - start,
      tookMs: at - before,
      start: (before - start) / whole,
      end: (at - start) / whole
    }
  })
}

/**
 * How long a message was on its way, by the name of what was measured; null when less than two hops are known.
 *
 * A request's is its round trip, from when SQS was to hand it on, the same one that stands over its reply; a reply itself knows only where SQS took its
 * request.
 */
export function wayOf(timeline: Timeline, deliverAt?: number): { name: Message; ms: number } | null {
  const { enqueued, received } = timeline
  const queued = deliverAt ?? timeline.queued
  if (received === undefined) return null
  if (queued !== undefined && received >= queued) return { name: 'Round trip', ms: received - queued }
  if (enqueued !== undefined && received >= enqueued) {
    return { name: 'From SQS to here', ms: received - enqueued }
  }
  return null
}
