import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './fail'

it('throws with the given reason', () => {
  expect(() => handler.handle(anIncoming({ argument: 'no luck' }), aContext())).toThrow('no luck')
})
