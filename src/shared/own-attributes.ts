import type { ErrorKey } from './errors'
import { attributeNames } from './wire'

/** SQS message attributes that the user gives a message, beside ours. */
export const attributeTypes = ['String', 'Number', 'Binary'] as const
export type AttributeType = (typeof attributeTypes)[number]

/** One of them; the value of a `Binary` one is written in base64. */
export interface OwnAttribute {
  readonly name: string
  readonly type: AttributeType
  readonly value: string
}

/** AWS: at most 10 attributes on a message. */
export const MAX_ATTRIBUTES = 10
/** Two of them are ours. */
export const MAX_OWN_ATTRIBUTES = MAX_ATTRIBUTES - Object.keys(attributeNames).length

// AWS: letters, digits, _ - and . (neither first nor last nor twice in a row), at most 256.
const namePattern = /^(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/
const reservedName = /^(aws|amazon)\./i
const ourNames: ReadonlySet<string> = new Set(Object.values(attributeNames))

/** AWS: XML 1.0 characters, at least one. */
export const wireText = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]+$/u
const number = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i
const base64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{4}|[a-z0-9+/]{3}=|[a-z0-9+/]{2}==)$/i

/** AWS: up to 38 digits, from 10^-128 to 10^126. */
function isNumber(value: string): boolean {
  const digits = number
    .exec(value)?.[1]
    ?.replace('.', '')
    .replace(/^0+|0+$/g, '')
  const size = Math.abs(Number(value))
  return digits !== undefined && digits.length <= 38 && (size === 0 || (size >= 1e-128 && size <= 1e126))
}

const valueProblems = {
  String: (value) => (wireText.test(value) ? null : 'attribute.value_string'),
  Number: (value) => (isNumber(value) ? null : 'attribute.value_number'),
  Binary: (value) => (base64.test(value) ? null : 'attribute.value_binary')
} as const satisfies Record<AttributeType, (value: string) => ErrorKey | null>

/** What SQS, or we, would refuse about the name of an attribute; null when it may be sent. */
export const nameProblem = (name: string) =>
  ourNames.has(name) ? 'attribute.name_ours' : wireNameProblem(name)

/** What SQS would refuse about it. */
export function wireNameProblem(name: string) {
  if (reservedName.test(name)) return 'attribute.name_reserved'
  return namePattern.test(name) ? null : 'attribute.name_characters'
}

/** The same of its value. */
export const valueProblem = ({ type, value }: OwnAttribute) => valueProblems[type](value)

const utf8 = new TextEncoder()
const bytesOf = ({ type, value }: OwnAttribute): number =>
  type === 'Binary' ? value.replace(/=+$/, '').length * 0.75 : utf8.encode(value).length

/** What attributes take of a message's size, in bytes: AWS counts names, types and values. */
export const attributesSize = (attributes: readonly OwnAttribute[]): number =>
  attributes.reduce((sum, one) => sum + one.name.length + one.type.length + Math.floor(bytesOf(one)), 0)
