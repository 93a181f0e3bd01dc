import { v5 } from 'uuid'
import { expect, it } from 'vitest'
import { REPLY_NAMESPACE, derivedId } from './reply-id'

it.each(['', 'request/0', 'request/1', 'ünïcode 😀'])('makes the UUID version 5 of the name %j', (name) => {
  expect(derivedId(name)).toBe(v5(name, REPLY_NAMESPACE))
})
