import { expect, it } from 'vitest'
import { timeOf } from './time-of'

it('reads the time of an attribute that holds one, and nothing else as a time', () => {
  expect(timeOf('SentTimestamp', '1795444904493')).toBe(1_795_444_904_493)
  expect(timeOf('SenderId', '1795444904493')).toBeNull()
  expect(timeOf('SentTimestamp', 'soon')).toBeNull()
  expect(timeOf('SentTimestamp', '9999999999999999')).toBeNull()
  expect(timeOf('SentTimestamp', '8640000000000000')).toBeNull()
})
