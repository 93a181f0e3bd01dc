import type { Timeline } from '../../shared/message'
import type { Message } from './words'

/** One part of a message's way, from one station to the next. */
export interface Leg {
  readonly does: Message
  readonly ms: number
  /** Its part of the whole, 0 to 1. */
  readonly share: number
}

const legs = [
  { from: 'queued', to: 'enqueued', does: 'stored and sent' },
  { from: 'enqueued', to: 'firstReceived', does: 'waited in the queue' },
  { from: 'firstReceived', to: 'replied', does: 'worked on' },
  { from: 'replied', to: 'received', does: 'came back' }
] as const satisfies readonly { from: keyof Timeline; to: keyof Timeline; does: Message }[]

/**
 * The way of an answered request: to the queue, in it, through the function, and back; null where a hop is not known.
 *
 * Clocks differ: no leg is shown as shorter than nothing.
 */
export function pathOf(
  timeline: Timeline
): { readonly legs: readonly Leg[]; readonly wholeMs: number } | null {
  const times = legs.map(({ from, to, does }) => {
    const [begin, end] = [timeline[from], timeline[to]]
    return begin === undefined || end === undefined ? null : { does, ms: Math.max(0, end - begin) }
  })
  const known = times.filter((leg) => leg !== null)
  if (known.length < legs.length) return null
  const { queued = 0, received = 0 } = timeline
  const sum = Math.max(
    1,
    known.reduce((total, { ms }) => total + ms, 0)
  )
  return {
    legs: known.map((leg) => ({ ...leg, share: leg.ms / sum })),
    wholeMs: Math.max(0, received - queued)
  }
}
