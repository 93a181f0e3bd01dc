import { expect, it } from 'vitest'
import { aProgress, aReply, aRequest, received } from '../../../test/fakes'
import { aProfile } from '../../../test/profile'
import { encodeBody, parseResponseBody, type ProgressBody } from '../../shared/message'
import { MAX_CAUSE, MAX_PROGRESS_TEXT, MAX_TIME } from '../../shared/wire'

/** A profile with one request that SQS has accepted at 1100. */
function setup() {
  const profile = aProfile()
  const request = profile.add()
  profile.store.markSent([{ ids: [request.id], replyTo: 'ChatAPP-responses-abc', at: 1100 }])
  const { store } = profile
  const add = (body: Parameters<typeof received>[0], at?: number) => store.addReplies([received(body, at)])
  const message = () => {
    const found = store.get(request.id)
    if (found.role !== 'request') throw new Error('It is a reply.')
    return found
  }
  return { ...profile, request, add, message, attempts: () => message().progress ?? [] }
}

const failed = { at: 1035, nextInSeconds: 4 }

it('keeps what is told of each attempt with its request, which stays as it was otherwise', () => {
  const { request, add, message, store } = setup()
  const before = message()

  add(aProgress(request, { attempt: 1, text: 'boom', failed }), 2000)
  add(aProgress(request, { attempt: 2, text: 'two of five', fraction: 0.4, startedAt: 1500 }), 6100)

  expect(message()).toEqual({
    ...before,
    awaitedSince: 6100,
    timeline: { ...before.timeline, enqueued: 1010, firstReceived: 1020 },
    progress: [
      {
        attempt: 1,
        of: 5,
        sqsMessageId: 'sqs-1',
        startedAt: 1030,
        beganAt: 1030,
        toldAt: 2000,
        step: 0,
        failed: { at: 1035, cause: 'boom', nextAt: 6000 }
      },
      {
        attempt: 2,
        of: 5,
        sqsMessageId: 'sqs-1',
        startedAt: 1500,
        beganAt: 5600,
        toldAt: 6100,
        step: 0,
        fraction: 0.4,
        text: 'two of five'
      }
    ]
  })
  expect(store.repliesTo(request.id)).toEqual([])
})

it('moves only forward: what comes late or twice changes nothing', () => {
  const { request, add, attempts, db } = setup()
  add(aProgress(request, { step: 3, text: 'three' }))
  const [three, revision] = [attempts(), db.revision()]

  for (const step of [3, 1, 0]) add(aProgress(request, { step, text: 'late' }))
  expect([attempts(), db.revision()]).toEqual([three, revision])

  add(aProgress(request, { text: 'boom', failed }))
  add(aProgress(request, { step: 4, text: 'later still' }))
  add(aProgress(request, { text: 'boom again', failed }))
  expect(attempts()).toMatchObject([{ text: 'three', failed: { cause: 'boom' } }])
})

it('orders attempts as they began, whichever is told first', () => {
  const { request, add, attempts } = setup()

  add(aProgress(request, { attempt: 2, startedAt: 3000 }))
  add(aProgress(request, { attempt: 1, startedAt: 1030, text: 'boom', failed }))

  expect(attempts().map(({ attempt }) => attempt)).toEqual([1, 2])
})

it('forgets what handlers said once the request is answered', () => {
  const { request, add, attempts } = setup()
  add(aProgress(request, { text: 'the whole answer so far', fraction: 0.9 }))

  add(aReply(request))
  add(aProgress(request, { step: 1, text: 'told late' }))

  expect(attempts()).toMatchObject([{ attempt: 1, step: 1 }])
  expect(attempts()[0]).not.toHaveProperty('text')
})

it.each(['reply', 'error'] as const)('is noted after the answer, which stays what it is: %s', (kind) => {
  const { request, add, message } = setup()
  add(aReply(request, { kind }))
  const answered = message()

  add(aProgress(request, { text: 'boom', failed }))

  expect(message()).toEqual({ ...answered, progress: [expect.objectContaining({ attempt: 1 })] })
})

it('sets attempts of earlier sendings apart when the user presses Retry, those that are told later too', () => {
  const { request, add, attempts, store } = setup()
  add(aProgress(request, { text: 'boom', failed }))
  add(aReply(request, { kind: 'error' }))

  store.requeue(request.id, 5000)
  add(aProgress(request, { attempt: 2, startedAt: 3000, text: 'boom', failed }))
  add({ ...aProgress(request, { startedAt: 6000 }), trace: { attempts: 1, sqsMessageId: 'sqs-2' } })

  expect(attempts().map(({ attempt, sqsMessageId, earlier }) => [attempt, sqsMessageId, earlier])).toEqual([
    [1, 'sqs-1', true],
    [2, 'sqs-1', true],
    [1, 'sqs-2', undefined]
  ])
})

it('sets apart what is first told after Retry of a sending that SQS accepted before', () => {
  const { request, add, attempts, store } = setup()
  const sqsMessageIds = new Map([[request.id, 'sqs-1']])
  store.markSentAgain([request.id], 1200, sqsMessageIds)
  store.giveUp(request.id)

  store.requeue(request.id, 5000)
  add(aProgress(request, { text: 'boom', failed }))

  expect(attempts()).toMatchObject([{ sqsMessageId: 'sqs-1', earlier: true }])
})

it('is a sign of life: an answer is awaited from then on, or from when the next attempt begins', () => {
  const { request, add, store } = setup()

  add(aProgress(request), 50_000)
  expect([store.overdue(49_999, 9).length, store.overdue(50_001, 9).length]).toEqual([0, 1])

  add(aProgress(request, { text: 'boom', failed }), 60_000)
  expect([store.overdue(63_999, 9).length, store.overdue(64_001, 9).length]).toEqual([0, 1])
})

it('is told when it was put on the response queue, not when somebody came to fetch it', () => {
  const { request, attempts, store } = setup()
  const attributes = { SentTimestamp: '900000', ApproximateFirstReceiveTimestamp: '907000' }

  store.addReplies([{ ...received(aProgress(request, { text: 'boom', failed }), 20_000), attributes }])

  expect(attempts()).toMatchObject([{ toldAt: 13_000, failed: { nextAt: 17_000 } }])
})

it('of a message that is not here, or was deleted, is let go', () => {
  const { request, add, store } = setup()
  const count = () => [...store.all()].length
  store.delete(request.id)

  expect(add(aProgress(request))).toEqual([])
  expect(add(aProgress(aRequest()))).toEqual([])
  expect(count()).toBe(0)
})

it('of a stranger who names a reply as its request changes nothing', () => {
  const { request, add, store } = setup()
  const reply = aReply(request)
  add(reply)
  const before = store.get(reply.id)

  add(aProgress({ ...request, id: reply.id }))

  expect(store.get(reply.id)).toEqual(before)
})

it('keeps the newest fifty attempts, however many are told', () => {
  const { request, add, attempts } = setup()

  for (let attempt = 1; attempt <= 60; attempt++)
    add(aProgress(request, { attempt, startedAt: 1000 + attempt }))

  expect(attempts().map(({ attempt }) => attempt)).toEqual(
    Array.from({ length: 50 }, (_, index) => index + 11)
  )
})

const asRead = (body: object): ProgressBody => {
  const parsed = parseResponseBody(encodeBody({ ...body }))
  if (!parsed.ok || parsed.body.kind !== 'progress') throw new Error('It is no progress.')
  return parsed.body
}

it.each<[string, object, object]>([
  ['a fraction that is none', { fraction: null }, { fraction: undefined }],
  ['a fraction below zero', { fraction: -1 }, { fraction: 0 }],
  ['a fraction above one', { fraction: 1e9 }, { fraction: 1 }],
  ['a fraction as text', { fraction: '<b>' }, { fraction: undefined }],
  ['an impossible start', { startedAt: -5 }, { startedAt: 2000 }],
  ['a start after all time', { startedAt: MAX_TIME + 1 }, { startedAt: 2000 }],
  ['a step that is none', { step: 'x' }, { step: 0 }],
  ['no attempts at all', { of: 0 }, { of: 1 }],
  ['half an attempt', { of: 2.5 }, { of: 2 }],
  ['a next attempt before time', { failed: { at: 1, nextInSeconds: -9 } }, { failed: { nextAt: 9000 } }],
  ['a next attempt in a year', { failed: { at: 1, nextInSeconds: 3e7 } }, { failed: { nextAt: 909_000 } }],
  ['a failure without a time', { failed: {} }, { failed: undefined }]
])('takes %s as the nearest that can be', (_, progress, stored) => {
  const { request, add, attempts } = setup()
  const body = aProgress(request)

  add(asRead({ ...body, progress: { ...body.progress, ...progress } }), 9000)

  expect({ fraction: undefined, failed: undefined, ...attempts()[0] }).toMatchObject(stored)
})

it('cuts texts that are too long', () => {
  const { request, add, attempts } = setup()

  add(asRead(aProgress(request, { text: '\u202e<script>'.repeat(50_000) })))
  expect(attempts()[0]?.text).toHaveLength(MAX_PROGRESS_TEXT)

  add(asRead(aProgress(request, { attempt: 2, text: 'x'.repeat(500_000), failed })))
  expect(attempts()[1]?.failed?.cause).toHaveLength(MAX_CAUSE)
})
