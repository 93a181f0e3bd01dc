import type { Exchange } from '../../shared/contract'
import type { Timeline } from '../../shared/message'
import type { Attempt } from '../../shared/progress'
import { MAX_CAUSE } from '../../shared/wire'
import type { Message } from '../text/words'
import { clocksOf, queueTimes, type Clocks } from './clocks'

type Reply = Exchange['replies'][number]

/** A fact behind a bar: what it is, and its value. */
export type Proof = readonly [name: Message, value: string | number]

/** One hop of a message, or one attempt at it, as a bar; times in epoch milliseconds by this computer's clock. */
export interface Bar {
  readonly key: string
  readonly label: Message
  /** What stands in the label's braces. */
  readonly counts?: Readonly<Record<string, number>>
  /** `way`: between two places; `wait`: in one; `work`: MessageProcessor's; `failed`: its, in vain; `reader`: until somebody looked. */
  readonly kind: 'way' | 'wait' | 'work' | 'failed' | 'reader'
  readonly from: number
  readonly to: number
  /** It has not ended yet. */
  readonly open: boolean
  /** Why it failed. */
  readonly cause?: string
  /** The invocation, whose log lines say more. */
  readonly requestId?: string | undefined
  readonly proofs: readonly Proof[]
}

export interface Waterfall {
  readonly bars: readonly Bar[]
  /** The one that took longest, a reader's time left out; null while there is none. */
  readonly slowest: Bar | null
  readonly clocks: Clocks
}

/** What all bars are made from. */
interface Way {
  readonly timeline: Timeline
  readonly request: Exchange['request']
  readonly reply: Reply | undefined
  readonly attempts: readonly Attempt[]
  /** Their times as this computer's clock would have told them. */
  readonly server: (at: number | undefined) => number | undefined
  readonly processor: (at: number | undefined) => number | undefined
  readonly now: number
}

/** The way of one request and of one reply to it, hop by hop; what is under way ends now. */
export function waterfallOf(exchange: Exchange, replyId: string | null, now: number): Waterfall {
  const { request, replies } = exchange
  const reply = replies.find(({ message }) => message.id === replyId) ?? replies[0]
  const clocks = clocksOf(exchange, reply)
  const { aheadMs: server } = clocks.server
  const processor = server + clocks.processor.aheadMs
  const way: Way = {
    timeline: { ...request?.message.timeline, ...reply?.message.timeline },
    request,
    reply,
    attempts: request?.message.progress ?? [],
    server: minus(server),
    processor: minus(processor),
    now
  }
  const bars = [...outward(way), ...attemptBars(way), ...homeward(way)].map((bar) => ({
    ...bar,
    to: Math.max(bar.from, bar.to)
  }))
  const counted = bars.filter(({ kind }) => kind !== 'reader')
  const slowest = counted.reduce<Bar | null>(
    (most, bar) => (most === null || bar.to - bar.from > most.to - most.from ? bar : most),
    null
  )
  return { bars, slowest, clocks }
}

const minus = (ms: number) => (at: number | undefined) => (at === undefined ? undefined : at - ms)

const isOver = ({ request, reply }: Way): boolean =>
  reply !== undefined || request?.message.status === 'failed'

/** From the outbox into the request queue, and out of it. */
function outward(way: Way): Bar[] {
  const { timeline, request, reply, server, now } = way
  const pair = request?.message.pair
  const sendings = request?.evidence.sendings ?? []
  const enqueued = server(reply?.trace.enqueuedAt ?? timeline.enqueued) ?? timeline.sent
  const received = server(reply?.trace.firstReceivedAt ?? timeline.firstReceived)
  const bars: Bar[] = []
  if (timeline.queued !== undefined && (enqueued !== undefined || !isOver(way)))
    bars.push({
      key: 'outbox',
      label: 'Stored here, on the way to SQS',
      kind: 'way',
      from: timeline.queued,
      to: enqueued ?? now,
      open: enqueued === undefined,
      proofs: [
        ...sendings.map(({ sqsMessageId }): Proof => ['SQS message id', sqsMessageId]),
        ...(request && sendings.length > 1 ? [['Times sent', sendings.length] satisfies Proof] : [])
      ]
    })
  if (pair) return enqueued === undefined ? bars : [...bars, ...awayBar(way, enqueued)]
  if (enqueued === undefined || (received === undefined && isOver(way))) return bars
  const deliverAt = request?.message.deliverAt
  const held = deliverAt !== undefined && deliverAt > enqueued
  if (held) bars.push(heldBar(enqueued, Math.min(deliverAt, received ?? now), received === undefined))
  const from = held ? Math.min(deliverAt, received ?? now) : enqueued
  if (held && received === undefined && deliverAt > now) return bars
  const queueId = reply?.trace.sqsMessageId ?? sendings.at(-1)?.sqsMessageId
  const to = received ?? now
  const open = received === undefined
  const proofs: Proof[] = queueId === undefined ? [] : [['SQS message id', queueId]]
  return [...bars, { key: 'queue', label: 'In the request queue', kind: 'wait', from, to, open, proofs }]
}

/** Of a function of somebody else it is known only when SQS had the request, and when its reply. */
function awayBar({ timeline, request, reply, server, now }: Way, from: number): Bar[] {
  const message = request?.message
  const to = server(timeline.replied)
  if (message?.pair?.replyQueue === null || (!reply && message?.status !== 'sent')) return []
  const label = 'In the request queue, and with whoever answers'
  return [{ key: 'queue', label, kind: 'wait', from, to: to ?? now, open: to === undefined, proofs: [] }]
}

const heldBar = (from: number, to: number, open: boolean): Bar => ({
  key: 'held',
  label: 'Held back, as you asked',
  kind: 'wait',
  from,
  to,
  open,
  proofs: []
})

/** What MessageProcessor did, attempt by attempt, with the waits between them. */
function attemptBars(way: Way): Bar[] {
  const { timeline, reply, attempts, server, processor, now } = way
  const bars: Bar[] = []
  let before = server(reply?.trace.firstReceivedAt ?? timeline.firstReceived)
  let told = 0
  for (const one of attempts) {
    const from = processor(one.startedAt) ?? one.beganAt
    const mine = one.sqsMessageId === reply?.trace.sqsMessageId
    // The attempt that answered says more by its reply.
    if (mine && one.attempt === reply?.trace.attempts) continue
    bars.push(...between(before, from, { missing: one.attempt - told - 1, told }))
    const bar = attemptBar(one, { from, to: processor(one.failed?.at) ?? now, over: isOver(way) })
    bars.push(bar)
    before = bar.to
    told = one.attempt
  }
  return [...bars, ...lastAttempt(way, { before, told })]
}

function attemptBar(
  { attempt, sqsMessageId, awsRequestId, failed, text }: Attempt,
  { from, to, over }: { from: number; to: number; over: boolean }
): Bar {
  const open = failed === undefined && !over
  return {
    key: `attempt ${sqsMessageId} ${attempt}`,
    label: failed ? 'Attempt {attempt} failed' : 'Attempt {attempt}',
    counts: { attempt },
    kind: failed ? 'failed' : 'work',
    from,
    to: failed || open ? to : from,
    open,
    ...(failed ? { cause: failed.cause } : text === undefined ? {} : { cause: text }),
    requestId: awsRequestId,
    proofs: [
      ['SQS message id', sqsMessageId],
      ...(awsRequestId === undefined ? [] : [['Request id', awsRequestId] satisfies Proof]),
      ['Receive count', attempt]
    ]
  }
}

/** The attempt that answered, or gave up. */
function lastAttempt(way: Way, { before, told }: { before: number | undefined; told: number }): Bar[] {
  const { reply, processor, timeline } = way
  if (!reply) return []
  const { trace, message } = reply
  const to = processor(trace.processedAt ?? timeline.processed)
  const attempt = trace.attempts ?? message.attempts
  const from = processor(trace.startedAt) ?? before ?? way.server(trace.enqueuedAt ?? timeline.enqueued)
  if (from === undefined || to === undefined) return []
  const failed = message.kind === 'error'
  return [
    ...between(before, from, { missing: attempt - told - 1, told }),
    {
      key: 'answer',
      label: failed ? 'Attempt {attempt} failed' : 'Attempt {attempt}: MessageProcessor answered',
      counts: { attempt },
      kind: failed ? 'failed' : 'work',
      from,
      to,
      open: false,
      ...(failed ? { cause: message.text.slice(0, MAX_CAUSE) } : {}),
      requestId: trace.awsRequestId,
      proofs: [
        ...(trace.sqsMessageId === undefined ? [] : [['SQS message id', trace.sqsMessageId] satisfies Proof]),
        ...(trace.awsRequestId === undefined ? [] : [['Request id', trace.awsRequestId] satisfies Proof]),
        ['Receive count', attempt],
        ...(trace.functionName === undefined ? [] : [['Function', trace.functionName] satisfies Proof])
      ]
    }
  ]
}

/** From the end of what came before to the beginning of an attempt. */
function between(
  before: number | undefined,
  from: number,
  { missing, told }: { missing: number; told: number }
): Bar[] {
  if (before === undefined) return []
  const bar = { key: `before ${told + missing + 1} ${from}`, from: before, to: from, open: false, proofs: [] }
  if (missing > 0)
    return [
      {
        ...bar,
        label: 'Attempts of which nothing was told: {missing}',
        counts: { missing },
        kind: 'wait'
      }
    ]
  return [
    told === 0
      ? { ...bar, label: 'Handed to MessageProcessor', kind: 'way' }
      : { ...bar, label: 'Waits for the next attempt', kind: 'wait' }
  ]
}

/** The reply, from MessageProcessor to the eyes of its reader. */
function homeward({ timeline, reply, server, processor }: Way): Bar[] {
  if (!reply) return []
  const { message, evidence, trace, attributes } = reply
  const { received, shown } = message.timeline
  const processed = processor(trace.processedAt ?? timeline.processed)
  const times = queueTimes(reply)
  const sentAt = server(times.sentAt) ?? processor(trace.repliedAt)
  const takenAt = server(times.receivedAt)
  const id: Proof[] = evidence.sqsMessageId === undefined ? [] : [['SQS message id', evidence.sqsMessageId]]
  const count = attributes['ApproximateReceiveCount']
  const bars: (Omit<Bar, 'from' | 'to' | 'open'> & { from: number | undefined; to: number | undefined })[] = [
    {
      key: 'reply',
      label: 'Reply on its way to SQS',
      kind: 'way',
      from: processed,
      to: sentAt,
      proofs: id
    },
    {
      key: 'responses',
      label: 'In the response queue',
      kind: 'wait',
      from: sentAt,
      to: takenAt,
      proofs: [...id, ...(count === undefined ? [] : [['Receive count', count] satisfies Proof])]
    },
    {
      key: 'home',
      label: 'On its way here, and stored',
      kind: 'way',
      from: takenAt ?? sentAt ?? processed,
      to: received,
      proofs: []
    },
    { key: 'shown', label: 'Until it was on screen', kind: 'reader', from: received, to: shown, proofs: [] }
  ]
  return bars.flatMap(({ from, to, ...bar }) =>
    from === undefined || to === undefined ? [] : [{ ...bar, from, to, open: false }]
  )
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
