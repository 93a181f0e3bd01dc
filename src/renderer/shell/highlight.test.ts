import { expect, it } from 'vitest'
import { highlight } from './highlight'

const marked = (text: string, query: string) =>
  highlight(text, query)
    .filter(({ hit }) => hit)
    .map((piece) => piece.text)

it('marks every term of the query and takes none of it for a pattern', () => {
  expect(highlight('Is (a+b) A?', 'a+b is')).toEqual([
    { text: 'Is', hit: true },
    { text: ' (', hit: false },
    { text: 'a+b', hit: true },
    { text: ') A?', hit: false }
  ])
})

it.each([
  ['un café noir', 'cafe', ['café']],
  ['un cafe\u0301 noir', 'café', ['cafe\u0301']],
  ['in der Straße', 'STRASSE', ['Straße']],
  ['会議は東京で', '東京', ['東京']],
  ['checkoutService', 'service', ['Service']],
  ['C++ and C', 'c++', ['C++']],
  ['🎉 party 🎉🎉', '🎉', ['🎉', '🎉🎉']],
  ['a family 👩‍👩‍👧', '👧', ['👩‍👩‍👧']],
  ['nothing here', 'else', []]
])('marks in %j for %s what the search found', (text, query, hits) => {
  expect(marked(text, query)).toEqual(hits)
  expect(
    highlight(text, query)
      .map((piece) => piece.text)
      .join('')
  ).toBe(text)
})
