import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import {
  nearestTime,
  parseStoredReply,
  parseStoredRequest,
  type ChatMessage,
  type ReplyBody,
  type RequestBody
} from '../../shared/message'
import {
  columnKeys,
  encode,
  intoMessages,
  nameOf,
  pick,
  valueOf,
  type ColumnKey,
  type Row,
  type StoredMessage
} from './columns'
import type { ProfileDatabase } from './database'
import type { MessagePair } from '../../shared/pair'

/** Messages with their outbox entries, if any. */
export const selectMessages = `
  SELECT m.*, o.due_at FROM messages m LEFT JOIN outbox o ON o.seq = m.seq`

/** A row as panes see it. Throws `storage` for a body that this version cannot read. */
export function toMessage(row: Row): ChatMessage {
  const rawBody = valueOf(row, 'body')
  const common = pick(row, ['createdAt', 'position', 'timeline', 'attempts'])
  if (row['role'] === 'reply') {
    const parsed = parseStoredReply(rawBody)
    if (!parsed.ok) throw new ChatError('message.reply_unreadable', { detail: parsed })
    const { id, sender, text, inReplyTo, kind } = parsed.body
    const conversationId = valueOf(row, 'conversationId')
    return {
      role: 'reply',
      id,
      conversationId,
      sender: pickSender(sender),
      text,
      inReplyTo,
      kind,
      ...common,
      ...pairOf(row),
      ...backendOf(row),
      ...(row['superseded'] === 1 ? { superseded: true as const } : {})
    }
  }
  const parsed = parseStoredRequest(rawBody)
  if (!parsed.ok) throw new ChatError('message.request_unreadable', { detail: parsed })
  const { id, conversationId, sender, text } = parsed.body
  const deliverAt = deliveryOf(row)
  const attributes = ownAttributesOf(row)
  const progress = progressOf(row)
  const awaitedSince = row['status'] === 'sent' ? row['awaited_since'] : null
  const waits = row['due_at'] !== null && common.attempts > 0
  return {
    role: 'request',
    id,
    conversationId,
    sender: pickSender(sender),
    text,
    status: valueOf(row, 'status') ?? 'failed',
    reason: valueOf(row, 'reason'),
    ...(attributes.length === 0 ? {} : { attributes }),
    ...(deliverAt === null ? {} : { deliverAt }),
    ...(typeof awaitedSince === 'number' ? { awaitedSince: nearestTime(awaitedSince) } : {}),
    ...(progress.length === 0 ? {} : { progress }),
    nextAttemptAt: waits ? nearestTime(Number(row['due_at'])) : null,
    roundTripMs: valueOf(row, 'roundTripMs'),
    ...pairOf(row),
    ...common
  }
}

/** The queues of a message whose chat is bound to some, without what goes on the wire. */
function pairOf(row: Row): { pair?: Omit<MessagePair, 'id' | 'attributes'> } {
  if (row['pair'] === null) return {}
  const stored = valueOf(row, 'pair')
  if (!stored) return {}
  const { id: _id, attributes: _attributes, ...pair } = stored
  return { pair }
}

/** Where a reply came from; most came from the local backend, and are read without a parser for it. */
function backendOf(row: Row): { backendId?: string } {
  if (!String(row['evidence']).includes('"backendId"')) return {}
  const { backendId } = valueOf(row, 'evidence')
  return backendId === undefined ? {} : { backendId }
}

/** The user's own attributes; most messages have none, and are read without a parser for it. */
export const ownAttributesOf = (row: Row): StoredMessage['ownAttributes'] =>
  row['own_attributes'] === '[]' ? [] : valueOf(row, 'ownAttributes')

/** What is known of the attempts at a request; most are answered before anything is told. */
export const progressOf = (row: Row): StoredMessage['progress'] =>
  row['progress'] === '[]' ? [] : valueOf(row, 'progress')

/** Until when SQS is to hold a request back, by the clock that stamped `queued`; null: not at all. */
export function deliveryOf(row: Row): number | null {
  const delaySeconds = Number(row['delay_seconds'])
  return delaySeconds === 0 ? null : (valueOf(row, 'timeline').queued ?? 0) + 1000 * delaySeconds
}

/** A stored body; null for one that this version cannot read. */
export function storedBody(role: unknown, body: string): RequestBody | ReplyBody | null {
  const parsed = role === 'reply' ? parseStoredReply(body) : parseStoredRequest(body)
  return parsed.ok ? parsed.body : null
}

/** The text of a stored message; empty for a body that this version cannot read. */
export const textOf = (row: Row): string => storedBody(row['role'], String(row['body']))?.text ?? ''

const pickSender = ({ id, name }: { id: string; name: string }) => ({ id, name })

/** What a message is stored with; the other columns begin as the table says. */
type NewMessage = Partial<StoredMessage> &
  Pick<StoredMessage, 'id' | 'conversationId' | 'role' | 'body' | 'attributes' | 'createdAt' | 'timeline'>

/** Stores a message after all that are in its conversation, unless it has its place, and returns its `seq`. Inside a transaction. */
export function insertMessage(db: ProfileDatabase, message: NewMessage): number {
  const position = message.position ?? positionAfterAll(db, message.conversationId, message.createdAt)
  const [keys, values] = encoded({ ...message, position })
  const { lastInsertRowid } = db.sql(`INSERT ${intoMessages(keys)}`).run(...values, db.nextRevision())
  return Number(lastInsertRowid)
}

/** Where a message stands that comes after all of its conversation. */
export function positionAfterAll(db: ProfileDatabase, conversationId: string, createdAt: number): number {
  const last = db.sql('SELECT max(position) AS position FROM messages WHERE conversation_id = ?')
  return Math.max(createdAt, Number(last.get(conversationId)?.['position'] ?? -1) + 1)
}

/** Changes some columns of a message. Inside a transaction. */
export function changeMessage(db: ProfileDatabase, id: string, fields: Partial<StoredMessage>): void {
  const [keys, values] = encoded(fields)
  const changes = keys.map((key) => `${nameOf(key)} = ?, `).join('')
  db.sql(`UPDATE messages SET ${changes}revision = ? WHERE id = ?`).run(...values, db.nextRevision(), id)
}

/** A row as it stands once these are changed of it. */
export function changedRow(row: Row, fields: Partial<StoredMessage>): Row {
  const [keys, values] = encoded(fields)
  const changed: Row = { ...row }
  for (const [index, key] of keys.entries()) changed[nameOf(key)] = values[index] as SQLOutputValue
  return changed
}

/** The columns that are given, and their values as the table holds them. */
function encoded(fields: Partial<StoredMessage>): [ColumnKey[], SQLInputValue[]] {
  const keys = columnKeys.filter((key) => fields[key] !== undefined)
  return [keys, keys.map((key) => encode(key, fields[key] ?? null))]
}
