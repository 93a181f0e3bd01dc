import { randomUUID } from 'node:crypto'
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { z } from 'zod'
import { DEFAULT_CONVERSATION_ID } from '../shared/contract'
import { ChatError } from '../shared/errors'
import { nearestTime, wireErrorSchema } from '../shared/message'
import { DEFAULT_TITLE } from './conversation-store'
import type { ProfileDatabase } from './database'
import {
  bodyOf,
  messageLine,
  parseLine,
  type conversationLine,
  type ExportLine,
  type MessageLine
} from './export-lines'
import { parseTimeline } from './message-rows'
import { searchText } from './search-text'

/** Messages in one part of an export, at most. */
const EXPORT_PART = 500

/** Bytes of message bodies in one part of an export; one message alone may be more. */
const EXPORT_PART_BYTES = 1_000_000

/** The most lines that one import may hold; beyond this, import in parts. */
const MAX_IMPORT_LINES = 2_000_000

/** A line holds a body of at most 1 MiB, and each of its characters takes at most two in the line's JSON. */
const MAX_LINE_CHARACTERS = 4_000_000

/** One part of an export; `next` is the cursor of the following part, null at the end. */
export interface ExportPart {
  readonly lines: string[]
  readonly next: number | null
  readonly total: number
}

interface OpenImport {
  readonly lines: string[]
  /** Whether the last line is not over. */
  open: boolean
}

/**
 * Writes a profile's conversations and messages as JSON lines, and reads them back.
 *
 * An import takes everything or nothing: every line is checked before the first is stored, and they are stored in
 * one transaction. What is there already (by id) stays as it is.
 */
export class DataTransfer {
  private readonly imports = new Map<string, OpenImport>()

  constructor(
    private readonly db: ProfileDatabase,
    private readonly now: () => number
  ) {}

  /** The part of the export that begins at a cursor; 0 is the beginning. */
  export(cursor: number): ExportPart {
    const total = Number(this.db.sql('SELECT count(*) AS size FROM messages').get()?.['size'])
    const rows = this.part(cursor)
    const messages = rows.map((row): ExportLine => ({
      type: 'message',
      id: String(row['id']),
      conversationId: String(row['conversation_id']),
      role: row['role'] === 'reply' ? 'reply' : 'request',
      body: String(row['body']),
      attributes: messageLine.shape.attributes.parse(JSON.parse(String(row['attributes']))),
      status: messageLine.shape.status.parse(row['status']),
      reason: row['reason'] === null ? null : wireErrorSchema.parse(JSON.parse(String(row['reason']))),
      attempts: Number(row['attempts']),
      createdAt: nearestTime(Number(row['created_at'])),
      ...(row['position'] === row['created_at'] ? {} : { position: Number(row['position']) }),
      timeline: parseTimeline(row['timeline']),
      roundTripMs: row['round_trip_ms'] === null ? null : nearestTime(Number(row['round_trip_ms']))
    }))
    const last = Number(rows.at(-1)?.['seq'] ?? cursor)
    const more = this.db.sql('SELECT 1 FROM messages WHERE seq > ? LIMIT 1').get(last)
    const all: ExportLine[] = [
      ...(cursor === 0 ? this.head() : []),
      ...messages,
      ...(more ? [] : [{ type: 'end' as const, messages: total }])
    ]
    return { lines: all.map((line) => JSON.stringify(line)), next: more ? last : null, total }
  }

  /** The rows after a cursor, as many as one part may hold; at least one. */
  private part(cursor: number): Record<string, SQLOutputValue>[] {
    const rows: Record<string, SQLOutputValue>[] = []
    let bytes = 0
    const query = this.db.sql('SELECT * FROM messages WHERE seq > ? ORDER BY seq LIMIT ?')
    for (const row of query.iterate(cursor, EXPORT_PART)) {
      bytes += String(row['body']).length
      if (rows.length > 0 && bytes > EXPORT_PART_BYTES) break
      rows.push(row)
    }
    return rows
  }

  /** Begins an import; returns its id. Lines are only kept in memory until `commit`. */
  begin(): string {
    const importId = randomUUID()
    this.imports.set(importId, { lines: [], open: false })
    return importId
  }

  /** Adds lines. `continued`: the last one is not over; a long line comes in parts that fit into one call each. */
  add(importId: string, lines: readonly string[], continued = false): void {
    const pending = this.pending(importId)
    const all = pending.lines
    if (all.length + lines.length > MAX_IMPORT_LINES) {
      this.imports.delete(importId)
      throw new ChatError(
        'too_large',
        `An import takes at most ${MAX_IMPORT_LINES.toLocaleString('en')} lines.`
      )
    }
    for (const [index, line] of lines.entries()) {
      if (index > 0 || !pending.open) all.push(line)
      else all.push((all.pop() ?? '') + line)
    }
    if (lines.length > 0) pending.open = continued
    if ((all.at(-1)?.length ?? 0) > MAX_LINE_CHARACTERS) {
      this.imports.delete(importId)
      throw new ChatError(
        'invalid_input',
        `Line ${all.length} of the file is longer than any that ChatAPP writes. Nothing was changed.`
      )
    }
  }

  cancel(importId: string): void {
    this.imports.delete(importId)
  }

  /** Checks all lines, then stores them in one transaction. Throws `invalid_input`, naming the first bad line. */
  commit(importId: string): { conversations: number; messages: number; present: number } {
    const { lines } = this.pending(importId)
    this.imports.delete(importId)
    const parsed = lines.flatMap((text, index) => (text.trim() === '' ? [] : [parseLine(text, index + 1)]))
    if (parsed[0]?.type !== 'chatapp-export') {
      throw new ChatError(
        'invalid_input',
        'This is not a ChatAPP export: its first line is not the header. Nothing was changed.'
      )
    }
    const end = parsed.at(-1)
    const held = parsed.filter(({ type }) => type === 'message').length
    if (end?.type !== 'end' || held < end.messages) {
      throw new ChatError(
        'invalid_input',
        'This export is cut off: messages at its end are missing. Export it again. Nothing was changed.'
      )
    }
    const ids = new Set(parsed.flatMap((line) => (line.type === 'conversation' ? [line.id] : [])))
    return this.db.transaction(() => {
      let [conversations, messages, present] = [0, 0, 0]
      for (const line of parsed) {
        if (line.type === 'conversation') conversations += this.insertConversation(line)
        if (line.type !== 'message') continue
        if (!ids.has(line.conversationId)) {
          throw new ChatError(
            'invalid_input',
            `The message ${line.id} names a conversation that the file lacks. Nothing was changed.`
          )
        }
        if (this.insertMessage(line)) messages++
        else present++
      }
      return { conversations, messages, present }
    })
  }

  private head(): ExportLine[] {
    const conversations = this.db
      .sql('SELECT id, title, created_at FROM conversations ORDER BY created_at')
      .all()
      .map((row): ExportLine => ({
        type: 'conversation',
        id: String(row['id']),
        title: String(row['title']),
        createdAt: nearestTime(Number(row['created_at']))
      }))
    return [{ type: 'chatapp-export', version: 1, exportedAt: this.now() }, ...conversations]
  }

  private pending(importId: string): OpenImport {
    const pending = this.imports.get(importId)
    if (!pending) throw new ChatError('not_found', 'This import has ended already. Begin it again.')
    return pending
  }

  /** What is there keeps its title, except the conversation that every profile has before anybody named it. */
  private insertConversation({ id, title, createdAt }: z.output<typeof conversationLine>): number {
    if (id === DEFAULT_CONVERSATION_ID) {
      this.db
        .sql('UPDATE conversations SET title = ?, revision = ? WHERE id = ? AND title = ? AND title <> ?')
        .run(title, this.db.nextRevision(), id, DEFAULT_TITLE, title)
    }
    return Number(
      this.db
        .sql('INSERT OR IGNORE INTO conversations (id, title, created_at, revision) VALUES (?, ?, ?, ?)')
        .run(id, title, createdAt, this.db.nextRevision()).changes
    )
  }

  /**
   * A request that was still on its way when it was exported is not sent again: it stands as failed. Each message
   * takes the place in the log that it had, counts as read, and its times stay out of the figures of this profile.
   */
  private insertMessage(line: MessageLine): boolean {
    const { inReplyTo, kind, text } = bodyOf(line)
    const open = line.status === 'queued' || line.status === 'sent'
    const reason = open
      ? new ChatError(
          'cancelled',
          'It was not answered when it was exported. Retry sends it from here.'
        ).toWire()
      : line.reason
    const values: SQLInputValue[] = [
      line.id,
      line.conversationId,
      line.role,
      line.body,
      JSON.stringify(line.attributes),
      inReplyTo,
      kind,
      open ? 'failed' : line.status,
      reason && JSON.stringify(reason),
      line.attempts,
      line.createdAt,
      line.position ?? line.createdAt,
      1,
      JSON.stringify(line.timeline),
      line.roundTripMs,
      this.db.nextRevision()
    ]
    const { changes, lastInsertRowid } = this.db
      .sql(
        `INSERT OR IGNORE INTO messages (id, conversation_id, role, body, attributes, in_reply_to, kind, status, reason,
           attempts, created_at, position, imported, timeline, round_trip_ms, revision) VALUES (${values.map(() => '?').join(', ')})`
      )
      .run(...values)
    if (changes === 0) return false
    this.db.sql('INSERT INTO message_text (rowid, text) VALUES (?, ?)').run(lastInsertRowid, searchText(text))
    return true
  }
}
