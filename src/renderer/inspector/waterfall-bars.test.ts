import { describe, expect, it } from 'vitest'
import type { Exchange } from '../../shared/contract'
import type { Timeline } from '../../shared/message'
import { aReply, aRequest } from '../test/fake-host'
import { waterfallOf, wayOf, type Bar } from './waterfall-bars'

type Reply = Exchange['replies'][number]
type Trace = Reply['trace']

/** Everything happens after this moment by this computer's clock. */
const T = 1_795_000_000_000

interface Told {
  timeline?: Timeline
  request?: Partial<NonNullable<Exchange['request']>['message']>
  evidence?: NonNullable<Exchange['request']>['evidence']
  reply?: { received?: number; shown?: number; kind?: 'reply' | 'error' } | null
  trace?: Trace
  sqs?: Record<string, string>
  /** How far the server's clock, and MessageProcessor's, are ahead of this computer's. */
  server?: number
  processor?: number
}

/** An exchange of which each clock tells its own time. */
function anExchange(told: Told = {}): Exchange {
  const { server = 0, processor = server, timeline, reply = {}, sqs = {} } = told
  const way = { queued: T, sent: T + 20, ...timeline }
  const trace: Trace = {
    enqueuedAt: T + 10 + server,
    firstReceivedAt: T + 30 + server,
    startedAt: T + 40 + processor,
    processedAt: T + 90 + processor,
    repliedAt: T + 91 + processor,
    attempts: 1,
    sqsMessageId: 'sqs-1',
    awsRequestId: 'invocation-1',
    ...told.trace
  }
  const request = aRequest({ id: 'r1', timeline: way, ...told.request })
  const attributes = {
    SentTimestamp: String(T + 95 + server),
    ApproximateFirstReceiveTimestamp: String(T + 97 + server),
    ApproximateReceiveCount: '1',
    ...sqs
  }
  const { kind = 'reply', ...ends } = reply ?? {}
  const message = aReply({ id: 'a1', inReplyTo: 'r1', kind, timeline: { received: T + 100, ...ends } })
  const common = { rawBody: '{}', xrayUrl: null }
  return {
    request: {
      message: request,
      rawBody: '{}',
      attributes: {},
      evidence: { sendings: [{ sqsMessageId: 'sqs-1', at: T + 20 }], ...told.evidence }
    },
    replies:
      reply === null
        ? []
        : [{ message, ...common, attributes, evidence: { sqsMessageId: 'reply-1' }, trace }],
    traceparent: null
  }
}

const spans = (bars: readonly Bar[]) => bars.map(({ key, kind, from, to }) => [key, kind, from - T, to - T])
const straight = [
  ['outbox', 'way', 0, 10],
  ['queue', 'wait', 10, 30],
  [expect.stringMatching(/^before/), 'way', 30, 40],
  ['answer', 'work', 40, 90],
  ['reply', 'way', 90, 95],
  ['responses', 'wait', 95, 97],
  ['home', 'way', 97, 100]
]

const failedAttempt = (n: number, startedAt: number, failedAt: number) => ({
  attempt: n,
  sqsMessageId: 'sqs-1',
  awsRequestId: `invocation-${n}`,
  startedAt,
  beganAt: startedAt,
  toldAt: failedAt,
  step: 0,
  failed: { at: failedAt, cause: `boom ${n}`, nextAt: failedAt + 1000 }
})

const clock = (aheadMs: number, withinMs = 400) => ({ clock: { aheadMs, withinMs } })

describe('the way of a message', () => {
  it('is a bar for each hop, from the end of the one before it, and names the slowest', () => {
    const { bars, slowest } = waterfallOf(anExchange({ reply: { shown: T + 9000 } }), null, T + 99_999)

    expect(spans(bars)).toEqual([...straight, ['shown', 'reader', 100, 9000]])
    expect(slowest?.key).toBe('answer')
  })

  it('has the evidence behind each hop', () => {
    const { bars } = waterfallOf(anExchange(), 'a1', T)
    const proofs = Object.fromEntries(bars.map((bar) => [bar.key, bar.proofs]))

    expect(proofs['outbox']).toEqual([['SQS message id', 'sqs-1']])
    expect(proofs['answer']).toEqual([
      ['SQS message id', 'sqs-1'],
      ['Request id', 'invocation-1'],
      ['Receive count', 1]
    ])
    expect(proofs['responses']).toEqual([
      ['SQS message id', 'reply-1'],
      ['Receive count', '1']
    ])
  })

  it('has a bar for each attempt that failed, with its cause, and for the waits between them', () => {
    const progress = [failedAttempt(1, T + 40, T + 50), failedAttempt(2, T + 1050, T + 1060)]
    const trace = { attempts: 3, startedAt: T + 3060, processedAt: T + 3070, repliedAt: T + 3071 }
    const sqs = { SentTimestamp: String(T + 3072), ApproximateFirstReceiveTimestamp: String(T + 3073) }
    const exchange = anExchange({
      request: { progress },
      trace,
      sqs,
      reply: { received: T + 3080, kind: 'error' }
    })

    const { bars, slowest } = waterfallOf(exchange, null, T)

    expect(spans(bars).slice(2, 8)).toEqual([
      [expect.any(String), 'way', 30, 40],
      ['attempt sqs-1 1', 'failed', 40, 50],
      [expect.any(String), 'wait', 50, 1050],
      ['attempt sqs-1 2', 'failed', 1050, 1060],
      [expect.any(String), 'wait', 1060, 3060],
      ['answer', 'failed', 3060, 3070]
    ])
    expect(bars[3]).toMatchObject({ cause: 'boom 1', requestId: 'invocation-1' })
    expect(slowest?.label).toBe('Waits for the next attempt')
  })

  it('says of how many attempts nothing was told', () => {
    const trace = { attempts: 3, startedAt: T + 80 }
    const { bars } = waterfallOf(anExchange({ trace }), null, T)

    expect(bars.find(({ counts }) => counts?.['missing'] !== undefined)).toMatchObject({
      label: 'Attempts of which nothing was told: {missing}',
      counts: { missing: 2 },
      from: T + 30,
      to: T + 80
    })
  })

  it('goes on until now while it is under way', () => {
    const waiting = anExchange({ reply: null, request: { status: 'sent' } })
    const queued = anExchange({
      reply: null,
      request: { status: 'queued', timeline: { queued: T } },
      evidence: { sendings: [] }
    })
    const running = anExchange({
      reply: null,
      timeline: { enqueued: T + 10, firstReceived: T + 30 },
      request: {
        status: 'sent',
        progress: [
          {
            attempt: 1,
            sqsMessageId: 'sqs-1',
            startedAt: T + 40,
            beganAt: T + 40,
            toldAt: T + 1040,
            step: 1,
            text: '40 %'
          }
        ]
      }
    })

    expect(spans(waterfallOf(waiting, null, T + 500).bars)).toEqual([
      ['outbox', 'way', 0, 20],
      ['queue', 'wait', 20, 500]
    ])
    expect(waterfallOf(queued, null, T + 500).bars).toMatchObject([
      { key: 'outbox', open: true, to: T + 500 }
    ])
    expect(waterfallOf(running, null, T + 500).bars.at(-1)).toMatchObject({
      kind: 'work',
      open: true,
      cause: '40 %',
      to: T + 500
    })
  })

  it('ends where a message was given up', () => {
    const exchange = anExchange({ reply: null, request: { status: 'failed' } })

    expect(waterfallOf(exchange, null, T + 99_999).bars.every(({ open }) => !open)).toBe(true)
  })

  it('sets apart for how long SQS held it back as it was asked to', () => {
    const held = anExchange({ request: { deliverAt: T + 25 } })

    expect(spans(waterfallOf(held, null, T).bars).slice(1, 3)).toEqual([
      ['held', 'wait', 10, 25],
      ['queue', 'wait', 25, 30]
    ])
  })

  it('draws what an older version knew: no start, no evidence, no times of the response queue', () => {
    const exchange = anExchange({ sqs: { SentTimestamp: 'x', ApproximateFirstReceiveTimestamp: '' } })
    const [reply] = exchange.replies
    const trace = { enqueuedAt: T + 10, firstReceivedAt: T + 30, processedAt: T + 90 }
    const old = { ...exchange, replies: [{ ...reply!, trace, evidence: {} }] }

    expect(spans(waterfallOf(old, null, T).bars)).toEqual([
      ['outbox', 'way', 0, 10],
      ['queue', 'wait', 10, 30],
      [expect.any(String), 'way', 30, 30],
      ['answer', 'work', 30, 90],
      ['home', 'way', 90, 100]
    ])
  })
})

describe('clocks that differ', () => {
  it.each([3_600_000, -3_600_000, 2345, -2345])('are put right by the server’s date: %d ms', (server) => {
    const evidence = clock(server + 100)
    const { bars, clocks } = waterfallOf(anExchange({ server, evidence }), null, T)

    expect(clocks.server).toMatchObject({ by: 'measured' })
    // What the order of the hops leaves open is less than what the date does.
    for (const [index, [, , from, to]] of spans(bars).entries()) {
      expect(Math.abs(Number(from) - Number(straight[index]?.[2]))).toBeLessThanOrEqual(10)
      expect(Math.abs(Number(to) - Number(straight[index]?.[3]))).toBeLessThanOrEqual(10)
    }
  })

  it('are left alone where nothing says that they differ', () => {
    const { bars, clocks } = waterfallOf(anExchange({ evidence: clock(-96, 499) }), null, T)

    expect(spans(bars)).toEqual(straight)
    expect(clocks).toMatchObject({ server: { aheadMs: 0, by: 'measured' }, processor: { aheadMs: 0 } })
  })

  it('are reckoned from the order of the hops where nobody measured them', () => {
    const { clocks } = waterfallOf(anExchange({ server: 60_000, evidence: {} }), null, T)

    expect(clocks.server).toMatchObject({ by: 'reckoned' })
    expect(Math.abs(clocks.server.aheadMs - 60_000)).toBeLessThanOrEqual(20)
  })

  it('are three: MessageProcessor has its own', () => {
    const exchange = anExchange({ server: 5000, processor: 5000 + 700, evidence: clock(5000, 1) })

    const { bars, clocks } = waterfallOf(exchange, null, T)

    expect(clocks.processor.aheadMs).toBeGreaterThan(0)
    expect(bars.every((bar, index) => index === 0 || bar.from >= (bars[index - 1]?.from ?? 0))).toBe(true)
  })

  it('make no bar that ends before it begins, whatever they say', () => {
    const absurd = anExchange({
      trace: { enqueuedAt: 0, firstReceivedAt: T * 2, startedAt: 5, processedAt: 4, repliedAt: 3 }
    })

    const { bars } = waterfallOf(absurd, null, T)

    expect(bars.filter(({ from, to }) => !(to >= from))).toEqual([])
  })
})

it('calls the time that stands over the reply the round trip, and no other', () => {
  expect(wayOf({ queued: 1000, enqueued: 990, received: 1100, shown: 5000 })).toEqual({
    name: 'Round trip',
    ms: 100
  })
  expect(wayOf({ enqueued: 1020, received: 1100, shown: 5000 })).toEqual({ name: 'From SQS to here', ms: 80 })
  expect(wayOf({ queued: 1000, sent: 1030 })).toBeNull()
})

it('tells of a chat with other queues only what is known: when SQS had the request, and when its reply', () => {
  const timeline = { replied: T + 60 }
  const answered = anExchange({ request: pair('replies'), timeline, trace: {} })
  const oneWay = anExchange({ request: { ...pair(null), status: 'sent' }, reply: null })

  expect(labels(answered).slice(0, 2)).toEqual([
    'Stored here, on the way to SQS',
    'In the request queue, and with whoever answers'
  ])
  expect(labels(oneWay)).toEqual(['Stored here, on the way to SQS'])
})

const pair = (replyQueue: string | null) => ({ pair: { requestQueue: 'orders', replyQueue } })

const labels = (exchange: Exchange) => waterfallOf(exchange, null, T + 500).bars.map(({ label }) => label)
