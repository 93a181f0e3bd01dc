import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './attributes'

it('lists the attributes of a message with their types', () => {
  const attributes = { team: { type: 'String', value: 'blue' }, amount: { type: 'Number', value: '12' } }

  expect(handler.handle(anIncoming({ attributes }), aContext())).toBe(
    'team (String): blue\namount (Number): 12'
  )
})

it('says so where there are none', () => {
  expect(handler.handle(anIncoming(), aContext())).toBe('This message came without attributes of your own.')
})
