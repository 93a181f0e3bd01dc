import { v7 as uuidv7 } from 'uuid'
import { ChatError } from '../../shared/errors'
import { encodeBody, FORMAT_VERSION } from '../../shared/message'
import { PROCESSOR, type RoomEntry, type RoomState } from '../../shared/room-wire'
import { valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'
import { changeMessage, insertMessage, textOf } from './message-rows'
import type { MessageStore } from './message-store'
import { RoomActs } from './room-acts'
import { RoomAsks } from './room-asks'
import { rowAt } from './room-lines'
import type { StoredRoom } from './room-part'
import { changeRoom, findRoom, type RoomRow } from './room-rows'
import { endOfAll, holds, placeOf, spansUpTo, type Gap } from './room-state'
import { idOf, isDerived, isLost } from './room-ids'
import { SearchIndex } from './search-index'

/** What was asked of a log, and the highest number of it that was here then. */
export interface Asked extends Gap {
  readonly top?: number
}

/** So far before where a log was put back it is looked whether it says the same as here. */
const LOOKED_BACK = 100

/**
 * A log that was put back: whoever administers the backend has restored its table as it was earlier. What was numbered
 * since stands in it no more, and its numbers are given anew. Inside a transaction.
 */
export class RoomPutBack {
  private readonly acts: RoomActs
  private readonly asks: RoomAsks

  constructor(
    private readonly db: ProfileDatabase,
    private readonly messages: Pick<MessageStore, 'fail'>
  ) {
    this.acts = new RoomActs(db, new SearchIndex(db))
    this.asks = new RoomAsks(db)
  }

  /**
   * What is told of a log, held against what is here of it. An answer to what was asked has each number that was here when
   * it was asked, and says under it what it said: else the log was put back. News alone are no proof of that.
   */
  look(room: RoomRow, answer: Told, asked?: Asked): Verdict {
    const entries = answer.entries ?? []
    const differs = this.differsAfter(room, entries)
    if (!asked) return { back: null, doubt: differs }
    const { since, before, top = since } = asked
    const end = answer.state && answer.state.seq < top ? answer.state.seq : null
    const back = end === null || differs === null ? (end ?? differs) : Math.min(end, differs)
    if (back !== null) return { back, doubt: back === 0 ? null : Math.max(0, back - LOOKED_BACK) }
    const last = entries.at(-1)?.seq ?? Infinity
    const isOver = answer.more !== true || before !== undefined || last >= endOfAll(room.spans)
    return { back, doubt: isOver ? null : last }
  }

  /**
   * Puts a room back: everything up to a number stays what it is. Messages that were numbered later stay where they
   * stand, without a number, and a line under them says why; what comes anew goes on behind it. `anew`: entries that get
   * their numbers right afterwards.
   */
  to(id: string, last: number, { now, anew }: { now: number; anew: readonly RoomEntry[] }): void {
    const room = findRoom(this.db, id)
    if (!room) return
    const told = this.takeLines(id, placeOf(room.shifts, last))
    const lost = this.later(id, '$.seq', last)
    const ids = new Map(lost.map((row) => [valueOf(row, 'room')?.seq ?? 0, valueOf(row, 'id')]))
    for (const row of [...lost, ...this.later(id, '$.quotes', last)]) this.unnumber(row, last, ids)
    this.forgetActs(id, last)
    for (const { id: asked, ask } of this.asks.of(room.backendId, id, now))
      if ('target' in ask && ask.target > last) this.asks.end(asked, now)
    const position = this.end(id)
    const again = new Set(anew.map((entry) => entry.id))
    const count = told + lost.filter((row) => !again.has(valueOf(row, 'id'))).length
    if (count > 0) this.addLine(id, { position, count, now })
    const spans = spansUpTo(room.spans, last)
    changeRoom(this.db, id, {
      head_revision: -1,
      spans: JSON.stringify(spans),
      shifts: JSON.stringify([...room.shifts.filter(([from]) => from < last), [last, position - last]]),
      top: endOfAll(spans),
      known: last,
      read_seq: Math.min(room.readSeq, last),
      read_told: Math.min(room.readTold, last)
    })
    this.db.noteReadAnew()
  }

  /** Before the first of these entries whose number is another one's here; null when all are the same as far as is known. */
  private differsAfter({ id, spans }: RoomRow, entries: readonly RoomEntry[]): number | null {
    const other = entries.find((entry) => holds(spans, entry.seq) && this.isOther(id, entry))
    return other ? other.seq - 1 : null
  }

  /** Takes the lines away that stand behind a place: the new one says what they said. Returns of how many messages that was. */
  private takeLines(id: string, place: number): number {
    const lines = this.db
      .sql(
        `SELECT * FROM messages WHERE conversation_id = ? AND position > ? AND room IS NOT NULL
           AND room ->> '$.kind' = 'put_back'`
      )
      .all(id, place)
    for (const { id: line } of lines) this.db.sql('DELETE FROM messages WHERE id = ?').run(String(line))
    return lines.reduce((sum, line) => sum + Number(textOf(line)), 0)
  }

  private isOther(roomId: string, entry: RoomEntry): boolean {
    // Nobody knows what stood there.
    if (isLost(entry)) return false
    const messages = this.db.sql(
      `SELECT id FROM messages WHERE conversation_id = ? AND room IS NOT NULL AND room ->> '$.seq' = ?`
    )
    const acts = this.db.sql(`SELECT entry ->> '$.id' AS id FROM room_acts WHERE room_id = ? AND seq = ?`)
    const known = [...messages.all(roomId, entry.seq), ...acts.all(roomId, entry.seq)].map(idOf)
    return known.some((id) => id !== entry.id && !isDerived(id, roomId, entry))
  }

  /** Messages with a later number in a field of what they are in the room, in the order of those. */
  private later(id: string, field: '$.seq' | '$.quotes', last: number): Row[] {
    return this.db
      .sql(
        `SELECT * FROM messages WHERE conversation_id = ? AND room IS NOT NULL AND room ->> '${field}' > ?
         ORDER BY room ->> '${field}'`
      )
      .all(id, last)
  }

  /** What it replies to is found by its id from now on, where its number is given anew. */
  private unnumber(row: Row, last: number, ids: ReadonlyMap<number, string>): void {
    const room = valueOf(row, 'room')
    if (!room) return
    const { seq, quotes } = room
    const isQuoted = quotes !== undefined && quotes > last
    const quoted = isQuoted ? { quotes: undefined, quoted: ids.get(quotes) } : {}
    const numbered = seq !== null && seq > last ? ({ seq: null, putBack: true } as const) : {}
    const changed: StoredRoom = { ...room, ...quoted, ...numbered }
    changeMessage(this.db, valueOf(row, 'id'), { room: changed })
    // It replies to what its room has not any more.
    if (row['status'] === 'queued' || row['status'] === 'sent')
      this.messages.fail(valueOf(row, 'id'), new ChatError('room.unknown_target').toWire())
  }

  /** Texts stay as they were edited here; reactions become those that the log has. */
  private forgetActs(id: string, last: number): void {
    const acts = this.db.sql('SELECT DISTINCT target FROM room_acts WHERE room_id = ? AND seq > ?')
    const targets = acts.all(id, last).map(({ target }) => Number(target))
    this.db.sql('DELETE FROM room_acts WHERE room_id = ? AND seq > ?').run(id, last)
    for (const target of targets.filter((one) => one <= last)) {
      const row = rowAt(this.db, id, target)
      const room = row && valueOf(row, 'room')
      if (!row || !room) continue
      if ((room.editSeq ?? 0) > last)
        changeMessage(this.db, valueOf(row, 'id'), { room: { ...room, editSeq: last } })
      this.acts.fold(id, target)
    }
  }

  /** The place behind everything but what is still to get its number. */
  private end(id: string): number {
    const last = this.db.sql(
      `SELECT max(position) AS last FROM messages WHERE conversation_id = ?
         AND coalesce(status, '') NOT IN ('queued', 'sent')`
    )
    return Number(last.get(id)?.['last'] ?? 0) + 1
  }

  private addLine(
    conversationId: string,
    { position, count, now }: { position: number; count: number; now: number }
  ): void {
    const id = uuidv7()
    const sender = { id: PROCESSOR, name: PROCESSOR }
    const body = { v: FORMAT_VERSION, id, conversationId, sender, text: String(count), sentAt: now }
    insertMessage(this.db, {
      id,
      conversationId,
      role: 'reply',
      body: encodeBody({ ...body, inReplyTo: `${conversationId}:put-back`, kind: 'reply', trace: {} }),
      attributes: {},
      createdAt: now,
      position,
      timeline: { replied: now },
      room: { seq: null, by: PROCESSOR, kind: 'put_back', putBack: true },
      imported: 1,
      kind: 'reply'
    })
  }
}

interface Verdict {
  /** Up to which number the log is still what it was; null when it was not put back. */
  readonly back: number | null
  /** After which number it is to be looked next; null when that is not needed. */
  readonly doubt: number | null
}

interface Told {
  readonly entries?: readonly RoomEntry[]
  readonly more?: boolean
  readonly state?: RoomState
}
