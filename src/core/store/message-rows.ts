import type { SQLOutputValue } from 'node:sqlite'
import { z } from 'zod'
import { ChatError } from '../../shared/errors'
import {
  nearestTime,
  parseStoredReply,
  parseStoredRequest,
  storedTimelineSchema,
  wireErrorSchema,
  type ChatMessage,
  type RequestStatus,
  type Timeline
} from '../../shared/message'

/** A request that SQS has not accepted yet. */
export interface OutboxEntry {
  readonly id: string
  readonly conversationId: string
  /** The body exactly as it goes on the wire. */
  readonly body: string
  /** Attempts made so far. */
  readonly attempts: number
}

/** A row of `selectMessages`. */
export type Row = Record<string, SQLOutputValue>
/** Reads a timeline column. */
export const parseTimeline = (text: SQLOutputValue | undefined): Timeline =>
  storedTimelineSchema.parse(JSON.parse(String(text)))
/** SQS message attributes by name. */
export const attributesSchema = z.record(z.string(), z.string())

/** Messages with their outbox entries, if any. */
export const selectMessages = `
  SELECT m.*, o.due_at FROM messages m LEFT JOIN outbox o ON o.seq = m.seq`

/** A row as the outbox relay needs it. */
export const toEntry = (row: Row): OutboxEntry => ({
  id: String(row['id']),
  conversationId: String(row['conversation_id']),
  body: String(row['body']),
  attempts: Number(row['attempts'])
})

/** A row as panes see it. Throws `storage` for a body that this version cannot read. */
export function toMessage(row: Row): ChatMessage {
  const rawBody = String(row['body'])
  const timeline = parseTimeline(row['timeline'])
  const common = {
    createdAt: nearestTime(Number(row['created_at'])),
    position: Number(row['position']),
    timeline,
    attempts: Number(row['attempts'])
  }
  if (row['role'] === 'reply') {
    const parsed = parseStoredReply(rawBody)
    if (!parsed.ok) throw new ChatError('storage', `A stored reply cannot be read: ${parsed.detail}`)
    const { id, sender, text, inReplyTo, kind } = parsed.body
    const conversationId = String(row['conversation_id'])
    return { role: 'reply', id, conversationId, sender: pickSender(sender), text, inReplyTo, kind, ...common }
  }
  const parsed = parseStoredRequest(rawBody)
  if (!parsed.ok) throw new ChatError('storage', `A stored request cannot be read: ${parsed.detail}`)
  const { id, conversationId, sender, text } = parsed.body
  const reason = row['reason'] === null ? null : wireErrorSchema.parse(JSON.parse(String(row['reason'])))
  return {
    role: 'request',
    id,
    conversationId,
    sender: pickSender(sender),
    text,
    status: row['status'] as RequestStatus,
    reason,
    nextAttemptAt:
      row['due_at'] === null || common.attempts === 0 ? null : nearestTime(Number(row['due_at'])),
    roundTripMs: row['round_trip_ms'] === null ? null : Number(row['round_trip_ms']),
    ...common
  }
}

/** The text of a stored message; empty for a body that this version cannot read. */
export function textOf(row: Row): string {
  const body = String(row['body'])
  const parsed = row['role'] === 'reply' ? parseStoredReply(body) : parseStoredRequest(body)
  return parsed.ok ? parsed.body.text : ''
}

const pickSender = ({ id, name }: { id: string; name: string }) => ({ id, name })
