import { expect, it } from 'vitest'
import { aContext, anIncoming } from '../fakes'
import { handler } from './whoami'

it('names the sender, the conversation, the reply queue and the function with its region and account', () => {
  expect(handler.handle(anIncoming(), aContext())).toBe(
    [
      'You are Ada (id install-1), in conversation processor.',
      'I answer on ChatAPP-responses-install-1.',
      'I am the function MessageProcessor in region eu-west-1, account 123456789012.'
    ].join('\n')
  )
})
