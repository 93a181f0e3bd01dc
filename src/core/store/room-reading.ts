import type { RoomMember } from '../../shared/room-wire'
import { valueOf } from './columns'
import type { ProfileDatabase } from './database'
import { changeRoom, type RoomRow } from './room-rows'

/** One's own messages so far behind what somebody has read by now are told of anew; nobody looks further back. */
const LOOKED_BACK = 200

/** Up to which number of a room each has read. Inside a transaction. */
export class RoomReading {
  constructor(private readonly db: ProfileDatabase) {}

  /** The processor is to be told up to which number oneself has read. */
  toTell(backendId: string): { id: string; seq: number }[] {
    return this.db
      .sql(
        `SELECT id, read_seq AS seq FROM rooms WHERE backend_id = ? AND read_seq > read_told AND state = 'open'`
      )
      .all(backendId)
      .map(({ id, seq }) => ({ id: String(id), seq: Number(seq) }))
  }

  told(id: string, seq: number): void {
    this.db.sql('UPDATE rooms SET read_told = max(read_told, ?) WHERE id = ?').run(seq, id)
  }

  /** Everything up to this number is no news (any more): it was read on another device, or before one came. */
  upTo({ id, readSeq, mentioned, me }: RoomRow, seq: number): void {
    if (seq <= readSeq) return
    const { changes } = this.db
      .sql(
        `UPDATE messages SET imported = 1 WHERE conversation_id = ?1 AND role = 'reply' AND imported = 0
           AND seq > (SELECT read_seq FROM conversations WHERE id = ?1)
           AND room IS NOT NULL AND room ->> '$.seq' <= ?2`
      )
      .run(id, seq)
    this.db.sql('UPDATE conversations SET unread = unread - ? WHERE id = ?').run(changes, id)
    changeRoom(this.db, id, {
      read_seq: seq,
      mentioned: Number(mentioned && changes > 0 ? this.isMentioned(id, me) : mentioned)
    })
  }

  private isMentioned(id: string, me: string | null): boolean {
    const unread = this.db.sql(
      `SELECT room FROM messages WHERE conversation_id = ?1 AND role = 'reply' AND imported = 0
         AND seq > (SELECT read_seq FROM conversations WHERE id = ?1)`
    )
    return unread.all(id).some((row) => valueOf(row, 'room')?.mentions?.some((one) => one.id === me))
  }

  /** Whoever shows one's own messages learns that others have read them. */
  byOthers({ id, me, members: before }: RoomRow, members: readonly RoomMember[]): void {
    const reached = new Map(before.map((one) => [one.id, one.readSeq]))
    const moved = members.filter((one) => one.id !== me && one.readSeq > (reached.get(one.id) ?? 0))
    if (moved.length === 0) return
    const [first, last] = [
      Math.min(...moved.map((one) => reached.get(one.id) ?? 0)),
      Math.max(...moved.map(({ readSeq }) => readSeq))
    ]
    this.db
      .sql(
        `UPDATE messages SET revision = ? WHERE conversation_id = ? AND role = 'request' AND room IS NOT NULL
           AND room ->> '$.seq' > ? AND room ->> '$.seq' <= ?`
      )
      .run(this.db.nextRevision(), id, Math.max(first, last - LOOKED_BACK), last)
  }
}
