import { beforeEach, describe, expect, it, vi } from 'vitest'
import { parseResponseBody } from '../src/shared/message'
import { encodeBody, MAX_PROGRESS_TEXT } from '../src/shared/wire'
import { aChatDelivery, aDelivery, aRequest, NOW, REQUEST_ID, setup } from './fakes'
import type { HandlerContext } from './message-handler'
import { processBatch } from './process-batch'
import type { OutgoingReply } from './write-reply'

const accepting = (text: string, change: Parameters<typeof aChatDelivery>[1] = {}) =>
  aChatDelivery(text, { body: encodeBody(aRequest({ text, accepts: ['progress'] })), ...change })

/** What a handler does; `pause` lets so much time pass. */
type Work = (progress: HandlerContext['progress'], pause: (ms: number) => Promise<void>) => unknown

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function working(work: Work) {
  return setup({
    timeLeft: () => 600_000,
    route: () => ({
      name: 'test',
      argument: '',
      handle: async (_, { progress }) => {
        await work(progress, pause)
        return 'done'
      }
    })
  })
}

/** Processes one message whose handler does this, and gives back what was sent, parsed as a client does. */
async function sentBy(work: Work, delivery = accepting('work')) {
  const { deps, queues } = working(work)
  const batch = processBatch([delivery], deps)
  await vi.runAllTimersAsync()
  await batch
  return bodiesOf(queues.sent)
}

function bodiesOf(sent: readonly OutgoingReply[]) {
  return sent.map(({ body }) => {
    const parsed = parseResponseBody(body)
    if (!parsed.ok) throw new Error(parsed.detail)
    return parsed.body
  })
}

const toldOf = (bodies: ReturnType<typeof bodiesOf>) =>
  bodies.map((body) =>
    body.kind === 'progress' ? [body.progress.step, body.progress.fraction, body.text] : body.text
  )

const threeSteps: Work = async (progress) => {
  for (const told of ['a', 'b', 'c']) {
    progress(told)
    await pause(1001)
  }
}

const idsOfThreeSteps = async (change: Parameters<typeof accepting>[1] = {}) =>
  (await sentBy(threeSteps, accepting('work', change))).map(({ id }) => id).slice(0, -1)

const isProgress = ({ body }: OutgoingReply): boolean => body.includes('"kind":"progress"')

beforeEach(() => {
  vi.useFakeTimers()
  return () => void vi.useRealTimers()
})

describe('an attempt that goes on', () => {
  it('costs nothing when it answers within a second, whatever its handler told', async () => {
    const bodies = await sentBy(async (progress) => {
      progress(0.5, 'half')
      await pause(990)
    })

    expect(toldOf(bodies)).toEqual(['done'])
  })

  it('says once that it runs, when it has run for a second', async () => {
    const bodies = await sentBy(() => pause(30_000))

    expect(toldOf(bodies)).toEqual([[0, undefined, ''], 'done'])
    expect(bodies[0]).toMatchObject({
      kind: 'progress',
      inReplyTo: REQUEST_ID,
      conversationId: 'processor',
      progress: { of: 5, startedAt: NOW },
      trace: { attempts: 1, sqsMessageId: 'sqs-1', awsRequestId: 'aws-1', enqueuedAt: NOW - 10 }
    })
  })

  it('tells what its handler told last, at most once a second', async () => {
    const bodies = await sentBy(async (progress) => {
      for (let done = 0; done < 29; done++) {
        progress(done / 30, `${done} of 30`)
        await pause(100)
      }
    })

    expect(toldOf(bodies)).toEqual([[0, 9 / 30, '9 of 30'], [1, 19 / 30, '19 of 30'], 'done'])
  })

  it('has ids that are the same in each run, and differ between steps, attempts and SQS messages', async () => {
    const first = await idsOfThreeSteps()

    expect(await idsOfThreeSteps()).toEqual(first)
    const all = [
      ...first,
      ...(await idsOfThreeSteps({ attempts: 2 })),
      ...(await idsOfThreeSteps({ messageId: 'sqs-2' }))
    ]
    expect(new Set(all).size).toBe(9)
  })

  it('tells nothing any more once its handler has ended', async () => {
    const kept: HandlerContext['progress'][] = []
    const bodies = await sentBy((progress) => void kept.push(progress))

    kept[0]?.('too late')
    await vi.runAllTimersAsync()

    expect(toldOf(bodies)).toEqual(['done'])
  })
})

it.each<[string, unknown[], number | undefined, string]>([
  ['a percentage', ['40 %'], 0.4, '40 %'],
  ['a percentage before a text', ['12.5% of the rows'], 0.125, '12.5% of the rows'],
  ['a text', ['reading'], undefined, 'reading'],
  ['a fraction', [0.25], 0.25, ''],
  ['a fraction and a text', [1, 'all'], 1, 'all'],
  ['NaN', [Number.NaN, 'x'], undefined, 'x'],
  ['less than nothing', [-1], 0, ''],
  ['more than all', [1e9], 1, ''],
  ['999 %', ['999 %'], 1, '999 %'],
  ['nothing', [], undefined, ''],
  ['an object', [{ toString: 1 }, { text: 1 }], undefined, ''],
  ['a text that is too long', ['x'.repeat(20_000)], undefined, 'x'.repeat(MAX_PROGRESS_TEXT)]
])('a handler that tells %s is understood', async (_, told, fraction, text) => {
  const bodies = await sentBy(async (progress) => {
    ;(progress as (...told: unknown[]) => void)(...told)
    await pause(1001)
  })

  expect(toldOf(bodies)).toEqual([[0, fraction, text], 'done'])
})

describe('an attempt that fails', () => {
  it('tells why, and when the next one begins', async () => {
    const { deps, queues } = setup()

    await processBatch([accepting('/fail no luck', { attempts: 3 })], deps)

    const [told, ...more] = bodiesOf(queues.sent)
    expect(more).toEqual([])
    expect(told).toMatchObject({
      kind: 'progress',
      text: 'no luck',
      progress: { of: 5, startedAt: NOW, failed: { at: NOW, nextInSeconds: 4 } },
      trace: { attempts: 3 }
    })
  })

  it('is told by the error reply alone when it was the last', async () => {
    const { deps, queues } = setup()

    await processBatch([accepting('/fail no luck', { attempts: 5 })], deps)

    expect(queues.bodies.map(({ kind }) => kind)).toEqual(['error'])
  })
})

describe('nothing is told', () => {
  it.each([
    ['to a sender that does not ask for it', aChatDelivery('/fail')],
    [
      'to one that asks for something else',
      aChatDelivery('/fail', { body: encodeBody(aRequest({ text: '/fail', accepts: ['parts'] })) })
    ],
    ['to a client of the shared response queue', accepting('/fail', { replyTo: 'ChatAPP-responses' })],
    ['to the AWS console', aDelivery({ body: '/fail' })],
    [
      'to one whose wish cannot be read',
      aChatDelivery('/fail', { body: encodeBody({ ...aRequest({ text: '/fail' }), accepts: 7 }) })
    ]
  ])('%s', async (_, delivery) => {
    const { deps, queues } = setup()

    const { batchItemFailures } = await processBatch([delivery], deps)

    expect(batchItemFailures).toHaveLength(1)
    expect(queues.sent).toEqual([])
  })
})

describe('progress that cannot be sent', () => {
  it.each([
    ['is refused', async () => ({ status: 'failed', cause: new Error('no') }) as const],
    ['finds no queue', async () => ({ status: 'gone' }) as const],
    ['is never answered', () => new Promise<never>(() => {})]
  ])('fails no message when it %s', async (_, outcome) => {
    const { deps, queues, log } = working((progress) => {
      progress('some')
      return pause(1500)
    })
    const send = queues.send.bind(queues)
    queues.send = (reply) => (isProgress(reply) ? outcome() : send(reply))

    const batch = processBatch([accepting('work')], deps)
    await vi.runAllTimersAsync()

    expect(await batch).toEqual({ batchItemFailures: [] })
    expect(queues.bodies.map(({ text }) => text)).toEqual(['done'])
    expect(log()[0]).toMatchObject({ outcome: 'answered' })
  })
})
