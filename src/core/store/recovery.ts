import { DatabaseSync } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import { lineOf, unchecked, type Row } from './columns'
import type { DataImports } from './data-imports'
import type { ProfileDatabase } from './database'
import {
  COLUMNS_WITHOUT_ROOM,
  CONVERSATION_COLUMNS,
  marksOf,
  parseLine,
  scheduledLineOf,
  templateLineOf
} from './export-lines'
import type { ImportCount } from './import-journal'
import { patiently } from './patient'
import { listSetAside, pathOfSetAside, type SetAsideFile } from './set-aside'

/** A database that was set aside, and how many messages can be counted in it; null when it cannot be read at all. */
export type RecoverableFile = SetAsideFile & { readonly messages: number | null }

/** What came back from one. */
export interface Recovered extends ImportCount {
  /** Cannot be read any more, or make no sense. */
  readonly unreadable: number
}

export interface RecoveryDeps {
  /** The profile's folder. */
  folder: string
  db: ProfileDatabase
  imports: Pick<DataImports, 'begin' | 'add' | 'commit' | 'cancel'>
  now: () => number
}

/** Rows in one query, and lines in one part of the import. */
const PART = 200

/** What a backup says of itself, for counting takes its time: how many messages it holds. */
export const COUNT_KEY = 'messages_in_backup'

/** How far to look for messages where the database does not say how many there were. */
const FURTHEST = 1_000_000

/**
 * Reads back what was set aside: databases of this profile that were damaged, or written by a newer ChatAPP.
 *
 * Everything that can still be read and is not here is added, as an import does; what is here stays, nothing is sent,
 * and the file that was set aside is left as it is.
 */
export class Recovery {
  constructor(private readonly deps: RecoveryDeps) {}

  /** What was set aside in this profile, newest first. */
  list(): RecoverableFile[] {
    const { folder } = this.deps
    return listSetAside(folder).map((file) => ({
      ...file,
      messages: countOf(pathOfSetAside(folder, file.name))
    }))
  }

  /** Takes one back. Throws `not_found` for another name, `storage` when nothing of the file can be read. */
  async readBack(name: string): Promise<Recovered> {
    const { folder, imports, db } = this.deps
    const source = openSetAside(pathOfSetAside(folder, name))
    const importId = imports.begin()
    try {
      const salvage = new Salvage(source, this.deps.now())
      let part: string[] = []
      for (const line of salvage.lines()) {
        part.push(line)
        if (part.length < PART) continue
        await imports.add(importId, part)
        part = []
      }
      await imports.add(importId, part)
      const taken = await imports.commit(importId)
      // Waited for here: begun anew as a whole it would find all of it present.
      await patiently(db, async () => db.transaction(() => takeTheRest(source, db)))
      return { ...taken, unreadable: salvage.unreadable }
    } finally {
      await imports.cancel(importId)
      source.close()
    }
  }
}

/** A database's conversations and messages as the lines of an export; counts what could not be read. */
class Salvage {
  unreadable = 0
  private readonly known = new Set<string>()

  constructor(
    private readonly source: DatabaseSync,
    private readonly now: number
  ) {}

  *lines(): Generator<string> {
    yield JSON.stringify({ type: 'chatapp-export', version: 1, exportedAt: this.now })
    const conversations = (columns: string) =>
      attempt(() => this.source.prepare(`SELECT ${columns} FROM conversations`).all())
    // An earlier version knows no rooms, and no queues that chats are bound to.
    const rows =
      conversations(CONVERSATION_COLUMNS) ?? conversations(COLUMNS_WITHOUT_ROOM) ?? conversations('*') ?? []
    for (const row of rows) yield* this.conversation(String(row['id']), row)
    for (const row of attempt(() => this.source.prepare('SELECT * FROM templates').all()) ?? [])
      yield* found(() => templateLineOf(row))
    // Nothing that is read back is sent by itself: its moment counts as passed.
    for (const row of attempt(() => this.source.prepare('SELECT * FROM scheduled').all()) ?? [])
      if (this.known.has(String(row['conversation_id'])))
        yield* found(() => ({ ...scheduledLineOf(row), sendAt: 0 }))
    let messages = 0
    for (const row of this.messages()) {
      const line = sound({ type: 'message', ...lineOf(row, readable) })
      if (line === null) {
        this.unreadable++
        continue
      }
      const id = String(row['conversation_id'])
      if (!this.known.has(id))
        yield* this.conversation(id, { title: 'Recovered messages', created_at: row['created_at'] ?? 0 })
      messages++
      yield line
    }
    yield JSON.stringify({ type: 'end', messages })
  }

  private *conversation(id: string, row: Row): Generator<string> {
    const { title, created_at: createdAt } = row
    const line = sound({ type: 'conversation', id, title, createdAt: Number(createdAt), ...marksOf(row) })
    if (line === null) return
    this.known.add(id)
    yield line
  }

  /** In parts; where a part cannot be read, one by one, so that a bad page takes no more with it than it held. */
  private *messages(): Generator<Row> {
    const part = this.source.prepare('SELECT * FROM messages WHERE seq > ? ORDER BY seq LIMIT 0 + ?')
    const one = this.source.prepare('SELECT * FROM messages WHERE seq = ?')
    const last = this.lastSeq()
    for (let at = 0; at < last;) {
      const rows = attempt(() => part.all(at, PART))
      if (rows?.length === 0) return
      if (rows) {
        yield* rows
        at = Number(rows.at(-1)?.['seq'])
        continue
      }
      for (const end = Math.min(at + PART, last); at < end;) {
        at++
        const row = attempt(() => one.all(at))
        if (row) yield* row
        else this.unreadable++
      }
    }
  }

  private lastSeq(): number {
    const queries = [
      `SELECT seq FROM sqlite_sequence WHERE name = 'messages'`,
      'SELECT max(seq) AS seq FROM messages'
    ]
    for (const query of queries) {
      const found = attempt(() => this.source.prepare(query).get()?.['seq'])
      if (typeof found === 'number') return found
    }
    return FURTHEST
  }
}

function openSetAside(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { readOnly: true })
    try {
      db.prepare('SELECT seq FROM messages LIMIT 0').all()
      return db
    } catch (error) {
      db.close()
      throw error
    }
  } catch (cause) {
    throw new ChatError('set_aside.unreadable', { path }, { cause })
  }
}

function countOf(path: string): number | null {
  return attempt(() => {
    using db = openSetAside(path)
    const told = attempt(() => db.prepare('SELECT value FROM meta WHERE key = ?').get(COUNT_KEY)?.['value'])
    return Number(told ?? db.prepare('SELECT count(*) AS size FROM messages').get()?.['size'])
  })
}

/** What can be made out of a column: another version may have more of them, or fewer. */
const readable: typeof unchecked = (row, key) => attempt(() => unchecked(row, key))

/** The line of a row, if there is one that an import takes. */
function* found(read: () => object): Generator<string> {
  const line = attempt(read)
  const text = line && sound(line)
  if (text !== null) yield text
}

/** The line, if an import takes it. */
function sound(line: object): string | null {
  const text = JSON.stringify(line)
  return attempt(() => parseLine(text, 0)) === null ? null : text
}

/** Settings, AWS backends, and messages that were set aside as unreadable; never over what is here. */
function takeTheRest(source: DatabaseSync, db: ProfileDatabase): void {
  for (const { key, value } of attempt(() => source.prepare('SELECT key, value FROM settings').all()) ?? []) {
    if (typeof key !== 'string' || typeof value !== 'string') continue
    db.sql('INSERT OR IGNORE INTO settings (key, value, revision) VALUES (?, ?, ?)').run(
      key,
      value,
      db.nextRevision()
    )
  }
  const columns = 'sqs_message_id, received_at, queue, reason, body, attributes'
  for (const row of attempt(() => source.prepare(`SELECT ${columns} FROM quarantine`).all()) ?? [])
    db.sql(`INSERT OR IGNORE INTO quarantine (${columns}) VALUES (?, ?, ?, ?, ?, ?)`).run(
      ...Object.values(row)
    )
}

/** What can be read, or null: a damaged page is no reason to give up the others. */
function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
