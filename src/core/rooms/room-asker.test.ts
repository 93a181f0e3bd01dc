import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { AClock } from '../../../test/a-clock'
import { silentLog } from '../../../test/fakes'
import { ChatError } from '../../shared/errors'
import type { BatchOutcome, SendRequests } from '../backends/sqs-batch'
import { RoomAsker, type Question, type RoomAskerDeps } from './room-asker'

const ANSWER_WITHIN = 60_000

const takesAll: SendRequests = async (_queue, requests) => ({
  accepted: requests.map(({ id }) => id),
  refused: []
})
const question = (id: string): Question => ({ id, conversationId: 'room', body: `body of ${id}` })
const outcome = (some: Partial<BatchOutcome>): BatchOutcome => ({ accepted: [], refused: [], ...some })

/** An asker whose calls are answered as the test says; time moves when the test says so. */
function setup(overrides: Partial<RoomAskerDeps> = {}) {
  const clock = new AClock()
  const calls: string[][] = []
  const refused: string[] = []
  const way = { send: takesAll, receivingSince: -1e9 as number | null, may: true }
  const asker = new RoomAsker({
    backend: {
      gateway: () => ({
        sendRequests: (...request) => {
          calls.push(request[1].map(({ id }) => id))
          return way.send(...request)
        }
      }),
      names: { requestQueue: 'ChatAPP' }
    },
    replyTo: () => 'q',
    mayAsk: () => way.may,
    receivingFor: () => (way.receivingSince === null ? null : clock.elapsed() - way.receivingSince),
    accepted: () => {},
    refused: (id) => refused.push(id),
    outcome: () => {},
    stalled: () => {},
    answerWithinMs: ANSWER_WITHIN,
    clock,
    random: () => 0,
    log: silentLog,
    ...overrides
  })
  onTestFinished(() => asker.stop())
  asker.start()
  const pass = async (ms: number) => {
    clock.pass(ms)
    asker.wake()
    await setImmediate()
  }
  return { asker, clock, calls, refused, way, pass }
}

it('asks what comes in one turn with one call, and again later and later, until it is answered', async () => {
  const { asker, calls, pass } = setup()

  asker.ask(question('a'))
  asker.ask(question('b'))
  await setImmediate()
  asker.settle('b')
  await pass(ANSWER_WITHIN - 1)
  const early = [...calls]
  await pass(1)
  await pass(2 * ANSWER_WITHIN - 1)
  await pass(1)
  asker.settle('a')
  await pass(100 * ANSWER_WITHIN)

  expect(early).toEqual([['a', 'b']])
  expect(calls).toEqual([['a', 'b'], ['a'], ['a']])
})

it('asks again only after answers could arrive for so long', async () => {
  const { asker, calls, way, clock, pass } = setup()
  asker.ask(question('a'))
  await setImmediate()

  way.receivingSince = null
  await pass(10 * ANSWER_WITHIN)
  way.receivingSince = clock.elapsed()
  await pass(ANSWER_WITHIN - 1)
  const early = calls.length
  await pass(ANSWER_WITHIN)

  expect([early, calls.length]).toEqual([1, 2])
})

it('backs off when a call fails, and asks at once when the way is open again', async () => {
  const { asker, calls, way, pass } = setup({ random: () => 1 })
  way.send = () => Promise.reject(ChatError.of('offline', 'no way'))
  asker.ask(question('a'))
  await setImmediate()
  await pass(400)
  const early = calls.length
  await pass(101)
  way.send = takesAll
  await pass(100)

  asker.wake(true)
  await setImmediate()

  expect([early, calls.length]).toEqual([1, 3])
  expect(asker.isAsking('a')).toBe(true)
})

it('asks no more what SQS refuses for good, and holds up nobody for it', async () => {
  const { asker, calls, refused, way } = setup()
  const tooLarge = ChatError.of('too_large', 'too large')
  way.send = async (queue, requests, replyTo) => {
    if (requests.some(({ id }) => id === 'bad'))
      if (requests.length > 1) throw tooLarge
      else return outcome({ refused: [{ id: 'bad', error: tooLarge }] })
    return await takesAll(queue, requests, replyTo)
  }

  for (const id of ['a', 'bad', 'b']) asker.ask(question(id))
  await setImmediate()

  expect(calls).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']])
  expect(refused).toEqual(['bad'])
  expect(['a', 'bad', 'b'].map((id) => asker.isAsking(id))).toEqual([true, false, true])
})

it('asks nothing while it may not, and ten with a call', async () => {
  const { asker, calls, way } = setup()
  way.may = false
  for (let at = 0; at < 12; at++) asker.ask(question(String(at)))
  await setImmediate()
  const before = calls.length

  way.may = true
  asker.wake()
  await setImmediate()

  expect(before).toBe(0)
  expect(calls.map((ids) => ids.length)).toEqual([10, 2])
})
