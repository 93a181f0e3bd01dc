import { parsed } from './json-path'

/** What stands for something in an envelope: the message, its id, the queue that the answer is to come on. */
export const envelopeFields = ['text', 'id', 'replyTo'] as const
export type EnvelopeField = (typeof envelopeFields)[number]
export type EnvelopeValues = Readonly<Record<EnvelopeField, string>>

/** A piece of an envelope: as it stands, or what a field stands for, escaped for so many layers of JSON. */
type Part = string | { readonly field: EnvelopeField; readonly layers: number }

/** An envelope that was read. */
export interface Compiled {
  readonly parts: readonly Part[]
  readonly fields: ReadonlySet<EnvelopeField>
}

/** Why an envelope cannot be used. `what`: the field, or the server's own words about the JSON. */
export interface EnvelopeProblem {
  readonly problem:
    | 'envelope.not_json'
    | 'envelope.unknown_field'
    | 'envelope.field_in_name'
    | 'envelope.half_json'
    | 'envelope.too_large'
  readonly what: string
}

/** JSON in JSON goes no deeper than this. */
const MAX_LAYERS = 4

/** Fields of one envelope, at most: a long message in each of them would fill the memory. */
const MAX_FIELDS = 100

const inBraces = /\{\{([^{}]*)\}\}/g
const jsonString = /"[^"\\]*(?:\\.[^"\\]*)*"/gs
/** What begins as JSON does, so that it was meant as such. */
const looksLikeJson = /^\s*(?:\{\s*["}]|\[\s*["{\]])/

/** A field as it is written. */
export const braced = (field: string): string => `{{${field}}}`

/**
 * Reads an envelope of JSON. What stands for something does so inside of texts, where it is escaped: whatever a message
 * says, the envelope keeps its shape. A text that is JSON itself is an envelope in the envelope, and kept in shape as well.
 */
export function compileJson(template: string, layers = 1): Compiled | EnvelopeProblem {
  const value = parsed(template)
  if (value === undefined) return { problem: 'envelope.not_json', what: notJson(template) }
  const name = nameWithField(value)
  if (name !== null) return { problem: 'envelope.field_in_name', what: name }
  const parts: Part[] = []
  let at = 0
  for (const { 0: token, index } of template.matchAll(jsonString)) {
    if (!token.includes('{{') && !/\\u007b/i.test(token)) continue
    const inside = compileString(JSON.parse(token) as string, layers)
    if ('problem' in inside) return inside
    parts.push(template.slice(at, index), '"', ...inside.parts.map(asInJson), '"')
    at = index + token.length
  }
  parts.push(template.slice(at))
  return whole(parts)
}

/** Reads a text with fields in it, which is no JSON: the value of an attribute. */
export function compileText(template: string, layers = 0): Compiled | EnvelopeProblem {
  const parts: Part[] = []
  let at = 0
  for (const { 0: found, 1: name = '', index } of template.matchAll(inBraces)) {
    const field = envelopeFields.find((one) => one === name.trim())
    if (!field) return { problem: 'envelope.unknown_field', what: found.slice(0, 60) }
    parts.push(template.slice(at, index), { field, layers })
    at = index + found.length
  }
  parts.push(template.slice(at))
  return whole(parts)
}

/** What an envelope comes to; null when that is longer than `limit` UTF-16 units. It is never built then. */
export function fill({ parts }: Compiled, values: EnvelopeValues, limit: number): string | null {
  const escaped = new Map<string, string>()
  const of = ({ field, layers }: Exclude<Part, string>): string => {
    const key = `${field} ${layers}`
    let text = escaped.get(key)
    if (text === undefined) {
      text = values[field]
      for (let layer = 0; layer < layers && text.length <= limit; layer++) text = escapeJson(text)
      escaped.set(key, text)
    }
    return text
  }
  let length = 0
  const texts: string[] = []
  for (const part of parts) {
    const text = typeof part === 'string' ? part : of(part)
    length += text.length
    if (length > limit) return null
    texts.push(text)
  }
  return texts.join('')
}

/** JSON in ASCII, which survives every SQS server: outside of it stands only what is in texts. */
export const asciiJson = (json: string): string =>
  json.replaceAll(
    /[^\n\r\t\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  )

function compileString(text: string, layers: number): Compiled | EnvelopeProblem {
  const isJson = /^\s*["{[]/.test(text) && parsed(text) !== undefined
  if (isJson && layers < MAX_LAYERS) return compileJson(text, layers + 1)
  if (isJson || looksLikeJson.test(text)) return { problem: 'envelope.half_json', what: text.slice(0, 60) }
  return compileText(text, layers)
}

/** A piece of what stands in a text of JSON; a field knows its layers itself. */
const asInJson = (part: Part): Part => (typeof part === 'string' ? escapeJson(part) : part)

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1)

function whole(parts: readonly Part[]): Compiled | EnvelopeProblem {
  const fields = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.field]))
  if (fields.length > MAX_FIELDS) return { problem: 'envelope.too_large', what: String(MAX_FIELDS) }
  return { parts: parts.filter((part) => part !== ''), fields: new Set(fields) }
}

/** The first name in an object, however deep, that holds a field; names are no place for what somebody writes. */
function nameWithField(value: unknown): string | null {
  for (const open = [value]; open.length > 0;) {
    const here = open.pop()
    if (typeof here !== 'object' || here === null) continue
    for (const [name, inside] of Object.entries(here)) {
      if (!Array.isArray(here) && name.includes('{{')) return name.slice(0, 60)
      open.push(inside)
    }
  }
  return null
}

function notJson(template: string): string {
  try {
    JSON.parse(template)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : ''
  }
}
