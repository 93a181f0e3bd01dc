import { expect, it } from 'vitest'
import { isTraceparent, traceIdOf, traceparentOf } from './traceparent'

it('gives every sending of a request the same trace, which is the request’s own id', () => {
  const id = '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60'

  expect(traceparentOf(id)).toBe('00-01932c07209c7b5f9a3e1d2c3b4a5f60-9a3e1d2c3b4a5f60-01')
  expect(traceparentOf(id.toUpperCase())).toBe(traceparentOf(id))
  expect(traceIdOf(traceparentOf(id) ?? '')).toBe('01932c07209c7b5f9a3e1d2c3b4a5f60')
})

it.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', true],
  ['cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes-later', true],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', false],
  ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', false],
  ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', false],
  [`00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-${'x'.repeat(200)}`, false],
  ['', false]
])('knows whether %j is a trace: %j', (text, is) => {
  expect(isTraceparent(text)).toBe(is)
})

it('has none for an id that is no UUID', () => {
  expect([traceparentOf('sqs-1'), traceIdOf('sqs-1')]).toEqual([null, null])
})
