import { TableError } from '../protocol/aws-json-error'
import { compareDecimals, decimalText, readDecimal } from './decimal'
import { invalid, invalidValue } from './table-error'

/** A value as it stands on the wire: its type, and what is in it. Numbers are texts, bytes are base64. */
export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly M: Item }
  | { readonly L: readonly AttributeValue[] }
  | { readonly NULL: true }
  | { readonly BOOL: boolean }
export type Item = Readonly<Record<string, AttributeValue>>
export type ValueType = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'NULL' | 'BOOL'

/** AWS: documents within documents. */
const MAX_DEPTH = 32

const malformed = (message: string): TableError => new TableError('SerializationException', message)

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads an item, or a map in one. Throws what DynamoDB says of one that it would not take. */
export function readItem(value: unknown, depth = 0): Item {
  if (!isObject(value)) throw malformed('Unexpected field type: an item is a map of attributes.')
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, readValue(one, depth)]))
}

/** Reads one value; a number comes out as DynamoDB writes it. */
export function readValue(value: unknown, depth = 0): AttributeValue {
  if (!isObject(value)) throw malformed('Unexpected value type in payload')
  if (depth >= MAX_DEPTH) throw invalid('Nesting Levels have exceeded supported limits')
  const given = Object.entries(value).filter(([type, content]) => type in readers && content !== null)
  const [[type, content] = []] = given
  if (type === undefined)
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
  if (given.length > 1)
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
    )
  return readers[type as ValueType](content, depth + 1)
}

const readers: Readonly<Record<ValueType, (content: unknown, depth: number) => AttributeValue>> = {
  S: (content) => ({ S: text(content) }),
  N: (content) => ({ N: number(content) }),
  B: (content) => ({ B: bytes(content) }),
  SS: (content) => ({ SS: set(content, text, 'An string set  may not be empty') }),
  NS: (content) => ({ NS: set(content, number, 'An number set  may not be empty') }),
  BS: (content) => ({ BS: set(content, bytes, 'Binary sets should not be empty') }),
  M: (content, depth) => ({ M: readItem(content, depth) }),
  L: (content, depth) => ({ L: list(content).map((one) => readValue(one, depth)) }),
  BOOL: (content) => ({ BOOL: bool(content) }),
  NULL: (content) => {
    if (!bool(content)) throw invalidValue('Null attribute value types must have the value of true')
    return { NULL: true }
  }
}

function text(content: unknown): string {
  if (typeof content === 'string') return content
  throw malformed(`${typeof content} cannot be converted to String`)
}

const number = (content: unknown): string => decimalText(readDecimal(text(content)))

function bytes(content: unknown): string {
  const base64 = text(content)
  if (Buffer.from(base64, 'base64').toString('base64') === base64) return base64
  throw malformed('Invalid last non-pad Base64 character detected')
}

function bool(content: unknown): boolean {
  if (typeof content === 'boolean') return content
  throw malformed(`${typeof content} cannot be converted to Boolean`)
}

function list(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content
  throw malformed('Unexpected field type: a list is an array.')
}

function set(content: unknown, read: (one: unknown) => string, empty: string): string[] {
  const members = list(content).map(read)
  if (members.length === 0) throw invalidValue(empty)
  if (new Set(members).size < members.length) {
    throw invalidValue(`Input collection [${members.join(', ')}] contains duplicates.`)
  }
  return members
}

export const typeOf = (value: AttributeValue): ValueType => Object.keys(value)[0] as ValueType

/** How many bytes of an item AWS counts for its attributes. */
export const sizeOfItem = (item: Item): number =>
  Object.entries(item).reduce((size, [name, value]) => size + Buffer.byteLength(name) + sizeOfValue(value), 0)

function sizeOfValue(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S)
  if ('N' in value) return sizeOfNumber(value.N)
  if ('B' in value) return Buffer.byteLength(value.B, 'base64')
  if ('SS' in value) return sum(value.SS, (one) => Buffer.byteLength(one))
  if ('NS' in value) return sum(value.NS, sizeOfNumber)
  if ('BS' in value) return sum(value.BS, (one) => Buffer.byteLength(one, 'base64'))
  // AWS: 3 bytes for a list or map, and one for each that is in it.
  if ('M' in value) return 3 + Object.keys(value.M).length + sizeOfItem(value.M)
  if ('L' in value) return 3 + sum(value.L, (one) => 1 + sizeOfValue(one))
  return 1
}

/** AWS: about one byte for two digits, and one more; another one for a sign. */
function sizeOfNumber(number: string): number {
  const { digits, negative } = readDecimal(number)
  return Math.ceil(digits.length / 2) + 1 + Number(negative)
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((total, one) => total + of(one), 0)

/** Whether two values are of the same type and the same; sets in whatever order. */
export function areEqual(a: AttributeValue, b: AttributeValue): boolean {
  if (typeOf(a) !== typeOf(b)) return false
  if ('L' in a && 'L' in b) {
    return a.L.length === b.L.length && a.L.every((one, index) => areEqual(one, b.L[index] ?? one))
  }
  if ('M' in a && 'M' in b) {
    const names = Object.keys(a.M)
    return (
      names.length === Object.keys(b.M).length &&
      names.every((name) => {
        const [one, other] = [a.M[name], b.M[name]]
        return one !== undefined && other !== undefined && areEqual(one, other)
      })
    )
  }
  const [members, others] = [membersOf(a), membersOf(b)]
  if (!members || !others) return JSON.stringify(a) === JSON.stringify(b)
  return members.length === others.length && members.every((one) => others.includes(one))
}

/** What is in a set; nothing for what is none. */
export function membersOf(value: AttributeValue): readonly string[] | undefined {
  if ('SS' in value) return value.SS
  if ('NS' in value) return value.NS
  return 'BS' in value ? value.BS : undefined
}

/** The order of two values; undefined where they have none: of different types, or of a type without one. */
export function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if ('S' in a && 'S' in b) return Buffer.compare(Buffer.from(a.S), Buffer.from(b.S))
  if ('N' in a && 'N' in b) return compareDecimals(readDecimal(a.N), readDecimal(b.N))
  if ('B' in a && 'B' in b) return Buffer.compare(Buffer.from(a.B, 'base64'), Buffer.from(b.B, 'base64'))
  return undefined
}
