import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AClock } from '../../../test/a-clock'
import { aProgress, aReply, aRequest, silentLog, queueNotes } from '../../../test/fakes'
import { systemClock } from '../../shared/clock'
import { aProfile } from '../../../test/profile'
import { aServer, testKey } from '../../local-backend/sqs/test-server'
import { encodeBody } from '../../shared/message'
import { ReplyReceiver, type ReplyReceiverDeps } from './reply-receiver'
import { InstallationResponseQueue, type ResponseQueue } from '../backends/response-queue'
import type { ReceivedMessage } from '../backends/sqs-answers'
import { SqsGateway } from '../backends/sqs-gateway'
import { StopMark } from './stop-mark'

const names = {
  requestQueue: 'ChatAPP',
  deadLetterQueue: 'ChatAPP-dlq',
  sharedResponseQueue: 'ChatAPP-responses',
  functionName: 'MessageProcessor'
}

/** A receiver on a real server through the real SDK, with a real store. */
async function setup(overrides: Partial<ReplyReceiverDeps> = {}) {
  const { server, close, ...sqs } = await aServer()
  const { store, profile, add } = aProfile()
  const { region, accessKeyId, secretAccessKey } = testKey
  const gateway = new SqsGateway({
    endpoint: server.url,
    region,
    credentials: { accessKeyId, secretAccessKey }
  })
  const queue = new InstallationResponseQueue(
    { gateway: () => gateway, names, identity: async () => null },
    { installId: 'abc', notes: queueNotes() }
  )
  const outcomes: (string | null)[] = []
  const receiver = new ReplyReceiver({
    queue: () => queue,
    store,
    quarantine: profile,
    stopKey: () => profile.stopKey(),
    outcome: (error) => outcomes.push(error && error.code),
    clock: systemClock,
    random: () => 0.01,
    log: silentLog,
    ...overrides
  })
  onTestFinished(async () => {
    await receiver.stop()
    gateway.close()
    await close()
  })
  const url = async () => await sqs.urlOf(queue.name)
  const depth = async () => {
    const { visible, inFlight } = await gateway.depth(queue.name)
    return visible + inFlight
  }
  return { ...sqs, add, store, profile, receiver, queue, gateway, outcomes, url, depth, close }
}

it('creates its own queue, stores what arrives, then deletes it', async () => {
  const { store, receiver, send, url, depth, queue } = await setup()
  await receiver.start()
  const reply = aReply(aRequest())

  await send(await url(), encodeBody(reply))

  await vi.waitFor(() => expect(store.get(reply.id)).toMatchObject({ text: 'hi', role: 'reply' }))
  await vi.waitFor(async () => expect(await depth()).toBe(0))
  expect(queue.name).toBe('ChatAPP-responses-abc')
})

it('notes progress with its request, deletes it, and lets go of what names an unknown message', async () => {
  const { add, store, receiver, send, url, depth, profile } = await setup()
  const request = add()
  store.markSent([{ ids: [request.id], replyTo: 'ChatAPP-responses-abc', at: 1100 }])
  await receiver.start()

  await send(await url(), encodeBody(aProgress(aRequest())))
  await send(await url(), encodeBody({ ...aProgress(request), progress: 'none at all' }))
  await send(await url(), encodeBody(aProgress(request, { text: 'two of five', fraction: 0.4 })))

  await vi.waitFor(() =>
    expect(store.get(request.id)).toMatchObject({ status: 'sent', progress: [{ fraction: 0.4 }] })
  )
  await vi.waitFor(async () => expect(await depth()).toBe(0))
  // Only the one that is none at all.
  expect(profile.quarantineCount()).toBe(1)
})

it('shows a reply that SQS delivers three times once', async () => {
  const { store, receiver, send, url, depth } = await setup()
  await receiver.start()
  const request = aRequest()
  const reply = aReply(request)

  for (let copy = 0; copy < 3; copy++) await send(await url(), encodeBody(reply))

  await vi.waitFor(async () => expect(await depth()).toBe(0))
  expect(store.repliesTo(request.id).map(({ id }) => id)).toEqual([reply.id])
})

it('sets aside what it cannot read, with the reason, and goes on', async () => {
  const { store, profile, receiver, send, url, depth } = await setup()
  await receiver.start()
  const good = aReply(aRequest())

  for (const body of ['not ours', '{"v":99}', '{"v":1,"id":5}', encodeBody(good)])
    await send(await url(), body)

  await vi.waitFor(() => expect(store.get(good.id)).toBeDefined())
  await vi.waitFor(async () => expect(await depth()).toBe(0))
  const bodies = profile.quarantined().map(({ rawBody }) => rawBody)
  expect(bodies.toSorted()).toEqual(['not ours', '{"v":1,"id":5}', '{"v":99}'])
  expect(profile.quarantined().find(({ rawBody }) => rawBody === 'not ours')).toMatchObject({
    reason: 'The body is not JSON.',
    said: [{ key: 'body.no_json' }]
  })
})

it('does not delete a reply that could not be stored: it comes back', async () => {
  let full = true
  const { store, receiver, send, url, outcomes, gateway, queue } = await setup({
    store: {
      addReplies: (replies) => (full ? failWith(13) : store.addReplies(replies)),
      hasRequest: (id) => store.hasRequest(id)
    }
  })
  await receiver.start()
  const reply = aReply(aRequest())

  await send(await url(), encodeBody(reply))
  await vi.waitFor(() => expect(outcomes).toContain('storage'))
  const held = await gateway.depth(queue.name)
  full = false

  expect(held.inFlight).toBe(1)
  await vi.waitFor(() => expect(store.get(reply.id)).toBeDefined(), { timeout: 14_000 })
})

it.each([
  ['a reply is told of before the next poll is made', 1, ['polled', 'stored', 'told', 'polled']],
  ['the next batch is gathered while a full one is stored', 10, ['polled', 'polled', 'stored', 'told']]
])('%s', async (_what, count, expected) => {
  const order: string[] = []
  const { receiver, queue } = await setup({
    store: {
      addReplies: () => {
        order.push('stored')
        setImmediate(() => order.push('told'))
        return []
      },
      hasRequest: () => true
    }
  })
  let polls = 0
  const messages = Array.from({ length: count }, (_, n): ReceivedMessage => {
    const body = encodeBody(aReply(aRequest()))
    return { sqsMessageId: `message ${n}`, receiptHandle: `handle ${n}`, body, attributes: {} }
  })
  const receive = queue.receive.bind(queue)
  queue.receive = async (waitSeconds) => {
    order.push('polled')
    return ++polls === 1 ? messages : receive(waitSeconds)
  }

  await receiver.start()

  await vi.waitFor(() => expect(order).toHaveLength(4))
  expect(order).toEqual(expected)
})

it('makes its queue anew when somebody deletes it, without a tight loop', async () => {
  const { receiver, gateway, queue, outcomes } = await setup()
  await receiver.start()

  await gateway.deleteQueue(queue.name)

  await vi.waitFor(() => expect(outcomes).toContain('queue_missing'))
  expect(outcomes.length).toBeLessThan(20)
})

it('stops within moments although a long poll is open, and what it held is stored', async () => {
  const { store, receiver, send, url, depth } = await setup({ stopWithinMs: 10_000 })
  await receiver.start()
  const reply = aReply(aRequest())
  const startedAt = performance.now()

  await send(await url(), encodeBody(reply))
  await receiver.stop()

  expect(performance.now() - startedAt).toBeLessThan(5000)
  expect(store.get(reply.id)).toBeDefined()
  expect(await depth()).toBe(0)
})

it('reports a server that is gone and finds it again', async () => {
  const { receiver, outcomes, close } = await setup({ stopWithinMs: 50 })
  await receiver.start()

  await close()

  await vi.waitFor(() => expect(outcomes).toContain('offline'))
})

function failWith(errcode: number): never {
  throw Object.assign(new Error('full'), { code: 'ERR_SQLITE_ERROR', errcode })
}

it('sets aside what only begins like a message to ourselves, and knows the marks of earlier runs', async () => {
  const { receiver, send, url, profile, depth, queue } = await setup()
  await queue.ensure()
  await send(await url(), new StopMark(profile.stopKey()).body)
  const foreign = ['chatapp-stop: the music', new StopMark('another key').body, 'chatapp-stop:']
  for (const body of foreign) await send(await url(), body)

  await receiver.start()

  await vi.waitFor(async () => expect(await depth()).toBe(0))
  expect(new Set(profile.quarantined().map(({ rawBody }) => rawBody))).toEqual(new Set(foreign))
})

/** The queue of a server, from which replies come one by one, each with a poll of its own, and then none. */
async function oneByOne(replies: number) {
  const { queue } = await setup()
  const deletions: (readonly string[])[] = []
  let left = replies
  const given = Object.assign(Object.create(queue) as typeof queue, {
    receive: async () => {
      const id = String(left--)
      const body = encodeBody(aReply(aRequest()))
      if (left >= 0) return [{ sqsMessageId: id, receiptHandle: id, body, attributes: {} }]
      await new Promise((resolve) => setTimeout(resolve, 1000).unref())
      return []
    },
    delete: async (handles: readonly string[]) => void deletions.push(handles)
  })
  return { given, deletions, allTaken: () => left < 0 }
}

it('deletes with one call what came with several, ten at most, and soon', async () => {
  const { given, deletions } = await oneByOne(13)
  const { receiver } = await setup({ queue: () => given, stopWithinMs: 50 })

  await receiver.start()
  await vi.waitFor(() => expect(deletions.flat()).toHaveLength(13))

  expect(new Set(deletions.flat()).size).toBe(13)
  expect(deletions.length).toBeLessThan(7)
  expect(Math.max(...deletions.map((handles) => handles.length))).toBeLessThanOrEqual(10)
})

it('deletes at its end what it has stored', async () => {
  const { given, deletions, allTaken } = await oneByOne(1)
  const { receiver } = await setup({ queue: () => given, stopWithinMs: 50 })

  await receiver.start()
  await vi.waitFor(() => expect(allTaken()).toBe(true), { interval: 1 })
  const before = deletions.length
  await receiver.stop()

  expect(before).toBe(0)
  expect(deletions).toEqual([['1']])
})

it('stores at its end what it has asked for before a full batch was stored', async () => {
  const { add, store, queue, send, url, depth } = await setup()
  await queue.ensure()
  for (let at = 0; at < 13; at++) await send(await url(), encodeBody(aReply(add())))
  const batches: number[] = []
  const noted = Object.assign(Object.create(store) as typeof store, {
    addReplies: (...[replies]: Parameters<typeof store.addReplies>) => {
      batches.push(replies.length)
      return store.addReplies(replies)
    }
  })
  const { receiver } = await setup({ queue: () => queue, store: noted })

  await receiver.start()
  await vi.waitFor(() => expect(batches).not.toEqual([]), { interval: 1 })
  await receiver.stop()

  // The message to itself brings none.
  expect(batches.filter((size) => size > 0)).toEqual([10, 3])
  expect(await depth()).toBe(0)
})

it('makes no tight loop of a server that hands out the same message again and again', async () => {
  const { queue } = await setup()
  let polls = 0
  const message = {
    sqsMessageId: 'm',
    receiptHandle: 'h',
    body: encodeBody(aReply(aRequest())),
    attributes: {}
  }
  const stuck = Object.assign(Object.create(queue) as typeof queue, {
    receive: async () => {
      polls++
      return [message]
    }
  })
  const { receiver } = await setup({ queue: () => stuck, random: () => 1, stopWithinMs: 50 })

  await receiver.start()
  await vi.waitFor(() => expect(polls).toBe(3))
  await new Promise((resolve) => setImmediate(resolve))

  expect(polls).toBe(3)
})

it('lets nobody wait for its queue once it is stopped, though the call that makes it does not end', async () => {
  const asked = Promise.withResolvers<void>()
  const answer = Promise.withResolvers<void>()
  const { receiver, queue } = await setup({ stopWithinMs: 50 })
  queue.ensure = async () => {
    asked.resolve()
    await answer.promise
  }
  const started = receiver.start()
  await asked.promise

  await receiver.stop()
  const first = await Promise.race([started.then(() => 'start'), receiver.stop().then(() => 'second stop')])
  answer.resolve()

  expect(first).toBe('start')
})

it('is not held up by a reply to somebody else that comes back to a shared queue again and again', async () => {
  const clock = new AClock()
  let polls = 0
  const body = encodeBody(aReply(aRequest()))
  const queue: ResponseQueue = {
    name: 'ChatAPP-responses',
    shared: true,
    ensure: async () => {},
    delete: async () => {},
    release: async () => {},
    nudge: async () => {},
    receive: async () => {
      polls++
      await new Promise((resolve) => setImmediate(resolve))
      clock.pass(1000)
      return [{ sqsMessageId: 'of-another', receiptHandle: 'r', body, attributes: {} }]
    }
  }
  const { receiver } = await setup({ queue: () => queue, clock, random: () => 1 })

  await receiver.start()

  await vi.waitFor(() => expect(polls).toBeGreaterThan(20))
})

it("lets go of the mark that ends another client's poll of a shared queue, and sets it not aside", async () => {
  const { body } = new StopMark('the key of another profile')
  const released: string[] = []
  const queue: ResponseQueue = {
    name: 'ChatAPP-responses',
    shared: true,
    ensure: async () => {},
    delete: async () => {},
    release: async (handles) => void released.push(...handles),
    nudge: async () => {},
    receive: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return released.length > 0 ? [] : [{ sqsMessageId: 'mark', receiptHandle: 'r', body, attributes: {} }]
    }
  }
  const { receiver, profile } = await setup({ queue: () => queue, stopWithinMs: 10 })

  await receiver.start()

  await vi.waitFor(() => expect(released).toEqual(['r']))
  expect(profile.quarantined()).toEqual([])
})

/** A queue whose long polls end when the test says so; each may be the last of somebody's wait. */
function aQuietQueue() {
  const polls: ((messages: ReceivedMessage[]) => void)[] = []
  const nudges: string[] = []
  const queue: ResponseQueue = {
    name: 'ChatAPP-responses-abc',
    shared: false,
    ensure: async () => {},
    receive: () => new Promise((resolve) => polls.push(resolve)),
    delete: async () => {},
    release: async () => {},
    nudge: async (body) => {
      nudges.push(body)
      polls.at(-1)?.([])
    }
  }
  return { queue, polls, nudges }
}

/** A receiver that rests after its first poll. */
async function resting() {
  const clock = new AClock()
  const quiet = aQuietQueue()
  let awaited = false
  const pause = vi.fn<(quietMs: number) => number>(() => (awaited ? 0 : 60_000))
  const { receiver, store, add } = await setup({
    queue: () => quiet.queue,
    clock,
    pause,
    stopWithinMs: 50
  })
  await receiver.start()
  await expect.poll(() => quiet.polls.length).toBe(1)
  clock.pass(20_000)
  quiet.polls[0]?.([])
  await expect.poll(() => pause.mock.calls.length).toBe(1)
  const want = (): void => void (awaited = true)
  return { ...quiet, receiver, store, add, clock, pause, want }
}

describe('while nobody waits for a reply', () => {
  it('leaves the queue alone, and polls the moment somebody does', async () => {
    const { receiver, polls, pause, want } = await resting()

    receiver.wakeRest()
    await expect.poll(() => pause.mock.calls.length).toBe(2)
    const before = polls.length
    want()
    receiver.wakeRest()

    await expect.poll(() => polls.length).toBe(2)
    expect(before).toBe(1)
  })

  it('polls once the time is over, and takes what has come meanwhile', async () => {
    const { receiver, polls, clock, store } = await resting()

    clock.pass(60_000)
    receiver.wakeRest()
    await expect.poll(() => polls.length).toBe(2)
    const reply = aReply(aRequest())
    polls[1]?.([{ sqsMessageId: 'm', receiptHandle: 'r', body: encodeBody(reply), attributes: {} }])

    await expect.poll(() => store.get(reply.id)).toMatchObject({ text: 'hi' })
  })

  it('knows for how long nothing has come', async () => {
    const { pause } = await resting()

    expect(pause.mock.calls).toEqual([[20_000]])
  })

  it('stops at once, without a message to itself', async () => {
    const { receiver, polls, nudges } = await resting()

    await receiver.stop()

    expect([polls.length, nudges]).toEqual([1, []])
  })
})

describe('what is told of rooms', () => {
  const room = '0192f1a0-0000-7000-8000-000000000001'
  const entries = [{ seq: 1, id: 'a', at: 1000, by: 'AIDA', name: 'Ada', kind: 'message', text: 'hi' }]

  it('is stored in one transaction with the replies of its batch, then deleted', async () => {
    const taken: unknown[] = []
    const { store, receiver, send, url, depth } = await setup({
      rooms: {
        asked: ({ conversationId }) => conversationId === 'rooms',
        take: (told, also) => {
          taken.push(...told.map(({ body }) => body.room))
          return also()
        }
      }
    })
    await receiver.start()
    const reply = aReply(aRequest())

    await send(await url(), encodeBody({ ...aReply(aRequest()), kind: 'room', room: { room, entries } }))
    await send(await url(), encodeBody({ ...aReply(aRequest()), room: { room, refused: 'closed' } }))
    await send(await url(), encodeBody(aReply(aRequest({ conversationId: 'rooms' }))))
    await send(await url(), encodeBody(reply))

    await vi.waitFor(async () => expect(await depth()).toBe(0))
    expect(taken).toEqual([{ room, entries }, { room, refused: 'closed' }, undefined])
    expect(store.get(reply.id)).toMatchObject({ text: 'hi' })
  })

  it('is set aside when it cannot be read, and where nothing is told of rooms', async () => {
    const taken: unknown[] = []
    const rooms = {
      asked: () => false,
      take: <T>(told: readonly unknown[], also: () => T) => (taken.push(...told), also())
    }
    const bad = encodeBody({ ...aReply(aRequest()), kind: 'room', room: { room, entries: [{}] } })
    const good = encodeBody({ ...aReply(aRequest()), kind: 'room', room: { room, entries } })

    for (const [overrides, body] of [
      [{ rooms }, bad],
      [{}, good]
    ] as const) {
      const { profile, receiver, send, url, depth } = await setup(overrides)
      await receiver.start()
      await send(await url(), body)
      await vi.waitFor(async () => expect(await depth()).toBe(0))
      expect(profile.quarantined().map(({ rawBody }) => rawBody)).toEqual([body])
    }
    expect(taken).toEqual([])
  })
})
