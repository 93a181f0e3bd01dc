import { expect, it, vi } from 'vitest'
import { AClock } from '../../../test/a-clock'
import { aProgress, aReply, aRequest, received, silentLog } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { ChatError } from '../../shared/errors'
import { encodeBody } from '../../shared/message'
import type { SendRequests } from '../backends/sqs-batch'
import { AnswerWatch } from './answer-watch'

const ANSWER_WITHIN = 60_000

/** A watch on a real store with one sent request; time moves when the test says so. */
function setup(
  send: SendRequests = async (_queue, requests) => ({
    accepted: requests.map(({ id }) => id),
    refused: []
  })
) {
  const { store, add } = aProfile()
  const request = add()
  const clock = new AClock()
  const way = { receivingSince: -1e9 as number | null }
  const sentAgain: string[] = []
  store.markSent([{ ids: [request.id], replyTo: 'q', at: clock.now() }])
  const watch = new AnswerWatch({
    store,
    backend: {
      gateway: () => ({
        sendRequests: async (...request) => {
          const outcome = await send(...request)
          sentAgain.push(...outcome.accepted)
          return outcome
        }
      }),
      names: { requestQueue: 'ChatAPP' }
    },
    replyTo: () => 'q',
    receivingFor: () => (way.receivingSince === null ? null : clock.elapsed() - way.receivingSince),
    clock,
    log: silentLog,
    answerWithinMs: ANSWER_WITHIN
  })
  const pass = async (ms: number) => {
    clock.pass(ms)
    await watch.check()
  }
  return { store, add, request, clock, way, sentAgain, pass, watch }
}

it('sends a request again when its answer takes too long, and not before', async () => {
  const { store, request, sentAgain, pass } = setup()

  await pass(ANSWER_WITHIN)
  const before = [...sentAgain]
  await pass(1)

  expect(before).toEqual([])
  expect(sentAgain).toEqual([request.id])
  expect(store.get(request.id)).toMatchObject({ status: 'sent', attempts: 2 })
})

it('asks for no answer before the time is over for which SQS holds the message back, and sends it again without that', async () => {
  const delays: (number | undefined)[] = []
  const { store, request, clock, pass } = setup(async (_queue, requests) => {
    delays.push(...requests.map(({ delaySeconds }) => delaySeconds))
    return { accepted: requests.map(({ id }) => id), refused: [] }
  })
  store.fail(request.id, ChatError.of('cancelled', 'out of the way').toWire())
  const body = aRequest({ sentAt: clock.now() })
  store.addRequest(body, encodeBody(body), { now: clock.now(), delaySeconds: 900 })
  store.markSent([{ ids: [body.id], replyTo: 'q', at: clock.now() }])
  store.resume(clock.now())

  await pass(900_000 + ANSWER_WITHIN)
  const before = [...delays]
  await pass(1)

  expect(before).toEqual([])
  expect(delays).toEqual([0])
})

it('leaves an answered request alone', async () => {
  const { store, request, sentAgain, pass } = setup()
  store.addReplies([received(aReply(request))])

  await pass(ANSWER_WITHIN * 10)

  expect(sentAgain).toEqual([])
})

it('tells the user why after three tries, and keeps an answer that comes even later', async () => {
  const { store, request, sentAgain, pass } = setup()

  for (let time = 0; time < 5; time++) await pass(ANSWER_WITHIN + 1)
  const failed = store.get(request.id)
  store.addReplies([received(aReply(request))])

  expect(sentAgain).toHaveLength(2)
  expect(failed).toMatchObject({ status: 'failed', reason: { code: 'no_answer' }, attempts: 3 })
  expect(store.get(request.id)).toMatchObject({ status: 'answered' })
})

it('does not count the time in which no reply could arrive', async () => {
  const { clock, way, sentAgain, pass } = setup()
  way.receivingSince = null

  await pass(ANSWER_WITHIN * 10)
  way.receivingSince = clock.elapsed()
  await pass(ANSWER_WITHIN - 1)

  expect(sentAgain).toEqual([])
})

it('tries again later when sending again fails', async () => {
  let down = true
  const { request, sentAgain, pass } = setup(async (_queue, requests) => {
    if (down) throw ChatError.of('offline', 'no way')
    return { accepted: requests.map(({ id }) => id), refused: [] }
  })
  await pass(ANSWER_WITHIN + 1)

  down = false
  await pass(1)

  expect(sentAgain).toEqual([request.id])
})

it('tells the user when SQS refuses the request for good the second time', async () => {
  const { store, request, pass } = setup(async (_queue, [first]) => ({
    accepted: [],
    refused: [{ id: first!.id, error: ChatError.of('invalid_input', 'not acceptable') }]
  }))

  await pass(ANSWER_WITHIN + 1)

  expect(store.get(request.id)).toMatchObject({ status: 'failed', reason: { code: 'invalid_input' } })
})

it('counts the tries to get an answer, not the attempts to send', async () => {
  const { store, request, clock, sentAgain, pass } = setup()
  store.fail(request.id, ChatError.of('offline', 'no').toWire())
  store.requeue(request.id, clock.now())
  for (let failure = 0; failure < 6; failure++) {
    const wait = { now: clock.now(), waitMs: 1 }
    store.retryAfter([request.id], wait, ChatError.of('offline', 'no').toWire())
  }
  store.markSent([{ ids: [request.id], replyTo: 'q', at: clock.now() }])
  await pass(ANSWER_WITHIN + 1)

  expect(sentAgain).toEqual([request.id])
  expect(store.get(request.id)).toMatchObject({ status: 'sent', attempts: 2 })
})

it('gives a request that the user retries all of its tries again', async () => {
  const { store, request, clock, sentAgain, pass } = setup()
  for (let send = 0; send < 3; send++) await pass(ANSWER_WITHIN + 1)
  store.requeue(request.id, clock.now())
  store.markSent([{ ids: [request.id], replyTo: 'q', at: clock.now() }])
  sentAgain.length = 0

  await pass(ANSWER_WITHIN + 1)

  expect(sentAgain).toEqual([request.id])
})

it('sends nothing more once it is stopped, and looks once however long a call takes', async () => {
  const call = Promise.withResolvers<void>()
  const asked: string[] = []
  const { store, add, clock, watch } = setup(async (_queue, requests) => {
    asked.push(...requests.map(({ id }) => id))
    await call.promise
    return { accepted: [], refused: [] }
  })
  store.markSent([{ ids: [add().id], replyTo: 'q', at: clock.now() }])
  clock.pass(ANSWER_WITHIN + 1)
  vi.useFakeTimers()
  watch.start()
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
  await vi.waitFor(() => expect(asked).toHaveLength(1))

  const stopped = watch.stop()
  call.resolve()
  await stopped

  expect(asked).toHaveLength(1)
})

it('sends what the user asks for at once, though no reply could come for a while, and counts it as no try of its own', async () => {
  const { store, request, way, sentAgain, watch, pass } = setup()
  way.receivingSince = null
  store.askNow(request.id)

  watch.wake()
  await watch.stop()
  await pass(1)

  expect(sentAgain).toEqual([request.id])
  expect(store.get(request.id)).toMatchObject({ status: 'sent', attempts: 1 })
})

it('keeps in mind what the user asked for until SQS takes it', async () => {
  let open = false
  const { store, request, sentAgain, pass } = setup(async (_queue, requests) => {
    if (!open) throw ChatError.of('offline', 'Nobody answers.')
    return { accepted: requests.map(({ id }) => id), refused: [] }
  })
  store.askNow(request.id)

  await pass(1)
  const before = [...sentAgain]
  open = true
  await pass(1)

  expect(before).toEqual([])
  expect(sentAgain).toEqual([request.id])
})

it('takes an attempt that is told of as a sign of life, and asks again only when nothing more comes', async () => {
  const { store, request, clock, sentAgain, pass } = setup()
  await pass(ANSWER_WITHIN - 1)
  store.addReplies([received(aProgress(request), clock.now())])

  await pass(ANSWER_WITHIN)
  const before = [...sentAgain]
  await pass(1)

  expect(before).toEqual([])
  expect(sentAgain).toEqual([request.id])
})

it('gives up what the user gives up; an answer that still comes counts', () => {
  const { store, request } = setup()

  store.giveUp(request.id)
  expect(store.get(request.id)).toMatchObject({ status: 'failed', reason: { code: 'no_answer' } })
  expect(() => store.giveUp(request.id)).toThrow(/failed already/)
  expect(() => store.askNow(request.id)).toThrow(/failed already/)
  store.addReplies([received(aReply(request))])

  expect(store.get(request.id)).toMatchObject({ status: 'answered' })
})
