import { expect, it } from 'vitest'
import { highlight } from './highlight'

it('marks every word of the query and takes none of it for a pattern', () => {
  expect(highlight('Is (a+b) A?', 'a+b is')).toEqual([
    { text: 'Is', hit: true },
    { text: ' (', hit: false },
    { text: 'a+b', hit: true },
    { text: ') A?', hit: false }
  ])
})
