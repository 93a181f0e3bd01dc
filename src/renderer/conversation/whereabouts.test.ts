import { expect, it } from 'vitest'
import type { Attempt } from '../../shared/progress'
import { aRequest } from '../test/fake-host'
import { LATE_MS, whereaboutsOf } from './whereabouts'

const NOW = 1_000_000
const context = { now: NOW, answerWithinMs: 120_000, receivingSince: 1000 }

const anAttempt = (fields: Partial<Attempt> = {}): Attempt => ({
  attempt: 1,
  of: 5,
  sqsMessageId: 'sqs-1',
  startedAt: NOW - 7000,
  beganAt: NOW - 3000,
  toldAt: NOW - 2000,
  step: 0,
  ...fields
})

const sent = (fields: Parameters<typeof aRequest>[0] = {}) =>
  aRequest({
    status: 'sent',
    attempts: 1,
    timeline: { queued: NOW - 5000, sent: NOW - 4000 },
    awaitedSince: NOW - 4000,
    ...fields
  })

it('is nowhere once it has come to its end, and while SQS holds it back', () => {
  expect(whereaboutsOf(aRequest({ status: 'answered' }), context)).toBeNull()
  expect(whereaboutsOf(aRequest({ status: 'failed' }), context)).toBeNull()
  expect(whereaboutsOf(sent({ deliverAt: NOW + 1 }), context)).toBeNull()
})

it('is in the outbox, then in SQS, each since then', () => {
  const queued = aRequest({ status: 'queued', timeline: { queued: NOW - 5000 } })

  expect(whereaboutsOf(queued, context)).toMatchObject({ hop: 'outbox', since: NOW - 5000 })
  expect(whereaboutsOf(sent(), context)).toMatchObject({ hop: 'sqs', since: NOW - 4000, attempt: null })
  expect(whereaboutsOf(sent({ deliverAt: NOW - 1 }), context)).toMatchObject({ hop: 'sqs', since: NOW - 1 })
})

it('does not say how long a message that is sent once more has been in the outbox', () => {
  const retried = aRequest({ status: 'queued', timeline: { queued: 1, sent: 2 } })

  expect(whereaboutsOf(retried, context)).toMatchObject({ hop: 'outbox', since: null })
})

it('is in Lambda while an attempt runs, and in SQS between two', () => {
  const failed = anAttempt({ failed: { at: 0, cause: 'boom', nextAt: NOW + 2000 } })
  const second = anAttempt({ attempt: 2, beganAt: NOW - 500 })

  expect(whereaboutsOf(sent({ progress: [anAttempt()] }), context)).toMatchObject({
    hop: 'lambda',
    since: NOW - 3000
  })
  expect(whereaboutsOf(sent({ progress: [failed] }), context)).toMatchObject({
    hop: 'sqs',
    since: NOW - 2000,
    attempt: failed
  })
  expect(whereaboutsOf(sent({ progress: [failed, second] }), context)).toMatchObject({
    hop: 'lambda',
    since: NOW - 500,
    attempt: second
  })
})

it('knows nothing of attempts of an earlier sending', () => {
  const progress = [anAttempt({ earlier: true, failed: { at: 0, cause: 'boom', nextAt: 0 } })]

  expect(whereaboutsOf(sent({ progress }), context)).toMatchObject({ hop: 'sqs', attempt: null })
})

it('says that an answer is late, when ChatAPP asks again, and how often it has', () => {
  const late = (awaitedMs: number, attempts = 1, receivingSince: number | undefined = 1000) =>
    whereaboutsOf(sent({ awaitedSince: NOW - awaitedMs, attempts }), { ...context, receivingSince })?.late

  expect(late(LATE_MS - 1)).toBeNull()
  expect(late(LATE_MS)).toEqual({ next: 'asks', at: NOW - LATE_MS + 120_000, asked: 0 })
  expect(late(20_000, 2)).toEqual({ next: 'asks', at: NOW + 100_000, asked: 1 })
  expect(late(20_000, 3)).toEqual({ next: 'givesUp', at: NOW + 100_000, asked: 2 })
  // It was away for a while.
  expect(late(20_000, 1, NOW - 10_000)).toMatchObject({ at: NOW + 110_000 })
})

it('says that it asks again now when the user wants it', () => {
  expect(whereaboutsOf(sent({ awaitedSince: 0, attempts: 3 }), context)?.late).toEqual({
    next: 'asks',
    at: 0,
    asked: 2
  })
})

it('does not say when while no reply can arrive', () => {
  const here = whereaboutsOf(sent({ awaitedSince: NOW - 60_000 }), { ...context, receivingSince: undefined })

  expect(here?.late).toMatchObject({ at: null })
})
