import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { lineOf, valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'
import {
  CONVERSATION_COLUMNS,
  conversationLineOf,
  scheduledLineOf,
  templateLineOf,
  type ExportLine
} from './export-lines'

/** Messages in one part of an export, at most. */
const EXPORT_PART = 200

/** Bytes of message bodies in one part of an export; one message alone may be more. */
const EXPORT_PART_BYTES = 1_000_000

/** Chats that are to be deleted are left out, with what is in them. */
const HIDDEN = '(SELECT id FROM conversations WHERE delete_at IS NOT NULL)'

/** Of every conversation, or of the one that is asked for; both take the id, or null. */
const wanted = (id: '?1' | '?2'): string =>
  `conversation_id NOT IN ${HIDDEN} AND (conversation_id = ${id} OR ${id} IS NULL)`
const WANTED = wanted('?2')

/** One part of an export; `next` is the cursor of the following part, null at the end. */
export interface ExportPart {
  readonly lines: string[]
  readonly next: number | null
  readonly total: number
}

/** Writes a profile's conversations, templates and messages as JSON lines, those that wait for a moment too; `DataImports` reads them back. */
export class DataExport {
  /** Counted when an export begins and when it ends: counting a large profile takes longer than reading a part. */
  private readonly totals = new Map<string | null, number>()

  constructor(
    private readonly db: ProfileDatabase,
    private readonly now: () => number
  ) {}

  /** The part of the export, of everything or of one chat, that begins at a cursor; 0 is the beginning. */
  part(cursor: number, conversationId: string | null = null): ExportPart {
    const rows = this.rows(cursor, conversationId)
    const last = Number(rows.at(-1)?.['seq'] ?? cursor)
    const more = this.db
      .sql(`SELECT 1 FROM messages WHERE seq > ?1 AND ${WANTED} LIMIT 1`)
      .get(last, conversationId)
    let total = this.totals.get(conversationId) ?? 0
    if (cursor === 0 || !more || total === 0) total = this.count(conversationId)
    this.totals.set(conversationId, total)
    const all = [
      ...(cursor === 0 ? this.head(conversationId) : this.begunIn(rows)),
      ...rows.map(messageLineOf),
      ...(more ? [] : [{ type: 'end', messages: total }])
    ]
    return { lines: all.map((line) => JSON.stringify(line)), next: more ? last : null, total }
  }

  /** What the profile takes on the disk, and how many messages an export of it holds. */
  storage(): { folder: string; bytes: number; messages: number } {
    const { file } = this.db
    const sizes = [file, `${file}-wal`].map((one) => statSync(one, { throwIfNoEntry: false })?.size ?? 0)
    return {
      folder: dirname(file),
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      messages: this.count(null)
    }
  }

  /** The rows after a cursor, as many as one part may hold; at least one. */
  private rows(cursor: number, conversationId: string | null): Row[] {
    const rows: Row[] = []
    let bytes = 0
    const query = this.db.sql(`SELECT * FROM messages WHERE seq > ?1 AND ${WANTED} ORDER BY seq LIMIT 0 + ?3`)
    for (const row of query.iterate(cursor, conversationId, EXPORT_PART)) {
      bytes += String(row['body']).length
      if (rows.length > 0 && bytes > EXPORT_PART_BYTES) break
      rows.push(row)
    }
    return rows
  }

  private count(conversationId: string | null): number {
    if (conversationId !== null) {
      const of = this.db.sql('SELECT count(*) AS size FROM messages WHERE conversation_id = ?')
      return Number(of.get(conversationId)?.['size'])
    }
    const all = this.db.sql('SELECT count(*) AS size FROM messages').get()
    const hidden = this.db
      .sql(`SELECT count(*) AS size FROM messages WHERE conversation_id IN ${HIDDEN}`)
      .get()
    return Number(all?.['size']) - Number(hidden?.['size'])
  }

  private head(conversationId: string | null): ExportLine[] {
    const conversations = this.db
      .sql(
        `SELECT ${CONVERSATION_COLUMNS} FROM conversations
         WHERE delete_at IS NULL AND (id = ?1 OR ?1 IS NULL) ORDER BY created_at`
      )
      .all(conversationId)
      .map(conversationLineOf)
    const templates = this.db
      .sql('SELECT * FROM templates WHERE ?1 IS NULL ORDER BY name')
      .all(conversationId)
    const scheduled = this.db.sql(`SELECT * FROM scheduled WHERE ${wanted('?1')} ORDER BY send_at, id`)
    return [
      { type: 'chatapp-export', version: 1, exportedAt: this.now() },
      ...conversations,
      ...templates.map(templateLineOf),
      ...scheduled.all(conversationId).map(scheduledLineOf)
    ]
  }

  /** Conversations whose first message is in a later part: one may have begun after the head was written. */
  private begunIn(rows: readonly Row[]): ExportLine[] {
    const begun = this.db.sql(
      `SELECT ${CONVERSATION_COLUMNS} FROM conversations
       WHERE id = ? AND (SELECT min(seq) FROM messages WHERE conversation_id = conversations.id) >= ?`
    )
    const first = Number(rows[0]?.['seq'])
    const ids = new Set(rows.map((row) => String(row['conversation_id'])))
    return [...ids].flatMap((id) => begun.all(id, first)).map(conversationLineOf)
  }
}

const messageLineOf = (row: Row): object => ({
  type: 'message',
  ...lineOf(row, valueOf),
  ...(row['position'] === row['created_at'] ? { position: undefined } : {}),
  ...(row['own_attributes'] === '[]' ? { ownAttributes: undefined } : {}),
  ...(row['progress'] === '[]' ? { progress: undefined } : {}),
  ...(row['evidence'] === '{}' ? { evidence: undefined } : {}),
  ...(row['delay_seconds'] === 0 ? { delaySeconds: undefined } : {}),
  ...(row['superseded'] === 0 ? { superseded: undefined } : {}),
  ...(row['pair'] === null ? { pair: undefined } : {}),
  ...(row['wire'] === null ? { wire: undefined } : {}),
  ...(row['room'] === null ? { room: undefined } : {})
})
