import { expect, it } from 'vitest'
import { compare, masked, masksOf } from './replay-compare'

const said = (text: string) => [{ kind: 'reply', text } as const]

const differs = (...args: [Parameters<typeof compare>[0], Parameters<typeof compare>[1]]): boolean =>
  compare(...args, []).some(({ side }) => side !== 'both')

it.each([
  ['ids', 'of 01a216a1-eb35-7334-8ed2-3f5a237f3768', 'of ‹id›'],
  ['response queues', 'on ChatAPP-responses-o-2298f654.', 'on ‹queue›.'],
  ['ids of AWS', 'request 4f3c2b1a0d9e8f7a', 'request ‹id›'],
  ['moments', 'at 2026-11-26T09:30:00.123Z and 2026-11-26 09:30 UTC', 'at ‹time› and ‹time›'],
  ['days', 'due 2026-12-24', 'due ‹time›'],
  ['times of day', 'it is 9:30 PM, 21:30:05.5 UTC', 'it is ‹time›, ‹time›'],
  ['lengths of time', 'in 12 ms, 1.5 s and 3 hours', 'in ‹number› ms, ‹number› s and ‹number› hours'],
  [
    'nothing that has to be the same',
    'Received 42 characters of cafe, 1,250 €',
    'Received 42 characters of cafe, 1,250 €'
  ]
])('masks %s', (_, text, expected) => {
  expect(masked(text, [])).toBe(expected)
})

it('masks first what the user names', () => {
  expect(masked('order 4711 took 12 ms', masksOf(['order \\d+']))).toBe('‹masked› took ‹number› ms')
  expect(() => masksOf(['(unclosed'])).toThrow('“(unclosed” is no regular expression.')
})

it('shows what differs line by line, and what stayed around it', () => {
  expect(compare(said('a\nb\nc\nd'), said('a\nB\nc'), [])).toEqual([
    { side: 'both', kind: 'text', text: 'a' },
    { side: 'recorded', kind: 'text', text: 'b' },
    { side: 'replayed', kind: 'text', text: 'B' },
    { side: 'both', kind: 'text', text: 'c' },
    { side: 'recorded', kind: 'text', text: 'd' }
  ])
})

it('tells an error from a reply of the same words, and no answer from an empty one', () => {
  expect(differs(said('boom'), [{ kind: 'error', text: 'boom' }])).toBe(true)
  expect(differs(said(''), [])).toBe(true)
  expect(differs([], [])).toBe(false)
})

it('compares texts that are too long for line by line as a whole', () => {
  const long = 'x\n'.repeat(1200)

  expect(compare(said(long), said(long), []).every(({ side }) => side === 'both')).toBe(true)
  expect(compare(said(long), said(`${long}y`), []).every(({ side }) => side !== 'both')).toBe(true)
})
