import { expect, it } from 'vitest'
import { mentionsIn } from './room-say'

const people = ['Ann', 'Ann Lee', 'Bob', 'Łukasz', 'C++', 'ann.b'].map((name) => ({ id: name, name }))

it.each([
  ['@Bob', ['Bob']],
  ['hello @bob, and @Ann Lee!', ['Bob', 'Ann Lee']],
  ['@Ann Leek', ['Ann']],
  ['@Anna @Bobby', []],
  ['@Ann and @Ann and @Ann Lee', ['Ann', 'Ann Lee']],
  ['mail bob@Bob.example', []],
  ['(@Łukasz) @C++', ['Łukasz', 'C++']],
  ['@@Bob', ['Bob']],
  ['@ann.b', ['ann.b']],
  ['@', []],
  ['no one', []]
])('finds in %j who is mentioned', (text, names) => {
  expect(mentionsIn(text, people).map(({ name }) => name)).toEqual(names)
})
