import { expect, it } from 'vitest'
import { fieldError } from '../../shared/errors'
import { aWireError } from '../test/fake-host'
import { sortErrors } from './field-errors'

const known = ['region', 'profile', 'stackName', 'alarmEmail']

it('puts a reason beside the field it names', () => {
  const { byField, rest } = sortErrors(
    fieldError('region', 'foreign', { text: 'Choose eu-west-1: the queue is there.' }).toWire(),
    known
  )

  expect([...byField]).toEqual([['region', 'Choose eu-west-1: the queue is there.']])
  expect(rest).toBeNull()
})

it('finds every field in what a schema says, at any depth', () => {
  const fields = [
    { field: 'region', reason: 'Use a region’s code.' },
    { field: 'options.stackName', reason: 'A stack name begins with a letter.' }
  ]

  const { byField, rest } = sortErrors({ ...aWireError('invalid_input', 'Two are wrong.'), fields }, known)

  expect([...byField]).toEqual([
    ['region', 'Use a region’s code.'],
    ['stackName', 'A stack name begins with a letter.']
  ])
  expect(rest).toBeNull()
})

it('keeps the whole error when it names a field that is not on the page, or none', () => {
  const fields = [
    { field: 'region', reason: 'Bad.' },
    { field: 'id', reason: 'Worse.' }
  ]
  const unknown = { ...aWireError('invalid_input', 'Two are wrong.'), fields }
  const plain = aWireError('invalid_input', '/home/ada/.aws/config, line 3: It is not a setting.')
  const denied = aWireError('access_denied', 'region: no field at all')

  expect(sortErrors(unknown, known).rest).toBe(unknown)
  expect(sortErrors(plain, known)).toEqual({ byField: new Map(), rest: plain })
  expect(sortErrors(denied, known)).toEqual({ byField: new Map(), rest: denied })
})
