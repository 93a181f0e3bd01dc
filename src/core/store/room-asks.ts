import { parseJson } from '../../platform/json-file'
import type { RoomAsk } from '../../shared/room-wire'
import { valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'

/** What is asked of rooms and not answered yet. */
export interface RoomRequest {
  /** The request's own. */
  readonly id: string
  readonly backendId: string
  readonly roomId: string | null
  readonly ask: RoomAsk
  /** Of an edit. */
  readonly text: string | null
  readonly createdAt: number
  /** The newest message when it was asked; null for what an earlier version asked. */
  readonly afterSeq: number | null
  readonly attempts: number
  /** Not before so long. */
  readonly dueIn: number
}

/** One's own message in a room that has no number yet: its body stands as it goes on the wire. */
export interface RoomMessage {
  readonly id: string
  readonly seq: number
  readonly roomId: string
  readonly body: string
  readonly createdAt: number
  readonly attempts: number
  /** Whether SQS has it already: it is asked for again with the same body until it is answered. */
  readonly sent: boolean
  readonly dueIn: number
}

/** The one thing of a room that is under way, or would be next. */
export type Next = ({ readonly what: 'message' } & RoomMessage) | ({ readonly what: 'ask' } & RoomRequest)

/** What is asked to open a room: it goes before all else in it. */
export const opening: ReadonlySet<RoomAsk['op']> = new Set(['create', 'join', 'direct'])

/**
 * Everything that is asked of rooms besides messages, each kept until it is answered; and what of a room is next, those
 * and messages in the order in which they were written.
 */
export class RoomAsks {
  constructor(private readonly db: ProfileDatabase) {}

  /** Keeps what is asked, due at once. What has this id already stays. Inside a transaction or not. */
  add(
    {
      id,
      backendId,
      roomId,
      ask,
      text = null
    }: Pick<RoomRequest, 'id' | 'backendId' | 'roomId' | 'ask'> & {
      readonly text?: string | null
    },
    now: number
  ): void {
    this.db.transaction(() => {
      this.db
        .sql(
          `INSERT OR IGNORE INTO room_asks (id, backend_id, room_id, ask, text, created_at, due_at, after_seq)
           VALUES (?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(seq), 0) FROM messages))`
        )
        .run(
          id,
          backendId,
          roomId,
          JSON.stringify(ask),
          text === null ? null : JSON.stringify(text),
          now,
          now
        )
      this.touch(roomId)
    })
  }

  find(id: string, now: number): RoomRequest | null {
    const row = this.db.sql('SELECT * FROM room_asks WHERE id = ?').get(id)
    return row ? toRequest(row, now) : null
  }

  /** What waits for a room, or, with null, for no room of a backend; in the order in which it was asked, which no clock says. */
  of(backendId: string, roomId: string | null, now: number): RoomRequest[] {
    return this.db
      .sql('SELECT * FROM room_asks WHERE backend_id = ? AND room_id IS ? ORDER BY rowid')
      .all(backendId, roomId)
      .map((row) => toRequest(row, now))
  }

  /** Rooms of a backend for which something waits; null stands for what is about none. */
  waiting(backendId: string): (string | null)[] {
    const rows = this.db
      .sql(
        `SELECT room_id AS id FROM room_asks WHERE backend_id = ?1
         UNION SELECT r.id FROM rooms r JOIN conversations c ON c.id = r.id
           WHERE r.backend_id = ?1 AND c.delete_at IS NULL AND EXISTS (SELECT 1 FROM messages m
             WHERE m.conversation_id = r.id AND m.room IS NOT NULL AND m.status IN ('queued', 'sent'))`
      )
      .all(backendId)
    return rows.map(({ id }) => (typeof id === 'string' ? id : null))
  }

  /** What of a room is under way, or is next; null when nothing waits. */
  next(backendId: string, roomId: string | null, now: number): Next | null {
    const [ask] = this.of(backendId, roomId, now)
    const message = roomId === null ? null : this.message(roomId, now)
    // Before the room is there, nothing can be said in it, whatever the clock showed then and shows now.
    const opens = ask && opening.has(ask.ask.op)
    if (message && !opens && (!ask || isBefore(message, ask))) return { what: 'message', ...message }
    return ask ? { what: 'ask', ...ask } : null
  }

  private message(roomId: string, now: number): RoomMessage | null {
    const row = this.db
      .sql(
        `SELECT m.*, o.due_at, o.wait_ms FROM messages m LEFT JOIN outbox o ON o.seq = m.seq
         WHERE m.conversation_id = ? AND m.room IS NOT NULL AND m.status IN ('queued', 'sent')
         ORDER BY m.seq LIMIT 1`
      )
      .get(roomId)
    if (!row) return null
    return {
      id: String(row['id']),
      seq: Number(row['seq']),
      roomId,
      body: valueOf(row, 'body'),
      createdAt: valueOf(row, 'createdAt'),
      attempts: valueOf(row, 'attempts'),
      sent: row['status'] === 'sent',
      dueIn: row['due_at'] === null ? 0 : dueIn(row, now)
    }
  }

  /** An attempt was made, or could not be: it is not to be made again before so long. A message waits by `retryAfter`. */
  retryAfter(id: string, { now, waitMs }: { now: number; waitMs: number }): void {
    this.db
      .sql('UPDATE room_asks SET attempts = attempts + 1, due_at = ?, wait_ms = ? WHERE id = ?')
      .run(now + waitMs, waitMs, id)
  }

  /** The way is open again: everything of a backend is due now. */
  hurry(backendId: string, now: number): void {
    this.db.sql('UPDATE room_asks SET due_at = ?, wait_ms = 0 WHERE backend_id = ?').run(now, backendId)
  }

  /** It is answered, or given up. Returns what it was; null for what is none of these. */
  end(id: string, now: number): RoomRequest | null {
    return this.db.transaction(() => {
      const asked = this.find(id, now)
      if (!asked) return null
      this.db.sql('DELETE FROM room_asks WHERE id = ?').run(id)
      this.touch(asked.roomId)
      return asked
    })
  }

  /** Takes back what waits for a room and is of one kind; returns whether there was any. */
  takeBack(
    { id, backendId }: { readonly id: string; readonly backendId: string },
    op: RoomAsk['op'],
    now: number
  ): boolean {
    const asked = this.of(backendId, id, now).filter(({ ask }) => ask.op === op)
    for (const one of asked) this.end(one.id, now)
    return asked.length > 0
  }

  private touch(roomId: string | null): void {
    const revision = this.db.nextRevision()
    if (roomId === null) return
    this.db.sql('UPDATE rooms SET revision = ? WHERE id = ?').run(revision, roomId)
    this.db.sql('UPDATE conversations SET revision = ? WHERE id = ?').run(revision, roomId)
  }
}

/** Whether a message was written first: no clock says so, for two things may happen in one of its ticks, or it was set. */
const isBefore = (message: RoomMessage, { afterSeq, createdAt }: RoomRequest): boolean =>
  afterSeq === null ? message.createdAt <= createdAt : message.seq <= afterSeq

/** No wait is longer than it was meant to be, whatever the clock shows. */
function dueIn(row: Row, now: number): number {
  const left = Number(row['due_at']) - now
  return left <= Number(row['wait_ms']) ? left : 0
}

const toRequest = (row: Row, now: number): RoomRequest => ({
  id: String(row['id']),
  backendId: String(row['backend_id']),
  roomId: typeof row['room_id'] === 'string' ? row['room_id'] : null,
  // Written by this store.
  ask: parseJson(String(row['ask'])) as RoomAsk,
  text: typeof row['text'] === 'string' ? String(parseJson(row['text'])) : null,
  createdAt: Number(row['created_at']),
  afterSeq: row['after_seq'] === null ? null : Number(row['after_seq']),
  attempts: Number(row['attempts']),
  dueIn: dueIn(row, now)
})
