import { expect, it } from 'vitest'
import { aRequest, aWireError } from '../test/fake-host'
import { troubleOf } from './trouble'

it('is silent about a request that is sent, answered, or only just queued', () => {
  for (const status of ['queued', 'sent', 'answered'] as const) {
    expect(troubleOf(aRequest({ status, attempts: 0 }), true)).toBeNull()
  }
})

const titleFor = (code: 'cancelled' | 'processing_failed' | 'queue_missing') =>
  troubleOf(aRequest({ status: 'failed', reason: aWireError(code) }), true)?.title

it('tells a request that was cancelled or could not be processed from one that was not sent', () => {
  expect(titleFor('cancelled')).toBe('Cancelled.')
  expect(titleFor('processing_failed')).toBe('Not processed.')
  expect(titleFor('queue_missing')).toBe('Not sent.')
})

it('lets a request be cancelled while it waits for the backend', () => {
  expect(troubleOf(aRequest({ status: 'queued', attempts: 0 }), false)).toMatchObject({ cancellable: true })
})
