import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './echo'

it('sends the argument back as it is', () => {
  expect(handler.handle(anIncoming({ argument: '  two \n spaces ' }), aContext())).toBe('  two \n spaces ')
})

it('says how to use it when there is nothing to echo', () => {
  expect(handler.handle(anIncoming({ argument: '' }), aContext())).toEqual(
    'There is nothing to send back. Example: /echo hello'
  )
})
