import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import type { Sender } from '../../shared/message'
import { encode, importedKeys, nameOf, valueOf, type StoredMessage } from './columns'
import {
  conversationLineOf,
  importedFrom,
  missedFrom,
  type ConversationLine,
  parseLine,
  type ExportLine,
  type MessageLine,
  type ScheduledLine,
  type TemplateLine
} from './export-lines'
import { isBusy } from '../../platform/folder-lock'

/** What comes with a file besides conversations and messages; `missed` has to be one of these yet. */
type LaterType = 'template' | 'scheduled' | 'missed'

/** A message that is ready to be stored. */
export interface StagedMessage {
  /** Its place in the file, from 1. */
  readonly place: number
  /** In the order of `importedKeys`. */
  readonly values: SQLOutputValue[]
  readonly searchText: string
  /** Its place in the search; see `SearchIndex.addNew`. */
  readonly searchPlace: number
}

const schema = `
  CREATE TABLE conversations (place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, created_at INTEGER NOT NULL, named INTEGER, pinned INTEGER, archived INTEGER, muted INTEGER, pairs TEXT, room TEXT) STRICT;
  CREATE TABLE later (type TEXT NOT NULL, id TEXT NOT NULL, line TEXT NOT NULL, UNIQUE (type, id)) STRICT;
  CREATE TABLE messages (place INTEGER PRIMARY KEY, search_text TEXT NOT NULL, ${importedKeys.map(nameOf).join(' ANY, ')} ANY) STRICT;
`

/**
 * What an import has brought so far, checked and kept in a file of its own: however large it is, memory holds little of
 * it, and the profile nothing. The file is locked while this lives, which tells a running import from a dead one's rest.
 */
export class ImportStaging {
  private readonly statements = new Map<string, StatementSync>()
  private first: ExportLine['type'] | null = null
  private last: ExportLine | null = null
  private messages = 0
  /** Where the last message stands that has its number in its room, by the room. */
  private readonly tops = new Map<string, number>()

  private constructor(
    private readonly file: string,
    private readonly db: DatabaseSync
  ) {}

  /** Begins one in a file that is not there yet. Throws what the disk throws. */
  static create(file: string): ImportStaging {
    for (;;) {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, '', { mode: 0o600 })
      const db = new DatabaseSync(file)
      db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
      // Never committed: what was staged ends with this connection.
      db.exec('BEGIN EXCLUSIVE')
      db.exec(schema)
      // Another host may have taken it for a dead one's before it was locked.
      if (existsSync(file)) return new ImportStaging(file, db)
      db.close()
    }
  }

  /** Whether no living import holds this file. */
  static isAbandoned(file: string): boolean {
    if (!existsSync(file)) return true
    const db = new DatabaseSync(file, { timeout: 0 })
    try {
      db.exec('BEGIN EXCLUSIVE')
      return true
    } catch (error) {
      return !isBusy(error)
    } finally {
      db.close()
    }
  }

  /** Takes a checked line. Throws `invalid_input` when it does not fit to what came before. */
  add(line: ExportLine, number: number): void {
    this.first ??= line.type
    if (this.first !== 'chatapp-export') throw new ChatError('import.no_header')
    this.last = line
    if (line.type === 'conversation') this.addConversation(line, number)
    if (line.type === 'template') this.addLater(line)
    if (line.type === 'scheduled') {
      this.assertChatOf(line)
      this.addLater(line)
    }
    if (line.type === 'message') {
      this.messages++
      this.addMessage(line, number)
    }
  }

  /** Takes a message that waited for a moment which has passed. */
  addMissed(line: ScheduledLine): void {
    if (this.first === null) throw new ChatError('import.no_header')
    this.assertChatOf(line)
    this.addLater(line, 'missed')
  }

  /**
   * Throws `invalid_input` unless the export has its header and all that its end promises. What `sender` missed the
   * moment of becomes a message: where it stands, and what it replies to, is known once all others are.
   */
  assertWhole(sender: Sender): void {
    if (this.first === null) throw new ChatError('import.no_header')
    if (this.last?.type !== 'end' || this.messages < this.last.messages) throw new ChatError('import.cut_off')
    let place = Number(this.sql('SELECT max(place) AS place FROM messages').get()?.['place'] ?? 0)
    for (const line of this.later('missed')) {
      if (line.type !== 'scheduled') continue
      const room = this.conversation(line.conversationId)?.room ? { quotes: this.quoted(line) } : null
      this.addMessage(missedFrom(line, sender, room), ++place)
    }
    this.sql(`DELETE FROM later WHERE type = 'missed'`).run()
  }

  *conversations(): Generator<ConversationLine> {
    for (const row of this.sql('SELECT * FROM conversations ORDER BY place').iterate())
      yield conversationLineOf(row)
  }

  /** One conversation of the file, or null. */
  conversation(id: string): ConversationLine | null {
    const row = this.sql('SELECT * FROM conversations WHERE id = ?').get(id)
    return row ? conversationLineOf(row) : null
  }

  templates(): TemplateLine[] {
    return this.later('template').filter((line) => line.type === 'template')
  }

  scheduled(): ScheduledLine[] {
    return this.later('scheduled').filter((line) => line.type === 'scheduled')
  }

  /** The ids of all messages, each once. */
  *messageIds(): Generator<string> {
    for (const row of this.sql('SELECT DISTINCT id FROM messages').iterate()) yield String(row['id'])
  }

  /** How many messages there are, and when the first and the last was written; null when there is none. */
  span(): { count: number; from: number | null; until: number | null } {
    const row = this.sql(
      'SELECT count(*) AS size, min(created_at) AS first, max(created_at) AS last FROM messages'
    ).get()
    const [from, until] = [row?.['first'], row?.['last']].map((at) => (typeof at === 'number' ? at : null))
    return { count: Number(row?.['size']), from: from ?? null, until: until ?? null }
  }

  /** The messages after a place, in the order of the file. */
  *messagesAfter(place: number): Generator<StagedMessage> {
    const query = `SELECT * FROM messages WHERE place > ? ORDER BY place`
    for (const row of this.sql(query).iterate(place)) {
      yield {
        place: Number(row['place']),
        values: importedKeys.map((key) => row[nameOf(key)] ?? null),
        searchText: String(row['search_text']),
        searchPlace: Number(row['room'] === null ? row['position'] : row['created_at'])
      }
    }
  }

  /** Lets go of it for good. */
  remove(): void {
    this.statements.clear()
    this.db.close()
    rmSync(this.file, { force: true })
  }

  private addConversation(line: ConversationLine, number: number): void {
    const { id, title, createdAt, named = true, ...marks } = line
    const flags = [named, marks.pinned, marks.archived, marks.muted].map((on) => Number(on ?? false))
    this.sql('INSERT OR IGNORE INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
      number,
      id,
      title,
      createdAt,
      ...flags,
      line.pairs ? JSON.stringify(line.pairs) : null,
      line.room ? JSON.stringify(line.room) : null
    )
  }

  private assertChatOf({ id, conversationId }: MessageLine | ScheduledLine): void {
    if (!this.sql('SELECT 1 FROM conversations WHERE id = ?').get(conversationId))
      throw new ChatError('import.chat_missing', { id })
  }

  private addLater(line: TemplateLine | ScheduledLine, type: LaterType = line.type): void {
    this.sql('INSERT OR IGNORE INTO later VALUES (?, ?, ?)').run(type, line.id, JSON.stringify(line))
  }

  /** The number of the message that one replies to, as far as the file has it. */
  private quoted({ conversationId, quotes }: ScheduledLine): number | undefined {
    if (quotes === undefined) return undefined
    this.db.exec('CREATE INDEX IF NOT EXISTS messages_by_id ON messages (id)')
    const found = this.sql('SELECT room FROM messages WHERE id = ? AND conversation_id = ?')
    const row = found.get(quotes, conversationId)
    return (row && valueOf(row, 'room')?.seq) ?? undefined
  }

  private later(type: LaterType): ExportLine[] {
    const rows = this.sql('SELECT line FROM later WHERE type = ? ORDER BY rowid').all(type)
    return rows.map(({ line }) => parseLine(String(line), 0))
  }

  private addMessage(line: MessageLine, number: number): void {
    this.assertChatOf(line)
    const message = this.standing(importedFrom(line), line)
    const values = [number, searchText(message.text), ...importedKeys.map((key) => encode(key, message[key]))]
    this.sql(`INSERT INTO messages VALUES (${values.map(() => '?').join(', ')})`).run(...values)
  }

  /** What has no number in its room stands where it was written, behind all that had one then. */
  private standing<M extends Pick<StoredMessage, 'room' | 'position'>>(message: M, line: MessageLine): M {
    const { room, position } = message
    if (!room) return message
    const top = this.tops.get(line.conversationId) ?? 0
    if (room.seq !== null || room.putBack) this.tops.set(line.conversationId, Math.max(top, position))
    const wasLast = line.position === undefined || line.status === 'queued' || line.status === 'sent'
    return room.seq === null && !room.putBack && wasLast ? { ...message, position: top } : message
  }

  private sql(text: string): StatementSync {
    const statement = this.statements.get(text) ?? this.db.prepare(text)
    this.statements.set(text, statement)
    return statement
  }
}

/** Text that a column of SQLite can hold: well-formed Unicode without NUL. */
const searchText = (text: string): string => text.toWellFormed().replaceAll('\0', ' ')
