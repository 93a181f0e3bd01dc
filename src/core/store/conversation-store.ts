import { v7 as uuidv7 } from 'uuid'
import type { Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { ChatError } from '../../shared/errors'
import { nearestTime } from '../../shared/message'
import type { ProfileDatabase } from './database'
import { textOf } from './message-rows'
import { previewOf } from './search-text'

/** Unread replies are told up to here. */
const MAX_UNREAD = 1000

/** Messages that are deleted by one statement, and how long a transaction of such may take, in milliseconds. */
const AT_ONCE = 50
const DELETING_MS = 10

/** The title of the conversation every profile starts with, until somebody names it. */
export const DEFAULT_TITLE = 'MessageProcessor'

const missing = (): ChatError => new ChatError('chat.not_found')

/** The conversations of one profile. */
export class ConversationStore {
  constructor(private readonly db: ProfileDatabase) {}

  /** Makes sure that the conversation every profile starts with is there. */
  ensureDefault(now: number): void {
    this.db
      .sql('INSERT OR IGNORE INTO conversations (id, title, created_at, revision) VALUES (?, ?, ?, 0)')
      .run(DEFAULT_CONVERSATION_ID, DEFAULT_TITLE, now)
  }

  /** All of them, the one with the newest message first. */
  list(): Conversation[] {
    return this.select('1 = 1', {}).toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
  }

  /** One conversation; throws `not_found`. */
  get(id: string): Conversation {
    const [conversation] = this.select('c.id = :id', { id })
    if (!conversation) throw missing()
    return conversation
  }

  /** Throws `not_found` unless there is such a conversation. */
  assertThere(id: string): void {
    if (!this.db.sql('SELECT 1 FROM conversations WHERE id = ?').get(id)) throw missing()
  }

  /** Creates a conversation; under an id that is there already it is that one. */
  create(title: string, now: number, id = uuidv7()): Conversation {
    return this.db.transaction(() => {
      this.db
        .sql('INSERT OR IGNORE INTO conversations (id, title, created_at, revision) VALUES (?, ?, ?, ?)')
        .run(id, title.trim(), now, this.db.nextRevision())
      return this.get(id)
    })
  }

  rename(id: string, title: string): Conversation {
    return this.db.transaction(() => {
      this.get(id)
      this.db
        .sql('UPDATE conversations SET title = ?, revision = ? WHERE id = ?')
        .run(title.trim(), this.db.nextRevision(), id)
      return this.get(id)
    })
  }

  /** Deletes the oldest messages of a conversation, as many as a short transaction holds; false when few or none are left. */
  deleteOldest(id: string): boolean {
    return this.db.transaction(() => {
      const until = performance.now() + DELETING_MS
      const some = this.db.sql(
        `DELETE FROM messages WHERE seq IN
           (SELECT seq FROM messages WHERE conversation_id = ? ORDER BY position, seq LIMIT ${AT_ONCE})`
      )
      const more = this.db.sql(
        `SELECT 1 FROM messages WHERE conversation_id = ? ORDER BY position LIMIT 1 OFFSET ${AT_ONCE}`
      )
      while (more.get(id) !== undefined) {
        some.run(id)
        if (performance.now() > until) return true
      }
      return false
    })
  }

  /** Deletes a conversation and its messages for good; the default one is emptied and stays. */
  delete(id: string, now: number): void {
    this.db.transaction(() => {
      this.get(id)
      this.db.sql('DELETE FROM conversations WHERE id = ?').run(id)
      this.db
        .sql('INSERT OR REPLACE INTO deleted_conversations (id, revision) VALUES (?, ?)')
        .run(id, this.db.nextRevision())
      if (id !== DEFAULT_CONVERSATION_ID) return
      this.ensureDefault(now)
      this.db.sql('UPDATE conversations SET revision = ? WHERE id = ?').run(this.db.nextRevision(), id)
    })
  }

  /** Marks everything that stands in the conversation now as read. */
  markRead(id: string): void {
    this.db.transaction(() => {
      const { unread } = this.get(id)
      if (unread === 0) return
      this.db
        .sql(
          `UPDATE conversations SET unread = 0, revision = ?, read_seq = coalesce((SELECT max(seq) FROM messages
             WHERE conversation_id = conversations.id AND role = 'reply' AND imported = 0), 0) WHERE id = ?`
        )
        .run(this.db.nextRevision(), id)
    })
  }

  /** Conversations that changed since a revision, themselves or by a message. */
  changedSince(revision: number): Conversation[] {
    return this.select(
      `c.revision > :since OR c.id IN (SELECT conversation_id FROM messages WHERE revision > :since)`,
      { since: revision }
    )
  }

  /** Ids of conversations deleted since a revision. */
  deletedSince(revision: number): string[] {
    return this.db
      .sql('SELECT id FROM deleted_conversations WHERE revision > ? ORDER BY revision')
      .all(revision)
      .map((row) => String(row['id']))
  }

  private select(where: string, parameters: Record<string, string | number>): Conversation[] {
    const statement = this.db.sql(
      `SELECT c.id, c.title, c.created_at, last.body, last.role, coalesce(last.created_at, c.created_at) AS last_at,
         min(c.unread, ${MAX_UNREAD}) AS unread
       FROM conversations c
       LEFT JOIN messages last ON last.seq = (SELECT m.seq FROM messages m WHERE m.conversation_id = c.id
         ORDER BY m.position DESC, m.seq DESC LIMIT 1)
       WHERE ${where}`
    )
    return statement.all(parameters).map((row) => ({
      id: String(row['id']),
      title: String(row['title']),
      createdAt: nearestTime(Number(row['created_at'])),
      lastActivityAt: nearestTime(Number(row['last_at'])),
      preview: row['body'] === null ? '' : previewOf(textOf(row)),
      unread: Number(row['unread'])
    }))
  }
}
