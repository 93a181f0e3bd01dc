/** The conversation every profile starts with. */
export const DEFAULT_CONVERSATION_ID = 'processor'

/** The title of a conversation that nobody has named, while it is empty. */
export const NEW_CHAT_TITLE = 'New chat'

/** The title of a room that one was invited to, until the processor has told its own. */
export const NEW_ROOM_TITLE = 'Room'

/** How long an act can be taken back, in milliseconds. */
export const UNDO_MS = 10_000

/** The version of the message format this build writes and reads. */
export const FORMAT_VERSION = 1

/** AWS: a message and a batch of messages are at most 1 MiB, attributes included. */
export const MAX_MESSAGE_BYTES = 1_048_576

/** Kept free of the body for our two message attributes (names, types and values: under 300 bytes). */
export const ATTRIBUTE_RESERVE_BYTES = 512

/** AWS: DelaySeconds is at most 900. */
export const MAX_DELAY_SECONDS = 900

/** The latest time that anything of ours may name: 2126-01-01 in epoch milliseconds; the earliest is 0, in 1970. */
export const MAX_TIME = 4_922_899_200_000

/** Whether a value can be a time: whole epoch milliseconds from 0 to `MAX_TIME`. */
export const isTime = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TIME

/** The time that can be, nearest to a number that may be none; 0 for what is no number. */
export const nearestTime = (value: number): number =>
  Number.isNaN(value) ? 0 : Math.round(Math.min(MAX_TIME, Math.max(0, value)))

/** Names that a shared response queue may have; those of the installations' own queues are longer. AWS: at most 80 characters. */
export const sharedQueuePattern = /^[A-Za-z0-9_-]{1,62}(\.fifo)?$/

/** Whether a MessageProcessor with this shared response queue answers on a queue. A name, never a URL; `.fifo` for a FIFO set-up. */
export function answersOn(queue: string, sharedQueue: string): boolean {
  const base = sharedQueue.replace(/\.fifo$/, '')
  return queue.startsWith(base) && /^(-[a-z0-9-]{1,40})?(\.fifo)?$/.test(queue.slice(base.length))
}

/** How often a request without an answer is sent, the first time included, before it counts as failed. */
export const MAX_SENDS = 3

/** Message attributes of a request. */
export const attributeNames = { correlationId: 'correlationId', replyTo: 'replyTo' } as const

/**
 * What a request names in `accepts` when its sender can read progress replies. MessageProcessor sends them to nobody
 * else: a client of an earlier version would set each of them aside as a message that it cannot read.
 */
export const PROGRESS = 'progress'

/** The longest text of a progress reply, in UTF-16 units: escaped, it is still one billing unit of SQS (64 KiB). */
export const MAX_PROGRESS_TEXT = 10_000

/** The longest cause of a failed attempt, in UTF-16 units. */
export const MAX_CAUSE = 500

/**
 * Writes a body as JSON in which everything outside U+0020–007E is a `\uXXXX` escape.
 *
 * Emoji, control characters and lone surrogates then survive every SQS server, and one character is one byte.
 */
export function encodeBody(body: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(body).replaceAll(
    /[^\u0020-\u007e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

/** Size of a body on the wire in bytes, counted after escaping. */
export const bodySize = (body: Readonly<Record<string, unknown>>): number => encodeBody(body).length

/** What every version of the format says first: its version, who the message is, and where it belongs. */
export interface Envelope {
  readonly v: number
  readonly id: string
  readonly conversationId: string
}

// Counted in code points, as zod does.
const fits = (text: string): boolean =>
  text.length <= 200 || (text.length <= 400 && Array.from(text).length <= 200)

/** Whether a value can stand where the format wants a name, empty or not. */
export const isName = (value: unknown): value is string => typeof value === 'string' && fits(value)

/** Whether a value can stand where the format wants an id. */
export const isShortText = (value: unknown): value is string => isName(value) && value.length > 0

/** Whether JSON is of our format, whatever its version; anything else is somebody's own, be there a key `v` or not. */
export function isEnvelope(value: unknown): value is Envelope & Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || !('v' in value)) return false
  const { v, id, conversationId } = value as Record<string, unknown>
  return Number.isInteger(v) && isShortText(id) && isShortText(conversationId)
}

/** A body that was parsed, or why it could not be: `foreign` is not our JSON, `newer` wants a newer ChatAPP. */
export type ParsedBody<T> =
  | { ok: true; body: T }
  | { ok: false; reason: 'foreign' | 'newer' | 'malformed'; detail: string }
