import { expect, it } from 'vitest'
import { fieldDirection } from './direction'

it.each([
  ['short', 'שלום', 'auto'],
  ['long, Latin', 'word '.repeat(5000), 'ltr'],
  ['long, Hebrew after digits', `12. ${'שלום '.repeat(5000)}`, 'rtl'],
  ['long, Arabic', 'مرحبا '.repeat(5000), 'rtl'],
  ['long, without a letter', '1234 '.repeat(5000), 'ltr']
])('leaves a text’s direction to the browser unless it is long: %s', (_, text, direction) => {
  expect(fieldDirection(text)).toBe(direction)
})
