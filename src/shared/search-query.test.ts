import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dayRange, parseSearch, searchOperators } from './search-query'

const read = (query: string) => {
  const { terms, filters, faults } = parseSearch(query)
  return {
    terms,
    filters: filters.map(({ operator, value }) => `${operator}=${value}`),
    faults: faults.map(({ key, operator }) => `${key} ${operator}`)
  }
}

it.each([
  ['hello World', { terms: ['hello', 'world'] }],
  ['"two words" and more', { terms: ['two words', 'and', 'more'] }],
  ['from:Ada in:"My chat" hello', { terms: ['hello'], filters: ['from=Ada', 'in=My chat'] }],
  ['IS:failed has:LINK', { filters: ['is=failed', 'has=LINK'] }],
  ['before:2026-11 after:yesterday', { filters: ['before=2026-11', 'after=yesterday'] }],
  ['http://x.org note: 12:30 xfrom:ada', { terms: ['http://x.org', 'note:', '12:30', 'xfrom:ada'] }],
  ['from:', { faults: ['search.value_missing from'] }],
  ['is:green', { faults: ['search.value_unknown is'] }],
  ['has:"two words"', { faults: ['search.value_unknown has'] }],
  ['before:2026-02-31', { faults: ['search.date_unreadable before'] }],
  ['in:"not closed', { filters: ['in=not closed'] }],
  ['""', { terms: ['""'] }],
  ['   ', {}]
])('reads %s', (query, expected) => {
  expect(read(query)).toEqual({ terms: [], filters: [], faults: [], ...expected })
})

it('tells a value that is still to be typed from one that is left out', () => {
  expect(parseSearch('hello from:').faults[0]).toMatchObject({ open: true, start: 6, end: 11 })
  expect(parseSearch('from: hello').faults[0]).toMatchObject({ open: false })
})

const piece = fc.oneof(
  fc.constantFrom(...searchOperators.map((operator) => `${operator}:`), '"', ' ', ':', 'is:failed', 'today'),
  fc.string({ unit: 'binary', maxLength: 8 })
)

it('reads whatever is typed without a throw, and knows where each operator stands', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const query = pieces.join('')
      const { terms, filters, faults } = parseSearch(query)

      for (const { operator, value, start, end } of [...filters, ...faults]) {
        expect(query.slice(start, end).toLowerCase().startsWith(`${operator}:`)).toBe(true)
        expect(query.slice(start, end)).toContain(value)
      }
      expect(new Set(terms).size).toBe(terms.length)
      expect(terms.every((term) => term.trim() === term && term !== '')).toBe(true)
    })
  )
})

it('finds every operator that is written out, whatever the value', () => {
  const value = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => {
    return text.trim() === text && !text.includes('"')
  })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('from', 'in'), value)), (all) => {
      const query = all.map(([operator, text]) => `${operator}:"${text}"`).join(' ')

      expect(read(query)).toEqual({
        terms: [],
        filters: all.map(([operator, text]) => `${operator}=${text}`),
        faults: []
      })
    })
  )
})

const at = (...ymd: [number, number, number]): number => new Date(...ymd).getTime()

it('knows when days, months and years begin and end, by the clock of this place', () => {
  const now = new Date(2026, 10, 26, 14, 30).getTime()

  expect(dayRange('today', now)).toEqual([at(2026, 10, 26), at(2026, 10, 27)])
  expect(dayRange('Yesterday', now)).toEqual([at(2026, 10, 25), at(2026, 10, 26)])
  expect(dayRange('2026-2-1', now)).toEqual([at(2026, 1, 1), at(2026, 1, 2)])
  expect(dayRange('2026-12', now)).toEqual([at(2026, 11, 1), at(2027, 0, 1)])
  expect(dayRange('2025', now)).toEqual([at(2025, 0, 1), at(2026, 0, 1)])
  const minute = new Date(2026, 10, 26, 14, 2).getTime()
  expect(dayRange('2026-11-26T14:02', now)).toEqual([minute, minute + 60_000])
  expect(dayRange('2026-11-26t14:02:15', now)).toEqual([minute + 15_000, minute + 16_000])
  for (const no of [
    '2026-11-26T24:00',
    '2026-11-26T1:00',
    '2026-02-30T10:00',
    '2026-11T10:00',
    'soon',
    '2026-13',
    '2026-00',
    '2026-02-30',
    '26-01-01',
    '0001',
    ''
  ]) {
    expect(dayRange(no, now)).toBeNull()
  }
})
