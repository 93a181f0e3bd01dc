import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { importedKeys, intoMessages } from './columns'
import { DEFAULT_TITLE } from './conversation-store'
import type { ProfileDatabase } from './database'
import type { ConversationLine } from './export-lines'
import { laterOf, storeLater } from './import-later'
import type { ImportStaging } from './import-staging'
import { SearchIndex } from './search-index'

/**
 * For how long one write transaction stores messages, in milliseconds, and how many characters of text they have at most:
 * the search takes some 0.7 µs for one. Other hosts of the profile wait meanwhile.
 */
const STORING_MS = 4
const BATCH_CHARACTERS = 16_384

/** Messages that are taken back in one transaction. */
const UNDO_BATCH = 200

/** What an import has stored. */
export interface ImportCount {
  readonly conversations: number
  readonly messages: number
  readonly present: number
  readonly templates: number
  /** Messages that go on waiting for their moment. */
  readonly scheduled: number
}

/** What one transaction has moved; `last` is the place to go on after, null when nothing is left. */
interface Moved {
  readonly last: number | null
  readonly messages: number
  readonly present: number
}

/**
 * Moves what an import has staged into the profile in many short transactions, with a journal by which all of it can
 * be taken back as long as the last transaction has not run. Nothing of it is announced before that one.
 */
export class ImportJournal {
  private readonly search: SearchIndex

  constructor(
    private readonly db: ProfileDatabase,
    readonly id: string
  ) {
    this.search = new SearchIndex(db)
  }

  /** Ids of imports that have begun to move and neither ended nor been taken back. */
  static open(db: ProfileDatabase): string[] {
    return db
      .sql('SELECT id FROM imports')
      .all()
      .map((row) => String(row['id']))
  }

  begin(): void {
    this.db.sql('INSERT INTO imports (id) VALUES (?)').run(this.id)
  }

  /** Stores conversations that are not there yet; returns how many those were. */
  addConversations(lines: Iterable<ConversationLine>): number {
    return this.db.transaction(() => {
      let added = 0
      for (const { id, title, createdAt, named = true, pairs = [], room, ...marks } of lines) {
        const flags = [named, marks.pinned, marks.archived, marks.muted].map((on) => Number(on ?? false))
        const { changes } = this.db
          .sql(
            `INSERT OR IGNORE INTO conversations (id, title, created_at, named, pinned, archived, muted, revision)
             VALUES (?, ?, ?, ?, ?, ?, ?, 0)`
          )
          .run(id, title, createdAt, ...flags)
        // One that was to be deleted is wanted again.
        if (changes === 0) this.db.sql('UPDATE conversations SET delete_at = NULL WHERE id = ?').run(id)
        if (changes === 0) continue
        added++
        for (const one of pairs) this.addPair(id, one, createdAt)
        if (room) this.addRoom(id, title, room)
        this.db.sql('INSERT INTO import_steps (import_id, conversation_id) VALUES (?, ?)').run(this.id, id)
      }
      return added
    })
  }

  /** Nothing is said in a room that a file names until its processor tells that one is in it. */
  private addRoom(
    id: string,
    title: string,
    { kind, backendId, shifts = [] }: NonNullable<ConversationLine['room']>
  ): void {
    this.db
      .sql(
        `INSERT OR IGNORE INTO rooms (id, backend_id, kind, state, title, mentions_only, shifts, revision)
         VALUES (?, ?, ?, 'left', ?, ?, ?, 0)`
      )
      .run(id, backendId, kind, title, Number(kind === 'room'), JSON.stringify(shifts))
  }

  /** Queues that a file names get no message, and none is read there, before somebody here has said so. */
  private addPair(
    conversationId: string,
    { id, backendId, pair, current }: NonNullable<ConversationLine['pairs']>[number],
    createdAt: number
  ): void {
    this.db
      .sql(
        `INSERT OR IGNORE INTO pairs (id, conversation_id, backend_id, pair, current, imported, created_at)
         VALUES (?, ?, ?, ?, ?, 1, ?)`
      )
      .run(id, conversationId, backendId, JSON.stringify(pair), Number(current), createdAt)
  }

  /**
   * Stores the messages after a place that are not there yet, as many as one short transaction holds. Each takes the
   * place in the log that it had, counts as read, and its times stay out of the figures of this profile.
   *
   * The search takes them in after all of them are stored: its index writes itself out before each statement that may
   * be undone in part, as an insert with triggers is. One message after the other took twice as long.
   */
  addMessages(staging: ImportStaging, after: number): Moved {
    return this.db.transaction(() => {
      const until = performance.now() + STORING_MS
      const stored: { seq: number; searchPlace: number; searchText: string }[] = []
      let [last, present, characters]: [number | null, number, number] = [null, 0, 0]
      for (const { place, values, searchText, searchPlace } of staging.messagesAfter(after)) {
        last = place
        const { changes, lastInsertRowid } = this.db.sql(insertMessage).run(...values, 1, 0)
        if (changes > 0) stored.push({ seq: Number(lastInsertRowid), searchPlace, searchText })
        else present++
        characters += searchText.length
        if (performance.now() > until || characters > BATCH_CHARACTERS) break
      }
      for (const { seq, searchPlace, searchText } of stored) this.search.addNew(seq, searchPlace, searchText)
      const [first, final] = [stored[0], stored.at(-1)]
      if (first && final) {
        this.db
          .sql('INSERT INTO import_steps (import_id, first_seq, last_seq) VALUES (?, ?, ?)')
          .run(this.id, first.seq, final.seq)
      }
      return { last, messages: stored.length, present }
    })
  }

  /** The last step: from now on the import is there for good, and everybody reads anew. */
  end(staging: ImportStaging): Pick<ImportCount, 'templates' | 'scheduled'> {
    const firstChat = staging.conversation(DEFAULT_CONVERSATION_ID)
    return this.db.transaction(() => {
      const later = laterOf(staging, this.db)
      storeLater(this.db, later)
      // The conversation that every profile has keeps its title only if somebody gave it one here.
      if (firstChat) {
        this.db
          .sql('UPDATE conversations SET title = ?, named = 1 WHERE id = ? AND title = ?')
          .run(firstChat.title, DEFAULT_CONVERSATION_ID, DEFAULT_TITLE)
      }
      this.close()
      return { templates: later.templates.length, scheduled: later.scheduled.length }
    })
  }

  /** Takes back a part of what was stored; true when nothing is left of it. */
  undo(): boolean {
    return this.db.transaction(() => {
      const step = this.db
        .sql('SELECT * FROM import_steps WHERE import_id = ? ORDER BY step DESC LIMIT 1')
        .get(this.id)
      if (!step) {
        this.close()
        return true
      }
      // What the user has written into one of its conversations meanwhile stays, and its conversation with it.
      this.db
        .sql(
          'DELETE FROM conversations WHERE id = ? AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = ?)'
        )
        .run(step['conversation_id'] ?? null, step['conversation_id'] ?? null)
      const { changes } = this.db
        .sql(
          'DELETE FROM messages WHERE seq IN (SELECT seq FROM messages WHERE seq BETWEEN ? AND ? LIMIT 0 + ?)'
        )
        .run(step['first_seq'] ?? null, step['last_seq'] ?? null, UNDO_BATCH)
      if (changes < UNDO_BATCH)
        this.db.sql('DELETE FROM import_steps WHERE step = ?').run(step['step'] ?? null)
      return false
    })
  }

  private close(): void {
    this.db.sql('DELETE FROM imports WHERE id = ?').run(this.id)
    this.db.noteReadAnew()
  }
}

/** As imported, with no revision: it is told of as a whole. */
const insertMessage = `INSERT OR IGNORE ${intoMessages([...importedKeys, 'imported'])}`
