import type { ErrorKey } from './errors'
import { foldText } from './fold-text'

/** What narrows a search, each followed by a colon and a value. */
export const searchOperators = ['from', 'in', 'before', 'after', 'is', 'has'] as const
export type SearchOperator = (typeof searchOperators)[number]

/** What `is:` and `has:` know. */
export const searchValues = {
  is: ['failed', 'waiting', 'answered', 'unread'],
  has: ['link', 'code', 'reply']
} as const

/** One operator of a query with its value, and where it stands in the query. */
export interface SearchFilter {
  readonly operator: SearchOperator
  readonly value: string
  readonly start: number
  readonly end: number
}

/** What is wrong with a filter, in the catalogue's words; `open`: its value is still to be typed. */
export interface SearchFault extends SearchFilter {
  readonly key: Extract<ErrorKey, `search.${string}`>
  readonly params: Readonly<Record<string, string>>
  readonly open: boolean
}

/** A query as a search takes it. */
export interface SearchQuery {
  /** Pieces that a text must hold, folded, each once. */
  readonly terms: readonly string[]
  readonly filters: readonly SearchFilter[]
  readonly faults: readonly SearchFault[]
}

/** An operator with its value, a text in quotation marks, or a word. */
const part = /(?:(?<![^\s])(from|in|before|after|is|has):(?:"([^"]*)"?|(\S*)))|"([^"]+)"|(\S+)/gi

/**
 * Reads a query: words and texts in quotation marks that must stand in a message, and operators that narrow it. A colon
 * behind any other word is a part of that word. Never throws; what is wrong with an operator is told in `faults`.
 */
export function parseSearch(query: string): SearchQuery {
  const terms = new Set<string>()
  const filters: SearchFilter[] = []
  const faults: SearchFault[] = []
  for (const found of query.matchAll(part)) {
    const [whole, operator, quoted, plain, phrase, word] = found
    if (operator === undefined) {
      const term = foldText(phrase ?? word ?? '').trim()
      if (term !== '') terms.add(term)
      continue
    }
    const [start, end] = [found.index, found.index + whole.length]
    const value = (quoted ?? plain ?? '').trim()
    const filter = { operator: operator.toLowerCase() as SearchOperator, value, start, end }
    const fault = faultOf(filter)
    if (fault) faults.push({ ...filter, ...fault, open: value === '' && end === query.length })
    else filters.push(filter)
  }
  return { terms: [...terms], filters, faults }
}

const examples: Record<SearchOperator, string> = {
  from: 'from:me',
  in: 'in:"Name of a chat"',
  before: 'before:2026-11',
  after: 'after:yesterday',
  is: 'is:failed',
  has: 'has:link'
}

function faultOf({ operator, value }: SearchFilter): Pick<SearchFault, 'key' | 'params'> | null {
  if (value === '') return { key: 'search.value_missing', params: { operator, example: examples[operator] } }
  if (operator === 'is' || operator === 'has') {
    const known: readonly string[] = searchValues[operator]
    if (known.includes(value.toLowerCase())) return null
    return { key: 'search.value_unknown', params: { operator, value, known: known.join(', ') } }
  }
  if ((operator === 'before' || operator === 'after') && !dayRange(value, 0))
    return { key: 'search.date_unreadable', params: { operator, value } }
  return null
}

/** A minute or a second of a day, as `2026-11-26T14:02` or `2026-11-26T14:02:15`. */
const moment = /^(\d{4}-\d{1,2}-\d{1,2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/i

/**
 * When a day, a month, a year, a minute or a second begins and when it is over, in epoch milliseconds by the clock of this
 * place; null for what is none. `now` tells which day today is.
 */
export function dayRange(value: string, now: number): readonly [begins: number, over: number] | null {
  const word = value.toLowerCase()
  const today = new Date(now)
  const [y, m, d] = [today.getFullYear(), today.getMonth(), today.getDate()]
  if (word === 'today') return range([y, m, d], [y, m, d + 1])
  if (word === 'yesterday') return range([y, m, d - 1], [y, m, d])
  const [, ofDay, hours, minutes, seconds] = moment.exec(value) ?? []
  if (ofDay !== undefined) {
    const day = dayRange(ofDay, now)
    if (!day) return null
    const begins = new Date(day[0]).setHours(Number(hours), Number(minutes), Number(seconds ?? 0))
    return [begins, begins + (seconds === undefined ? 60_000 : 1000)]
  }
  const [, year, month, day] = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(word) ?? []
  if (year === undefined) return null
  const [at, index, date] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)]
  // A date that no calendar has, as the 31st of a short month, becomes another.
  const is = new Date(at, index, date)
  if (at < 1970 || is.getMonth() !== index || is.getDate() !== date) return null
  if (month === undefined) return range([at, 0, 1], [at + 1, 0, 1])
  return day === undefined
    ? range([at, index, 1], [at, index + 1, 1])
    : range([at, index, date], [at, index, date + 1])
}

type Ymd = readonly [year: number, month: number, day: number]
const range = (from: Ymd, to: Ymd): readonly [number, number] => [
  new Date(...from).getTime(),
  new Date(...to).getTime()
]
