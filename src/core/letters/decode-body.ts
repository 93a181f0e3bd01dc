import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { isJson, jsonTokens } from '../../shared/json-tokens'
import type { Layer } from '../../shared/letter'

/** Layers in one body, at most: whoever wraps more wants to be looked at as it came. */
const MOST_LAYERS = 8
/** Bytes that one compressed layer may unpack to; a bomb is not unpacked further. */
export const MOST_UNPACKED = 4_194_304
/** Characters of a layer that are given out. */
export const MOST_SHOWN = 1_048_576
/** Bytes of what is no text that are shown. */
const HEX_BYTES = 256
/** JSON in JSON in JSON: so deep it is put in place. */
const DEEPEST = 5
/** Shorter texts are words more often than base64. */
const SHORTEST_BASE64 = 12
/** Entries of an envelope that are named. */
const MOST_ENTRIES = 20

/** A layer, and what in it is looked at next; null: that is all. */
interface Found {
  readonly layer: Layer
  readonly inner: string | null
}

/**
 * The layers of a body from the outside in: JSON, JSON that is written as a text, envelopes of SNS and EventBridge, events
 * of S3, base64 and gzip. Empty for a text that holds nothing but itself. Nothing is rounded or left out, and whatever the
 * body is, the work is bounded.
 */
export function decodeBody(body: string): Layer[] {
  const layers: Layer[] = []
  for (let text: string | null = body; text !== null && layers.length < MOST_LAYERS;) {
    const found: Found | null = unwrap(text)
    if (!found) break
    layers.push(found.layer)
    text = found.inner
  }
  return layers
}

const unwrap = (text: string): Found | null => ofJson(text) ?? ofBase64(text)

type Facts = Layer['facts']

/** A layer with what was in it; `inner` is looked at next. */
function found(
  kind: Layer['kind'],
  text: string,
  rest: { facts?: Facts; inner?: string | null } = {}
): Found {
  const { facts = [], inner = null } = rest
  const problem = text === '' ? 'empty' : null
  return {
    layer: { kind, facts, text: text.slice(0, MOST_SHOWN), length: text.length, problem },
    inner: text === '' ? null : inner
  }
}

const broken = (kind: Layer['kind'], problem: 'large' | 'damaged', facts: Facts): Found => ({
  layer: { kind, facts, text: '', length: 0, problem },
  inner: null
})

const snsSchema = z.looseObject({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  Message: z.string(),
  TopicArn: z.string(),
  Subject: z.string().nullish(),
  Timestamp: z.string().nullish()
})

const eventBridgeSchema = z.looseObject({
  'detail-type': z.string(),
  source: z.string(),
  detail: z.looseObject({}),
  account: z.string().nullish(),
  region: z.string().nullish(),
  time: z.string().nullish()
})

const s3Schema = z.looseObject({
  Records: z
    .array(
      z.looseObject({
        eventSource: z.enum(['aws:s3']),
        eventName: z.string(),
        awsRegion: z.string().nullish(),
        eventTime: z.string().nullish(),
        s3: z.looseObject({
          bucket: z.looseObject({ name: z.string() }),
          object: z.looseObject({ key: z.string(), size: z.number().nullish() })
        })
      })
    )
    .min(1)
})

function ofJson(text: string): Found | null {
  if (!/^\s*["{[]/.test(text)) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value === 'string') return found('json-text', value, { inner: value })
  return ofSns(value) ?? ofEventBridge(value, text) ?? ofS3(value, text) ?? ofPlainJson(text)
}

function ofPlainJson(text: string): Found {
  const expanded = expand(text, 0)
  return expanded === null ? found('json', text) : found('json-in-json', expanded)
}

const factsOf = (facts: readonly (readonly [Facts[number]['name'], string | null | undefined])[]): Facts =>
  facts.flatMap(([name, value]) => (value ? [{ name, value }] : []))

function ofSns(value: unknown): Found | null {
  const parsed = snsSchema.safeParse(value)
  if (!parsed.success) return null
  const { Message, TopicArn, Subject, Timestamp } = parsed.data
  const facts = factsOf([
    ['topic', TopicArn],
    ['subject', Subject],
    ['sentAt', Timestamp]
  ])
  return found('sns', Message, { facts, inner: Message })
}

function ofEventBridge(value: unknown, text: string): Found | null {
  const parsed = eventBridgeSchema.safeParse(value)
  const detail = parsed.success ? memberOf(text, 'detail') : null
  if (!parsed.success || detail === null) return null
  const { source, account, region, time, 'detail-type': detailType } = parsed.data
  const facts = factsOf([
    ['source', source],
    ['detailType', detailType],
    ['account', account],
    ['region', region],
    ['sentAt', time]
  ])
  return found('eventbridge', detail, { facts, inner: detail })
}

function ofS3(value: unknown, text: string): Found | null {
  const parsed = s3Schema.safeParse(value)
  if (!parsed.success) return null
  const records = parsed.data.Records.slice(0, MOST_ENTRIES)
  const facts = records.flatMap(({ eventName, awsRegion, eventTime, s3: { bucket, object } }) =>
    factsOf([
      ['event', eventName],
      ['object', `s3://${bucket.name}/${keyOf(object.key)}`],
      ['bytes', object.size === null || object.size === undefined ? null : String(object.size)],
      ['region', awsRegion],
      ['sentAt', eventTime]
    ])
  )
  return found('s3', text, { facts })
}

/** AWS: the key of an object is written as in a form, a space as a plus sign. */
function keyOf(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

/** The value of an object's member as it is written; the last one of that name counts, as in `JSON.parse`. */
function memberOf(json: string, name: string): string | null {
  let [depth, start, value]: [number, number, string | null] = [0, -1, null]
  for (const { 0: token, index } of jsonTokens(json)) {
    const ends = depth === 1 && (token === ',' || token === '}')
    if (ends && start >= 0) {
      value = json.slice(start, index).trim()
      start = -1
    }
    if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else if (depth === 1 && isKey(json, index + token.length) && JSON.parse(token) === name) {
      start = json.indexOf(':', index + token.length) + 1
    }
  }
  return value
}

const COLON = /\s*:/y

/** Whether what ends here is the name of a member. */
function isKey(json: string, end: number): boolean {
  COLON.lastIndex = end
  return COLON.test(json)
}

/** JSON with what stands in it as a text of JSON put in its place; null where there is none. */
function expand(json: string, depth: number): string | null {
  if (depth >= DEEPEST || !/"\s*[[{]/.test(json)) return null
  const parts: string[] = []
  let from = 0
  for (const { 0: token, index } of jsonTokens(json)) {
    const end = index + token.length
    if (!/^"\s*[[{]/.test(token) || isKey(json, end)) continue
    const inner = String(JSON.parse(token))
    if (!isJson(inner)) continue
    parts.push(json.slice(from, index), expand(inner, depth + 1) ?? inner)
    from = end
  }
  return parts.length === 0 ? null : [...parts, json.slice(from)].join('')
}

const base64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{4}|[a-z0-9+/]{3}=|[a-z0-9+/]{2}==)$/i

/** Base64 of gzip, or of a text; other bytes are likelier a word, or a key, that happens to be written so. */
function ofBase64(text: string): Found | null {
  const written = text.replaceAll(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/')
  if (written.length < SHORTEST_BASE64 || written.length % 4 !== 0 || !base64.test(written)) return null
  const bytes = Buffer.from(written, 'base64')
  if (bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8) return ofGzip(bytes)
  const inner = textOf(bytes)
  return inner === null ? null : found('base64', inner, { inner })
}

function ofGzip(bytes: Buffer): Found {
  const packed: Facts = [{ name: 'bytes', value: String(bytes.length) }]
  let unpacked: Buffer
  try {
    unpacked = gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED })
  } catch (error) {
    const isLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE'
    return broken('gzip', isLarge ? 'large' : 'damaged', packed)
  }
  const text = textOf(unpacked)
  if (text !== null) return found('gzip', text, { facts: packed, inner: text })
  const layer = { kind: 'gzip', facts: packed, text: hexOf(unpacked), length: unpacked.length } as const
  return { layer: { ...layer, problem: 'binary' }, inner: null }
}

/** Bytes that are UTF-8 without control characters, as a text; else null. */
function textOf(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return /(?![\t\n\r])\p{Cc}/u.test(text) ? null : text
  } catch {
    return null
  }
}

/** The beginning of bytes, sixteen a line. */
function hexOf(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes.subarray(0, HEX_BYTES)).toString('hex')
  return (hex.match(/.{1,32}/g) ?? []).map((line) => (line.match(/../g) ?? []).join(' ')).join('\n')
}
