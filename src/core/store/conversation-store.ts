import { v7 as uuidv7 } from 'uuid'
import type { Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID, NEW_CHAT_TITLE } from '../../shared/wire'
import { ChatError } from '../../shared/errors'
import { nearestTime } from '../../shared/message'
import type { ProfileDatabase } from './database'
import type { Row } from './columns'
import { storedBody, textOf } from './message-rows'
import { previewOf, titleOf } from './plain-line'
import { RoomAsks } from './room-asks'
import { findRoom } from './room-rows'

/** Unread replies are told up to here. */
const MAX_UNREAD = 1000

/**
 * Messages that are deleted by the first statement of a transaction, and how long such a transaction may take, in
 * milliseconds. The search's index writes itself out with each statement, so that the next one takes twice as many where
 * that was quick: of large messages it is not.
 */
const AT_ONCE = 50
const DELETING_MS = 10
const QUICK_MS = DELETING_MS / 4

/** The title of the conversation every profile starts with, until somebody names it. */
export const DEFAULT_TITLE = 'MessageProcessor'

/** What a row of the list is kept by. */
type Marks = Partial<Record<'pinned' | 'archived' | 'muted', boolean | undefined>>

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
    return this.select('c.delete_at IS NULL', {}).toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
  }

  /** One conversation; throws `not_found`, also for one that is to be deleted. */
  get(id: string): Conversation {
    const [conversation] = this.select('c.id = :id AND c.delete_at IS NULL', { id })
    if (!conversation) throw missing()
    return conversation
  }

  /** Throws `not_found` unless there is such a conversation. */
  assertThere(id: string): void {
    if (!this.db.sql('SELECT 1 FROM conversations WHERE id = ? AND delete_at IS NULL').get(id))
      throw missing()
  }

  /** Creates a conversation; under an id that is there already it is that one. */
  create(title: string | undefined, now: number, id = uuidv7()): Conversation {
    return this.db.transaction(() => {
      this.db
        .sql(
          'INSERT OR IGNORE INTO conversations (id, title, named, created_at, revision) VALUES (?, ?, ?, ?, ?)'
        )
        .run(id, title?.trim() ?? NEW_CHAT_TITLE, Number(title !== undefined), now, this.db.nextRevision())
      return this.get(id)
    })
  }

  rename(id: string, title: string): Conversation {
    return this.change(id, 'title = ?, named = 1', title.trim())
  }

  /**
   * Calls a conversation by its first message, unless somebody has named it. Before that is stored, in its transaction.
   * Returns whether people talk there.
   */
  nameBy(id: string, firstText: string): { readonly isRoom: boolean } {
    if (id === DEFAULT_CONVERSATION_ID) return { isRoom: false }
    const found = this.db.sql(
      `SELECT EXISTS (SELECT 1 FROM rooms WHERE id = c.id) AS is_room,
         named = 0 AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = c.id) AS nameless
       FROM conversations c WHERE id = ?`
    )
    const { is_room: isRoom, nameless } = found.get(id) ?? {}
    if (nameless === 1) this.change(id, 'title = ?', titleOf(firstText) || NEW_CHAT_TITLE)
    return { isRoom: isRoom === 1 }
  }

  /** Pins, archives or mutes a conversation, or no longer. */
  mark(id: string, marks: Marks): Conversation {
    return this.db.transaction(() => {
      for (const key of ['pinned', 'archived', 'muted'] as const) {
        const value = marks[key]
        if (value !== undefined) this.change(id, `${key} = ?`, Number(value))
      }
      return this.get(id)
    })
  }

  markUnread(id: string): void {
    this.change(id, 'marked_unread = ?', 1)
  }

  /** Hides a conversation until it is deleted, which is due at a moment. Throws `conflict` for the default one. */
  deleteAt(id: string, at: number): void {
    if (id === DEFAULT_CONVERSATION_ID) throw new ChatError('chat.first_stays')
    this.change(id, 'delete_at = ?', at)
  }

  /** Takes that back. Throws `not_found` when it is gone. */
  restore(id: string): Conversation {
    return this.db.transaction(() => {
      this.db
        .sql('UPDATE conversations SET delete_at = NULL, revision = ? WHERE id = ?')
        .run(this.db.nextRevision(), id)
      return this.get(id)
    })
  }

  /** Those that are to be deleted, and when, epoch milliseconds. */
  toDelete(): { id: string; at: number }[] {
    return this.db
      .sql('SELECT id, delete_at AS at FROM conversations WHERE delete_at IS NOT NULL')
      .all()
      .map(({ id, at }) => ({ id: String(id), at: Number(at) }))
  }

  private change(id: string, what: string, value: string | number): Conversation {
    return this.db.transaction(() => {
      const conversation = this.get(id)
      this.db
        .sql(`UPDATE conversations SET ${what}, revision = ? WHERE id = ?`)
        .run(value, this.db.nextRevision(), id)
      return this.find(id) ?? conversation
    })
  }

  /** How a conversation is called and how many messages it holds. */
  extent(id: string): { id: string; title: string; total: number } {
    const { title } = this.db.sql('SELECT title FROM conversations WHERE id = ?').get(id) ?? {}
    const counted = this.db.sql('SELECT count(*) AS total FROM messages WHERE conversation_id = ?').get(id)
    return { id, title: String(title ?? ''), total: Number(counted?.['total']) }
  }

  /** Deletes the oldest messages of a conversation, as many as a short transaction holds. */
  deleteOldest(id: string): { deleted: number; more: boolean } {
    return this.db.transaction(() => {
      const until = performance.now() + DELETING_MS
      const some = this.db.sql(
        `DELETE FROM messages WHERE seq IN
           (SELECT seq FROM messages WHERE conversation_id = ? ORDER BY position, seq LIMIT 0 + ?)`
      )
      const more = this.db.sql(
        'SELECT 1 FROM messages WHERE conversation_id = ? ORDER BY position LIMIT 1 OFFSET ?'
      )
      let deleted = 0
      for (let [size, began] = [AT_ONCE, performance.now()]; more.get(id, size) !== undefined;) {
        deleted += Number(some.run(id, size).changes)
        const now = performance.now()
        if (now > until) return { deleted, more: true }
        if (now - began < QUICK_MS) size *= 2
        began = now
      }
      return { deleted, more: false }
    })
  }

  /** Deletes a conversation and its messages for good; the default one is emptied and stays. */
  delete(id: string, now: number): void {
    this.db.transaction(() => {
      if (!this.db.sql('SELECT 1 FROM conversations WHERE id = ?').get(id)) throw missing()
      this.leaveRoom(id, now)
      this.db.sql('DELETE FROM conversations WHERE id = ?').run(id)
      this.db
        .sql('INSERT OR REPLACE INTO deleted_conversations (id, revision) VALUES (?, ?)')
        .run(id, this.db.nextRevision())
      if (id !== DEFAULT_CONVERSATION_ID) return
      this.ensureDefault(now)
      this.db.sql('UPDATE conversations SET revision = ? WHERE id = ?').run(this.db.nextRevision(), id)
    })
  }

  /** Whoever deletes a room's conversation leaves the room, once there is a way to its backend. */
  private leaveRoom(id: string, now: number): void {
    const room = findRoom(this.db, id)
    if (room?.state !== 'open' && room?.state !== 'pending') return
    const { backendId } = room
    new RoomAsks(this.db).add({ id: uuidv7(), backendId, roomId: id, ask: { op: 'leave', room: id } }, now)
  }

  /** Marks everything that stands in the conversation now as read. */
  markRead(id: string): void {
    this.db.transaction(() => {
      const { unread, markedUnread } = this.get(id)
      if (unread === 0 && !markedUnread) return
      this.db
        .sql(
          `UPDATE conversations SET unread = 0, marked_unread = 0, revision = ?, read_seq = coalesce((SELECT max(seq) FROM messages
             WHERE conversation_id = conversations.id AND role = 'reply' AND imported = 0), 0) WHERE id = ?`
        )
        .run(this.db.nextRevision(), id)
    })
  }

  /** Conversations that changed since a revision, themselves or by a message. */
  changedSince(revision: number): Conversation[] {
    return this.select(
      `c.delete_at IS NULL AND
         (c.revision > :since OR c.id IN (SELECT conversation_id FROM messages WHERE revision > :since))`,
      { since: revision }
    )
  }

  /** Ids of conversations deleted since a revision, or hidden because they are to be. */
  deletedSince(revision: number): string[] {
    return this.db
      .sql(
        `SELECT id, revision FROM deleted_conversations WHERE revision > :since
         UNION SELECT id, revision FROM conversations WHERE revision > :since AND delete_at IS NOT NULL
         ORDER BY revision`
      )
      .all({ since: revision })
      .map((row) => String(row['id']))
  }

  private find(id: string): Conversation | undefined {
    return this.select('c.id = :id', { id })[0]
  }

  private select(where: string, parameters: Record<string, string | number>): Conversation[] {
    const statement = this.db.sql(
      `SELECT c.id, c.title, c.created_at, last.body, last.role, coalesce(last.created_at, c.created_at) AS last_at,
         min(c.unread, ${MAX_UNREAD}) AS unread, c.marked_unread, c.named, c.pinned, c.archived, c.muted,
         d.preview AS draft, d.writer, d.revision AS draft_revision,
         q.backend_id, q.imported AS pair_imported, q.pair ->> '$.requestQueue' AS request_queue,
         q.pair ->> '$.replyQueue' AS reply_queue, room.kind AS room_kind,
         room.backend_id AS room_backend, room.state AS room_state, room.mentioned, room.mentions_only,
         json_array_length(room.members) AS members
       FROM conversations c
       LEFT JOIN drafts d ON d.conversation_id = c.id
       LEFT JOIN pairs q ON q.conversation_id = c.id AND q.current = 1
       LEFT JOIN rooms room ON room.id = c.id
       LEFT JOIN messages last ON last.seq = (SELECT m.seq FROM messages m WHERE m.conversation_id = c.id
           AND (m.room IS NULL OR m.room ->> '$.kind' IN ('message', 'answer'))
         ORDER BY m.position DESC, m.seq DESC LIMIT 1)
       WHERE ${where}`
    )
    return statement.all(parameters).map((row) => ({
      id: String(row['id']),
      title: String(row['title']),
      createdAt: nearestTime(Number(row['created_at'])),
      lastActivityAt: nearestTime(Number(row['last_at'])),
      preview: row['body'] === null ? '' : previewOf(saidBy(row)),
      unread: Number(row['unread']),
      markedUnread: row['marked_unread'] === 1,
      named: row['named'] === 1,
      pinned: row['pinned'] === 1,
      archived: row['archived'] === 1,
      muted: row['muted'] === 1,
      ...(row['backend_id'] === null ? {} : { pair: pairOf(row) }),
      ...(row['room_kind'] === null ? {} : { room: roomOf(row) }),
      draft:
        typeof row['draft'] === 'string'
          ? {
              preview: row['draft'],
              writer: String(row['writer']),
              revision: Number(row['draft_revision'])
            }
          : null
    }))
  }
}

const pairOf = (row: Row): NonNullable<Conversation['pair']> => ({
  backendId: String(row['backend_id']),
  requestQueue: String(row['request_queue']),
  replyQueue: row['reply_queue'] === null ? null : String(row['reply_queue']),
  unconfirmed: row['pair_imported'] === 1
})

const roomOf = (row: Row): NonNullable<Conversation['room']> => ({
  kind: row['room_kind'] === 'direct' ? 'direct' : 'room',
  backendId: String(row['room_backend']),
  state: row['room_state'] as NonNullable<Conversation['room']>['state'],
  mentioned: row['mentioned'] === 1,
  mentionsOnly: row['mentions_only'] === 1,
  members: Number(row['members'])
})

/** The text of the newest message; in a room, with who says so. */
function saidBy(row: Row): string {
  const text = textOf(row)
  if (row['room_kind'] !== 'room' || row['role'] !== 'reply' || text === '') return text
  return `${storedBody('reply', String(row['body']))?.sender.name}: ${text}`
}
