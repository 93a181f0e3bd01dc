import type { Exchange } from '../../shared/contract'

/** How one clock stands to another. */
export interface ClockGap {
  /** By how much it is ahead, in milliseconds; 0 where nothing says that it differs. */
  readonly aheadMs: number
  /** How exactly that is known; null where only a least difference is. */
  readonly withinMs: number | null
  /** `measured` by the server's `Date`, `reckoned` from the order of the hops alone, or not known at all. */
  readonly by: 'measured' | 'reckoned' | 'unknown'
}

export interface Clocks {
  /** Of the queues' server, as this computer's clock sees it. */
  readonly server: ClockGap
  /** Of MessageProcessor, as the server's clock sees it. */
  readonly processor: ClockGap
}

type Reply = Exchange['replies'][number]

interface Bounds {
  readonly from: number
  readonly to: number
}

const anything: Bounds = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

/** What both say; what the first says where they contradict each other, for then a clock was set between them. */
function both(one: Bounds, other: Bounds): Bounds {
  const narrower = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }
  return narrower.from <= narrower.to ? narrower : one
}

/** No hop comes before the one before it: each pair of times says at least, or at most, how far the other clock is ahead. */
const atLeast = (theirs: number | undefined, ours: number | undefined): Bounds =>
  theirs === undefined || ours === undefined ? anything : { ...anything, from: theirs - ours }
const atMost = (theirs: number | undefined, ours: number | undefined): Bounds =>
  theirs === undefined || ours === undefined ? anything : { ...anything, to: theirs - ours }

function gapOf(bounds: Bounds, measured: boolean): ClockGap {
  const { from, to } = bounds
  const by = measured ? 'measured' : from === anything.from && to === anything.to ? 'unknown' : 'reckoned'
  const exact = Number.isFinite(from) && Number.isFinite(to)
  const withinMs = exact ? Math.ceil((to - from) / 2) : null
  if (from <= 0 && to >= 0) return { aheadMs: 0, withinMs, by }
  return { aheadMs: exact ? Math.round((from + to) / 2) : from > 0 ? from : to, withinMs, by }
}

/** When SQS says that it took and first handed out a message, by its own clock. */
export const queueTimes = ({ attributes }: Pick<Reply, 'attributes'>) => ({
  sentAt: timeIn(attributes['SentTimestamp']),
  receivedAt: timeIn(attributes['ApproximateFirstReceiveTimestamp'])
})

const timeIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{12,14}$/.test(text) ? Number(text) : undefined

/** The three clocks of an exchange: ours, that of the queues' server, and MessageProcessor's. */
export function clocksOf({ request }: Pick<Exchange, 'request'>, reply: Reply | undefined): Clocks {
  const measured = reply?.evidence.clock ?? request?.evidence.clock
  const dated = measured
    ? { from: measured.aheadMs - measured.withinMs, to: measured.aheadMs + measured.withinMs }
    : anything
  const { timeline = {}, progress = [] } = request?.message ?? {}
  const { trace = {} } = reply ?? {}
  const enqueued = trace.enqueuedAt ?? timeline.enqueued
  const { sentAt, receivedAt } = reply ? queueTimes(reply) : {}
  // What SQS calls the message says which sending was answered; of another one we do not know when it went out.
  const sending = request?.evidence.sendings?.find((one) => one.sqsMessageId === trace.sqsMessageId)
  const order = [
    atMost(enqueued, timeline.queued),
    atLeast(enqueued, sending?.at),
    atLeast(receivedAt ?? sentAt, reply?.message.timeline.received)
  ].reduce(both)
  const firstReceived = trace.firstReceivedAt ?? timeline.firstReceived
  const began = [trace.startedAt ?? trace.processedAt, ...progress.map(({ startedAt }) => startedAt)]
  const processor = both(
    atMost(Math.min(...began.filter((at) => at !== undefined)), firstReceived),
    atLeast(trace.repliedAt, sentAt)
  )
  return {
    server: gapOf(both(dated, order), measured !== undefined),
    processor: gapOf(noInfinity(processor), false)
  }
}

/** Where nothing began, the least of all times is none. */
const noInfinity = ({ from, to }: Bounds): Bounds => ({ from, to: Number.isNaN(to) ? anything.to : to })
