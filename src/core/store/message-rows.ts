import { ChatError } from '../../shared/errors'
import {
  nearestTime,
  parseStoredReply,
  parseStoredRequest,
  type ChatMessage,
  type ReplyBody,
  type RequestBody
} from '../../shared/message'
import { valueOf, type Row } from './columns'

/** A request that SQS has not accepted yet. */
export interface OutboxEntry {
  readonly id: string
  readonly conversationId: string
  /** The body exactly as it goes on the wire. */
  readonly body: string
  /** Attempts made so far. */
  readonly attempts: number
}

/** Messages with their outbox entries, if any. */
export const selectMessages = `
  SELECT m.*, o.due_at FROM messages m LEFT JOIN outbox o ON o.seq = m.seq`

/** A row as the outbox relay needs it. */
export const toEntry = (row: Row): OutboxEntry => ({
  id: valueOf(row, 'id'),
  conversationId: valueOf(row, 'conversationId'),
  body: valueOf(row, 'body'),
  attempts: valueOf(row, 'attempts')
})

/** A row as panes see it. Throws `storage` for a body that this version cannot read. */
export function toMessage(row: Row): ChatMessage {
  const rawBody = valueOf(row, 'body')
  const common = {
    createdAt: valueOf(row, 'createdAt'),
    position: valueOf(row, 'position'),
    timeline: valueOf(row, 'timeline'),
    attempts: valueOf(row, 'attempts')
  }
  if (row['role'] === 'reply') {
    const parsed = parseStoredReply(rawBody)
    if (!parsed.ok) throw new ChatError('storage', `A stored reply cannot be read: ${parsed.detail}`)
    const { id, sender, text, inReplyTo, kind } = parsed.body
    const conversationId = valueOf(row, 'conversationId')
    return { role: 'reply', id, conversationId, sender: pickSender(sender), text, inReplyTo, kind, ...common }
  }
  const parsed = parseStoredRequest(rawBody)
  if (!parsed.ok) throw new ChatError('storage', `A stored request cannot be read: ${parsed.detail}`)
  const { id, conversationId, sender, text } = parsed.body
  const waits = row['due_at'] !== null && common.attempts > 0
  return {
    role: 'request',
    id,
    conversationId,
    sender: pickSender(sender),
    text,
    status: valueOf(row, 'status') ?? 'failed',
    reason: valueOf(row, 'reason'),
    nextAttemptAt: waits ? nearestTime(Number(row['due_at'])) : null,
    roundTripMs: valueOf(row, 'roundTripMs'),
    ...common
  }
}

/** A stored body; null for one that this version cannot read. */
export function storedBody(role: unknown, body: string): RequestBody | ReplyBody | null {
  const parsed = role === 'reply' ? parseStoredReply(body) : parseStoredRequest(body)
  return parsed.ok ? parsed.body : null
}

/** The text of a stored message; empty for a body that this version cannot read. */
export const textOf = (row: Row): string => storedBody(row['role'], String(row['body']))?.text ?? ''

const pickSender = ({ id, name }: { id: string; name: string }) => ({ id, name })
