import { visible } from '../text/visible'
/** A line of a log as it is shown: what it says, and its further fields. */
export interface LineWords {
  readonly said: string
  readonly rest: string
  /** When it says that it was written, epoch milliseconds; null where it does not. */
  readonly at: number | null
}

/** Fields that stand elsewhere in a row. */
const elsewhere: ReadonlySet<string> = new Set(['timestamp', 'time', 'level', 'message', 'type', 'records'])

/** Fields that are long and tell a reader little: they stand last. */
const ids: ReadonlySet<string> = new Set([
  'correlationId',
  'conversationId',
  'sqsMessageId',
  'requestId',
  'frames'
])

/** Longest that a field is shown, in characters. */
const MAX_FIELD = 200

/** Places at which the whole part of a cut line is looked for to end, from its end on. */
const MAX_TRIES = 50

/** Reads a line; one that is no JSON object is its own words. */
export function wordsOfLine(text: string): LineWords {
  const whole = objectIn(text)
  const line = whole ?? beginningIn(text)
  if (!line) return { said: visible(text), rest: '', at: null }
  const { message, type, record, records } = line
  const inner = typeof type === 'string' && isObject(record) ? record : line
  const said = typeof message === 'string' ? message : typeof type === 'string' ? type : ''
  const fields = Object.entries(inner)
    .filter(([name]) => !elsewhere.has(name))
    .toSorted(([a], [b]) => Number(ids.has(a)) - Number(ids.has(b)))
    .map(([name, value]) => `${name}=${short(value)}`)
  const count = Array.isArray(records) ? [`messages=${records.length}`] : []
  return {
    said: visible(said),
    rest: visible([...count, ...fields, ...(whole ? [] : ['…'])].join(' ')),
    at: timeOf(line)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objectIn(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** The fields of a line whose end was cut that stand in it as a whole; null where there is none. */
function beginningIn(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null
  let end = text.length
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    end = text.lastIndexOf(',"', end - 1)
    if (end <= 0) return null
    const line = objectIn(`${text.slice(0, end)}}`)
    if (line) return line
  }
  return null
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > MAX_FIELD ? `${text.slice(0, MAX_FIELD)}…` : text
}

function timeOf({ timestamp, time }: Record<string, unknown>): number | null {
  const said = timestamp ?? time
  const at = typeof said === 'string' ? Date.parse(said) : Number.NaN
  return Number.isNaN(at) ? null : at
}
