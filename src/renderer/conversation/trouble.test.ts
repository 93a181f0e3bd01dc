import { expect, it } from 'vitest'
import type { ErrorCode } from '../../shared/errors'
import { aRequest, aWireError } from '../test/fake-host'
import { troubleOf } from './trouble'

const online = { online: true }

it('is silent about a request that is sent, answered, or only just queued', () => {
  for (const status of ['queued', 'sent', 'answered'] as const) {
    expect(troubleOf(aRequest({ status, attempts: 0 }), online)).toBeNull()
  }
})

const failedFor = (code: ErrorCode) => {
  const trouble = troubleOf(aRequest({ status: 'failed', reason: aWireError(code) }), online)
  return [trouble?.title, ...(trouble?.actions ?? [])]
}

it('names what became of a failed request and offers what can help', () => {
  expect(failedFor('cancelled')).toEqual(['Cancelled.', 'retry'])
  expect(failedFor('processing_failed')).toEqual(['Not processed.', 'retry', 'retry-and-remove', 'letters'])
  expect(failedFor('no_answer')).toEqual(['No answer.', 'retry', 'queues'])
  expect(failedFor('credentials')).toEqual(['Not sent.', 'retry', 'settings'])
  expect(failedFor('too_large')).toEqual(['Not sent.', 'edit'])
  expect(failedFor('internal')).toEqual(['Not sent.', 'retry'])
})

it('says why a request waits, how often it was tried and when it is tried next', () => {
  const reason = aWireError('throttled', 'The backend asks to slow down.')
  const request = aRequest({ status: 'queued', attempts: 2, reason, nextAttemptAt: 4000 })

  expect(troubleOf(request, online)).toEqual({
    failed: false,
    title: 'Throttled.',
    reason: 'The backend asks to slow down. 2 attempts so far.',
    nextAttemptAt: 4000,
    retryLabel: 'Retry now',
    actions: ['retry', 'cancel']
  })
})

it('lets a request be cancelled while it waits for the backend', () => {
  const trouble = troubleOf(aRequest({ status: 'queued', attempts: 0 }), { online: false })

  expect(trouble?.actions).toContain('cancel')
})

it('says itself why something failed in a room, where no reply stands below', () => {
  const reason = aWireError('processing_failed', 'You asked me to fail.')
  const [alone, room] = [
    aRequest({ status: 'failed', reason }),
    { seq: null, by: 'AIDA', kind: 'message' } as const
  ]

  expect(troubleOf(alone, online)?.reason).toBe('The reply below says why.')
  expect(troubleOf({ ...alone, room: { ...room, seenBy: 0 } }, online)?.reason).toBe('You asked me to fail.')
})
