import { expect, it, onTestFinished, vi } from 'vitest'
import { AClock, DAY_MS } from '../../../test/a-clock'
import { aRequest, silentLog } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { errorCodes } from '../../shared/error-codes'
import { ChatError } from '../../shared/errors'
import { encodeBody, type RequestBody } from '../../shared/message'
import type { BatchOutcome, OutgoingRequest } from '../backends/sqs-batch'
import { OutboxRelay } from './outbox-relay'

type Send = (requests: readonly OutgoingRequest[], replyTo: string) => Promise<BatchOutcome>

const throttled = ChatError.of('throttled', 'slow down')
const refused = ChatError.of('invalid_input', 'not acceptable')

/** A relay on a real store; time stands still until the test moves it; `send` is SQS. */
function setup(send: Send, options: { fifo?: boolean } = {}) {
  const { store, conversations, add: addAt } = aProfile()
  const clock = new AClock(10 * DAY_MS)
  const calls: string[][] = []
  const outcomes: (string | null)[] = []
  const stalls: string[] = []
  const relay = new OutboxRelay({
    store,
    backend: {
      gateway: () => ({
        sendRequests: async (_queue, requests, replyTo) => {
          calls.push(requests.map(({ id }) => id))
          return await send(requests, replyTo)
        }
      }),
      names: { requestQueue: options.fifo ? 'ChatAPP.fifo' : 'ChatAPP' }
    },
    replyTo: () => 'ChatAPP-responses-abc',
    outcome: (error) => outcomes.push(error && error.code),
    stalled: (error) => stalls.push(error.code),
    clock,
    random: () => 1,
    log: silentLog
  })
  onTestFinished(() => relay.stop())
  const add = (fields: Partial<RequestBody> = {}) => addAt({ sentAt: clock.now(), ...fields }).id
  /** Stores a request that is to be held back for so long. */
  const addDelayed = (delaySeconds: number): string => {
    const body = aRequest({ sentAt: clock.now() })
    store.addRequest(body, encodeBody(body), { now: clock.now(), delaySeconds })
    return body.id
  }
  /** Lets the relay do all that is due. */
  const settle = async (): Promise<void> => {
    await vi.waitFor(() => expect(store.due(clock.now(), 1, false)).toEqual([]))
  }
  return { store, relay, clock, calls, outcomes, stalls, add, addDelayed, settle, conversations }
}

/** Marking a message as sent fails until the disk is no longer full. */
function aFullDisk(store: ReturnType<typeof setup>['store']): { full: boolean } {
  const disk = { full: true }
  const markSent = store.markSent.bind(store)
  store.markSent = (...args) => (disk.full ? failWith(13) : markSent(...args))
  return disk
}

const acceptAll: Send = async (requests) => ({
  accepted: requests.map(({ id }) => id),
  refused: []
})

it('sends what is due in batches of ten, oldest first', async () => {
  const { relay, calls, add, settle, store } = setup(acceptAll)
  const ids = Array.from({ length: 23 }, () => add())

  relay.start()
  await settle()

  expect(calls).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)])
  expect(ids.map((id) => store.get(id))).toEqual(ids.map(() => expect.objectContaining({ status: 'sent' })))
})

it('has what SQS accepted marked along with the replies that come, and marks it soon by itself', async () => {
  const { relay, add, calls, outcomes, settle, store } = setup(acceptAll)
  const id = add()
  relay.start()
  await vi.waitFor(() => expect(outcomes).toEqual([null]))

  const failing = (): void => relay.marking(() => failWith(13))
  expect(failing).toThrow('no')
  relay.marking((sent) => store.addReplies([], sent))
  const withReplies = store.get(id)
  const next = add()
  relay.wake()
  await settle()

  expect(withReplies).toMatchObject({ status: 'sent' })
  expect(store.get(next)).toMatchObject({ status: 'sent' })
  expect(calls).toEqual([[id], [next]])
})

it('asks the store once for what goes out alone', async () => {
  const { relay, add, calls, outcomes, store } = setup(acceptAll)
  const asked = vi.spyOn(store, 'due')
  for (let sent = 1; sent <= 3; sent++) {
    add()
    relay.start()
    await vi.waitFor(() => expect(outcomes).toHaveLength(sent))
    await relay.stop()
    expect(asked).toHaveBeenCalledTimes(sent)
  }
  expect(calls).toHaveLength(3)
})

it('keeps a batch within what SQS takes', async () => {
  const { relay, calls, add, settle } = setup(acceptAll)
  const [first, second] = [add({ text: 'x'.repeat(700_000) }), add({ text: 'y'.repeat(700_000) })]

  relay.start()
  await settle()

  expect(calls).toEqual([[first], [second]])
})

it('makes one call, not a storm, while the backend throttles, and goes on when the wait is over', async () => {
  let throttle = true
  const { relay, calls, outcomes, clock, add, store, settle } = setup(async (requests, replyTo) => {
    if (throttle) throw throttled
    return await acceptAll(requests, replyTo)
  })
  const ids = Array.from({ length: 30 }, () => add())

  relay.start()
  await vi.waitFor(() => expect(outcomes).toEqual(['throttled']))
  relay.wake()
  relay.wake()
  throttle = false
  clock.pass(499)
  relay.wake()
  const callsBefore = calls.length
  clock.pass(1)
  relay.wake()
  await settle()

  expect(callsBefore).toBe(1)
  expect(calls.slice(1).flat()).toEqual(ids)
  expect(store.outboxSize()).toBe(0)
})

it('tells SQS once how long to hold a message back, what is left of it, and never more than was asked', async () => {
  const delays: (number | undefined)[] = []
  let offline = true
  const { relay, addDelayed, clock, store } = setup(async (requests, replyTo) => {
    if (offline) throw throttled
    delays.push(...requests.map(({ delaySeconds }) => delaySeconds))
    return await acceptAll(requests, replyTo)
  })
  const id = addDelayed(300)
  relay.start()
  await vi.waitFor(() => expect(store.get(id)).toMatchObject({ attempts: 1 }))

  clock.pass(100_500)
  // Set back without anybody having seen it.
  clock.set(-DAY_MS)
  const early = addDelayed(300)
  clock.set(DAY_MS)
  const late = addDelayed(300)
  clock.set(-10_000)
  offline = false
  relay.wake(true)

  await vi.waitFor(() => expect(store.outboxSize()).toBe(0))
  expect(delays).toEqual([210, 0, 300])
  const deliveries = [id, early, late]
    .map((one) => store.get(one))
    .map((one) => 'deliverAt' in one && one.deliverAt)
  expect(deliveries).toEqual([id, early, late].map((one) => (store.get(one).timeline.queued ?? 0) + 300_000))
})

it('waits itself where the queue is FIFO, which knows no delay of a message', async () => {
  const { relay, addDelayed, clock, calls, store } = setup(acceptAll, { fifo: true })
  const id = addDelayed(300)

  relay.start()
  await vi.waitFor(() => expect(store.nextDueIn(clock.now())).toBe(300_000))
  clock.pass(299_999)
  relay.reckonAnew()
  const before = [...calls]
  clock.pass(1)
  relay.reckonAnew()

  await vi.waitFor(() => expect(calls).toEqual([[id]]))
  expect(before).toEqual([])
})

it('waits longer after each failure', async () => {
  const { relay, outcomes, clock, add, store } = setup(async () => {
    throw throttled
  })
  const id = add()
  const waits: number[] = []

  relay.start()
  for (let failure = 1; failure <= 4; failure++) {
    await vi.waitFor(() => expect(outcomes).toHaveLength(failure))
    const message = store.get(id)
    const next = message.role === 'request' ? (message.nextAttemptAt ?? 0) : 0
    waits.push(next - clock.now())
    clock.pass(next - clock.now())
    relay.wake()
  }

  expect(waits).toEqual([500, 1000, 2000, 4000])
})

it('ends its wait at once when the way is open again', async () => {
  let offline = true
  const { relay, outcomes, add, store } = setup(async (requests, replyTo) => {
    if (offline) throw ChatError.of('offline', 'no way')
    return await acceptAll(requests, replyTo)
  })
  const id = add()
  relay.start()
  await vi.waitFor(() => expect(outcomes).toEqual(['offline']))

  offline = false
  relay.wake(true)

  await vi.waitFor(() => expect(store.get(id)).toMatchObject({ status: 'sent' }))
})

it('pauses on expired credentials without failing a message', async () => {
  const { relay, outcomes, add, store } = setup(async () => {
    throw ChatError.of('credentials', 'expired')
  })
  const id = add()

  relay.start()
  await vi.waitFor(() => expect(outcomes).toEqual(['credentials']))

  expect(store.get(id)).toMatchObject({ status: 'queued', reason: { code: 'credentials' } })
})

it.each([
  ['back by a day', -DAY_MS],
  ['forward by a day', DAY_MS]
])('is not held up by a clock that is set %s while it backs off', async (_how, byMs) => {
  let offline = true
  const { relay, outcomes, clock, add, store } = setup(async (requests, replyTo) => {
    if (offline) throw ChatError.of('offline', 'no way')
    return await acceptAll(requests, replyTo)
  })
  const id = add()
  relay.start()
  await vi.waitFor(() => expect(outcomes).toEqual(['offline']))

  clock.set(byMs)
  clock.pass(499)
  relay.wake()
  const calls = outcomes.length
  offline = false
  clock.pass(1)
  relay.wake()

  await vi.waitFor(() => expect(store.get(id)).toMatchObject({ status: 'sent' }))
  expect(calls).toBe(1)
})

it('sends at once, after a restart, what waits since a clock that was a day ahead, and what is written then', async () => {
  const { relay, clock, add, store } = setup(acceptAll)
  const written = Array.from({ length: 5 }, () => add({ sentAt: clock.now() + DAY_MS }))
  store.retryAfter(written, { now: clock.now() + DAY_MS, waitMs: 60_000 }, throttled.toWire())
  const next = add()

  relay.start()

  await vi.waitFor(() => expect(store.outboxSize()).toBe(0))
  expect([...written, next].map((id) => store.get(id))).toEqual(
    Array.from({ length: 6 }, () => expect.objectContaining({ status: 'sent' }))
  )
})

it('keeps a throttled message for later, fails a refused one, and still sends the next one', async () => {
  const { relay, add, store, settle, conversations } = setup(async (requests) => ({
    accepted: requests.slice(2).map(({ id }) => id),
    refused: [
      { id: requests[0]!.id, error: throttled },
      { id: requests[1]!.id, error: refused }
    ]
  }))
  const inOther = () => ({ conversationId: conversations.create('Other', 0).id })
  const [slow, bad, good] = [add(inOther()), add(inOther()), add(inOther())]

  relay.start()
  await settle()

  expect(store.get(slow)).toMatchObject({
    status: 'queued',
    nextAttemptAt: 10 * DAY_MS + 500,
    reason: { code: 'throttled' }
  })
  expect(store.get(bad)).toMatchObject({ status: 'failed', reason: { code: 'invalid_input' } })
  expect(store.get(good)).toMatchObject({ status: 'sent' })
})

it('sends the neighbours of the one message that makes a whole batch fail, which waits and says why', async () => {
  const { relay, add, store, settle } = setup(async (requests, replyTo) => {
    if (requests.some(({ body }) => body.includes('poison'))) throw refused
    return await acceptAll(requests, replyTo)
  })
  const [good, bad, fine] = [add(), add({ text: 'poison' }), add()]

  relay.start()
  await settle()

  expect([good, bad, fine].map((id) => store.get(id))).toEqual([
    expect.objectContaining({ status: 'sent' }),
    expect.objectContaining({ status: 'queued', reason: expect.objectContaining({ code: 'invalid_input' }) }),
    expect.objectContaining({ status: 'sent' })
  ])
})

it('stops only when no call is under way', async () => {
  const { promise: answer, resolve } = Promise.withResolvers<void>()
  const { relay, add, store, calls } = setup(async (requests, replyTo) => {
    await answer
    return await acceptAll(requests, replyTo)
  })
  const id = add()
  relay.start()
  await vi.waitFor(() => expect(calls).toHaveLength(1))

  const stopped = relay.stop().then(() => store.get(id))
  resolve()

  expect(await stopped).toMatchObject({ status: 'sent' })
})

it('sends nothing twice and loses nothing while a full disk keeps it from marking what SQS has accepted', async () => {
  const { relay, add, store, calls, stalls, clock } = setup(acceptAll)
  const id = add()
  const disk = aFullDisk(store)

  relay.start()
  await vi.waitFor(() => expect(stalls).toEqual(['storage']))
  clock.pass(10_000)
  relay.wake()
  await vi.waitFor(() => expect(stalls).toEqual(['storage', 'storage']))
  disk.full = false
  clock.pass(10_000)
  relay.wake()

  await vi.waitFor(() => expect(store.get(id)).toMatchObject({ status: 'sent' }))
  expect(calls).toEqual([[id]])
})

it('marks at its end what SQS has accepted and a full disk did not take: the next one would send it again', async () => {
  const { relay, add, store, stalls } = setup(acceptAll)
  const id = add()
  const disk = aFullDisk(store)
  relay.start()
  await vi.waitFor(() => expect(stalls).toEqual(['storage']))

  disk.full = false
  await relay.stop()

  expect(store.get(id)).toMatchObject({ status: 'sent' })
})

it('outlives a database that is locked while an attempt fails, and tries again', async () => {
  const { relay, add, store, stalls, clock } = setup(async () => {
    throw throttled
  })
  add()
  const retryAfter = store.retryAfter.bind(store)
  let locked = true
  store.retryAfter = (...args) => (locked ? failWith(5) : retryAfter(...args))

  relay.start()
  await vi.waitFor(() => expect(stalls).toEqual(['storage']))
  locked = false
  clock.pass(10_000)
  relay.wake()

  await vi.waitFor(() => expect(store.due(clock.now(), 1, false)).toEqual([]))
  expect(store.outboxSize()).toBe(1)
})

it('outlives a database that takes nothing when the way is open again', async () => {
  const { relay, add, store, stalls, outcomes } = setup(async (requests, replyTo) => {
    if (outcomes.length === 0) throw throttled
    return await acceptAll(requests, replyTo)
  })
  const id = add()
  const hurry = store.hurry.bind(store)
  let full = true
  store.hurry = (...args) => (full ? failWith(13) : hurry(...args))
  relay.start()
  await vi.waitFor(() => expect(outcomes).toEqual(['throttled']))

  relay.wake(true)
  await vi.waitFor(() => expect(stalls).toEqual(['storage']))
  full = false
  relay.wake(true)

  await vi.waitFor(() => expect(store.get(id)).toMatchObject({ status: 'sent' }))
})

it('sends nothing more once it is stopped, not even the rest of a batch that goes one by one', async () => {
  const first = Promise.withResolvers<never>()
  const { relay, add, calls } = setup(async (requests) => {
    if (requests.length > 1) throw refused
    return await first.promise
  })
  const ids = [add(), add(), add()]
  relay.start()
  await vi.waitFor(() => expect(calls).toEqual([ids, ids.slice(0, 1)]))

  const stopped = relay.stop()
  first.reject(throttled)
  await stopped

  expect(calls).toHaveLength(2)
})

function failWith(errcode: number): never {
  throw Object.assign(new Error('no'), { code: 'ERR_SQLITE_ERROR', errcode })
}

it.each(errorCodes)(
  'fails no message because a whole call ended in "%s": it waits and says why',
  async (code) => {
    const { relay, add, store, outcomes } = setup(async () => {
      throw ChatError.of(code, 'no')
    })
    const ids = [add(), add()]

    relay.start()
    await vi.waitFor(() => expect(outcomes.length).toBeGreaterThan(0))
    await relay.stop()

    expect(ids.map((id) => store.get(id))).toEqual(
      ids.map(() => expect.objectContaining({ status: 'queued', reason: expect.objectContaining({ code }) }))
    )
  }
)

it.each<[string, Send]>([
  ['names no message', async () => ({ accepted: [], refused: [] })],
  [
    'takes no message',
    async (all) => ({ accepted: [], refused: all.map(({ id }) => ({ id, error: throttled })) })
  ]
])('does not repeat a call at once whose answer %s', async (_, send) => {
  const { relay, add, calls, clock, outcomes } = setup(send)
  for (let count = 0; count < 30; count++) add()

  relay.start()
  for (let failure = 1; failure <= 3; failure++) {
    await vi.waitFor(() => expect(outcomes).toHaveLength(failure))
    relay.wake()
    await vi.waitFor(() => expect(calls).toHaveLength(failure))
    clock.pass(500 * 2 ** (failure - 1))
    relay.wake()
  }

  expect(outcomes).not.toContain(null)
})

/** SQS that answers when the test says so; `open` are the calls that wait, by the ids that they carry. */
function aSlowQueue() {
  const open = new Map<string, PromiseWithResolvers<void>>()
  const send: Send = async (requests, replyTo) => {
    const answer = Promise.withResolvers<void>()
    open.set(requests.map(({ id }) => id).join(), answer)
    await answer.promise
    return await acceptAll(requests, replyTo)
  }
  const answerFirst = (error?: ChatError): void => {
    const [[ids, answer]] = [...open] as [[string, PromiseWithResolvers<void>]]
    open.delete(ids)
    if (error) answer.reject(error)
    else answer.resolve()
  }
  return { send, open, answerFirst }
}

it('has several full batches under way once a call has succeeded, and one alone after a failure', async () => {
  const { send, open, answerFirst } = aSlowQueue()
  const { relay, add, calls, store, clock, settle } = setup(send)
  const ids = Array.from({ length: 65 }, () => add())

  relay.start()
  await vi.waitFor(() => expect(open.size).toBe(1))
  answerFirst()
  await vi.waitFor(() => expect(open.size).toBe(4))
  expect(calls).toEqual([0, 10, 20, 30, 40].map((at) => ids.slice(at, at + 10)))

  answerFirst(throttled)
  while (open.size > 0) answerFirst()
  await vi.waitFor(() => expect(store.outboxSize()).toBe(25))
  expect(calls).toHaveLength(5)

  clock.pass(500)
  relay.wake()
  await vi.waitFor(() => expect(calls).toHaveLength(6))
  expect([calls[5], open.size]).toEqual([ids.slice(10, 20), 1])
  answerFirst()
  await vi.waitFor(() => expect(open.size).toBe(1))
  answerFirst()
  await vi.waitFor(() => expect(open.size).toBe(1))
  answerFirst()
  await settle()
  expect(calls.slice(6)).toEqual([ids.slice(50, 60), ids.slice(60)])
})

it('never has two of one conversation under way on a FIFO queue', async () => {
  const { send, open, answerFirst } = aSlowQueue()
  const { relay, add, calls, conversations, settle } = setup(send, { fifo: true })
  const chats = Array.from({ length: 24 }, (_, at) => conversations.create(`Chat ${at}`, 0).id)
  const ids = [1, 2].flatMap(() => chats.map((conversationId) => add({ conversationId })))
  const chatOf = new Map(ids.map((id, at) => [id, at % chats.length]))

  relay.start()
  await vi.waitFor(() => expect(open.size).toBe(1))
  for (let left = ids.length; left > 0;) {
    const underWay = [...open.keys()].flatMap((key) => key.split(','))
    expect(new Set(underWay.map((id) => chatOf.get(id))).size).toBe(underWay.length)
    left -= [...open.keys()][0]?.split(',').length ?? 0
    answerFirst()
    const answered = ids.length - left
    await vi.waitFor(() =>
      expect(calls.flat().length).toBeGreaterThanOrEqual(Math.min(answered + 1, ids.length))
    )
  }
  await settle()

  const sent = calls.flat()
  expect(sent).toHaveLength(ids.length)
  for (const [at, id] of ids.slice(chats.length).entries())
    expect(sent.indexOf(id)).toBeGreaterThan(sent.indexOf(ids[at] ?? ''))
})
