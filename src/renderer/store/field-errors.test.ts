import { expect, it } from 'vitest'
import { aWireError } from '../test/fake-host'
import { sortErrors } from './field-errors'

const known = ['region', 'profile', 'stackName', 'alarmEmail']

it('puts a reason beside the field it names', () => {
  const { byField, rest } = sortErrors(
    aWireError('invalid_input', 'region: Choose eu-west-1: the queue is there.'),
    known
  )

  expect([...byField]).toEqual([['region', 'Choose eu-west-1: the queue is there.']])
  expect(rest).toBeNull()
})

it('finds every field in what a schema says, at any depth', () => {
  const message =
    '✖ Use a region’s code.\n  → at region\n✖ A stack name begins with a letter.\n  → at options.stackName'

  const { byField, rest } = sortErrors(aWireError('invalid_input', message), known)

  expect([...byField]).toEqual([
    ['region', 'Use a region’s code.'],
    ['stackName', 'A stack name begins with a letter.']
  ])
  expect(rest).toBeNull()
})

it('keeps the whole error when it names a field that is not on the page, or none', () => {
  const unknown = aWireError('invalid_input', '✖ Bad.\n  → at region\n✖ Worse.\n  → at id')
  const plain = aWireError('invalid_input', '/home/ada/.aws/config, line 3: It is not a setting.')
  const denied = aWireError('access_denied', 'region: no field at all')

  expect(sortErrors(unknown, known).rest).toBe(unknown)
  expect(sortErrors(plain, known)).toEqual({ byField: new Map(), rest: plain })
  expect(sortErrors(denied, known)).toEqual({ byField: new Map(), rest: denied })
})
