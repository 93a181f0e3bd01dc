import { encodeBody, FORMAT_VERSION, nearestTime } from '../../shared/message'
import type { RoomEntry } from '../../shared/room-wire'
import { valueOf, type Row, type StoredMessage } from './columns'
import type { ProfileDatabase } from './database'
import { countInLedger } from './ledger'
import { changeMessage, insertMessage } from './message-rows'
import { RoomActs, type RoomAct } from './room-acts'
import type { StoredRoom } from './room-part'
import { changeRoom, type RoomRow } from './room-rows'
import { derivedId, ownId } from './room-ids'
import { actKinds, holds, isSystemLine, placeOf, withSpan } from './room-state'
import { sampleTraffic } from './samples'
import { SearchIndex } from './search-index'

/** What only devices can read, as far as this one can. */
export type Open = (entry: RoomEntry) => { text: string; sealed: NonNullable<StoredRoom['sealed']> }

/** What was stored of a room's log. */
export interface Stored {
  /** Messages of others that are news, by their ids. */
  readonly news: readonly string[]
  /** One's own messages that have their number now. */
  readonly numbered: readonly string[]
  /** Entries that were not here. */
  readonly entries: readonly RoomEntry[]
}

/** So many entries are told one by one at most: a page of a long log is read anew. */
const ONE_BY_ONE = 100

interface Arrival {
  readonly now: number
  readonly open: Open
}

/**
 * What the log of a room brings to its conversation: each entry once, whichever way and however often it comes, and the
 * same in the end in whichever order. Inside a transaction.
 */
export class RoomLog {
  private readonly index: SearchIndex
  private readonly acts: RoomActs

  constructor(private readonly db: ProfileDatabase) {
    this.index = new SearchIndex(db)
    this.acts = new RoomActs(db, this.index)
  }

  /** Entries follow each other without a gap. */
  store(room: RoomRow, entries: readonly RoomEntry[], at: Arrival): Stored {
    const fresh = entries.filter(({ seq }) => !holds(room.spans, seq))
    // Its sending again is answered by the entry that is here.
    for (const entry of entries)
      if (entry.by === room.me && holds(room.spans, entry.seq)) this.settle(room, entry, at)
    const news: string[] = []
    const numbered: string[] = []
    const touched = new Set<number>()
    for (const entry of fresh) {
      const opened = this.opened(room, entry, at.open)
      if (actKinds.includes(entry.kind)) {
        this.acts.keep(room.id, opened)
        if (entry.target !== undefined) touched.add(entry.target)
      } else if (this.settle(room, entry, at)) numbered.push(entry.id)
      else {
        const id = this.add(room, opened, at.now)
        if (id !== null) news.push(id)
      }
    }
    const [first, last] = [fresh[0], fresh.at(-1)]
    if (first && last) {
      for (const target of this.acts.targetsIn(room.id, { from: first.seq, to: last.seq }))
        touched.add(target)
      const spans = withSpan(room.spans, first.seq, last.seq)
      const top = spans.at(-1)?.[1] ?? 0
      changeRoom(this.db, room.id, {
        spans: JSON.stringify(spans),
        top,
        known: Math.max(room.known, top),
        ...(this.mentions(room, fresh) ? { mentioned: 1 } : {})
      })
    }
    for (const target of touched) this.acts.fold(room.id, target)
    if (fresh.length > ONE_BY_ONE) this.db.noteReadAnew()
    return { news, numbered, entries: fresh }
  }

  private opened(room: RoomRow, entry: RoomEntry, open: Open): RoomAct {
    if (entry.sealed !== undefined) {
      const { text, sealed } = open(entry)
      return { ...entry, text, opened: sealed }
    }
    // Nobody's ChatAPP writes in the clear there: it is somebody else who says that it was they.
    const forged = room.kind === 'direct' && (entry.kind === 'message' || entry.kind === 'edit')
    return forged ? { ...entry, text: '', opened: 'unreadable' } : entry
  }

  private mentions({ me, readSeq }: RoomRow, entries: readonly RoomEntry[]): boolean {
    return (
      me !== null &&
      entries.some(({ by, seq, mentions }) => by !== me && seq > readSeq && mentions?.includes(me) === true)
    )
  }

  /** One's own message gets its number, by which it moves to its place. False for what is no message that was written here. */
  private settle(room: RoomRow, entry: RoomEntry, { now }: Arrival): boolean {
    if (entry.kind !== 'message' || (room.me !== null && entry.by !== room.me)) return false
    const row = this.db.sql('SELECT * FROM messages WHERE id = ?').get(entry.id)
    if (row?.['role'] !== 'request' || row['conversation_id'] !== room.id) return false
    const stored = valueOf(row, 'room')
    if (row['status'] === 'answered' && stored?.seq === entry.seq) return true
    this.db.sql('DELETE FROM outbox WHERE seq = ?').run(Number(row['seq']))
    const timeline = valueOf(row, 'timeline')
    const passed = now - (timeline.queued ?? now)
    const roundTripMs = row['status'] === 'answered' || passed < 0 ? null : passed
    changeMessage(this.db, entry.id, {
      status: 'answered',
      reason: null,
      position: placeOf(room.shifts, entry.seq),
      room: { kind: 'message', ...stored, seq: entry.seq, by: entry.by, putBack: undefined },
      timeline: { ...timeline, replied: nearestTime(entry.at), received: now },
      ...(roundTripMs === null ? {} : { roundTripMs })
    })
    if (row['status'] !== 'answered') countInLedger(this.db, 'answered')
    sampleTraffic(this.db, { answeredInMs: roundTripMs }, now)
    return true
  }

  /** Stores what others wrote, what oneself wrote on another device, and lines of the system; returns the id of what is news. */
  private add(room: RoomRow, entry: RoomAct, now: number): string | null {
    const id = this.freeId(room, entry)
    if (id === null) return null
    const own = entry.by === room.me && entry.kind === 'message'
    const isNews = !own && !isSystemLine(entry.kind) && entry.seq > room.readSeq && entry.by !== room.me
    const body = own ? requestOf(room, id, entry) : replyOf(room, id, entry)
    const message: Parameters<typeof insertMessage>[1] = {
      id,
      conversationId: room.id,
      role: own ? 'request' : 'reply',
      body: encodeBody(body),
      attributes: {},
      createdAt: nearestTime(entry.at),
      position: placeOf(room.shifts, entry.seq),
      timeline: { replied: nearestTime(entry.at), ...(isNews ? { received: now } : {}) },
      room: partFrom(room, entry),
      imported: isNews ? 0 : 1,
      ...(own ? { status: 'answered' } : { kind: 'reply' }),
      ...(entry.sealed === undefined ? {} : { wire: entry.sealed })
    }
    const seq = insertMessage(this.db, message)
    if (!isSystemLine(entry.kind)) this.index.note(seq, entry.text ?? '')
    return isNews ? id : null
  }

  /** What the log was put back to before, and has again. */
  private numberAgain(there: Row, room: RoomRow, entry: RoomEntry): boolean {
    const stored = valueOf(there, 'room')
    if (there['conversation_id'] !== room.id || !stored?.putBack || stored.by !== entry.by) return false
    const { seq, quotes } = entry
    changeMessage(this.db, valueOf(there, 'id'), {
      position: placeOf(room.shifts, seq),
      room: { ...stored, seq, quotes, quoted: undefined, putBack: undefined }
    })
    return true
  }

  /**
   * The entry's own id, or another one where a member has given it that of a message which is elsewhere. Null for what
   * is here, by an import, and for what the user has deleted.
   */
  private freeId(room: RoomRow, entry: RoomEntry): string | null {
    const id = ownId(room.id, entry)
    if (this.db.sql('SELECT 1 FROM deleted_requests WHERE id = ?').get(id)) return null
    const there = this.db.sql('SELECT * FROM messages WHERE id = ?').get(id)
    if (!there) return id
    if (isSame(there, room, entry) || this.numberAgain(there, room, entry)) return null
    const derived = derivedId(room.id, entry)
    return this.db.sql('SELECT 1 FROM messages WHERE id = ?').get(derived) ? null : derived
  }
}

const isSame = (row: Row, room: RoomRow, entry: RoomEntry): boolean =>
  row['conversation_id'] === room.id && valueOf(row, 'room')?.seq === entry.seq

/** What stands where a reply names its request: that of no message. */
const answersNothing = (room: RoomRow, { seq }: RoomEntry): string => `${room.id}:${seq}`

const common = (room: RoomRow, id: string, { by, name, text = '', at }: RoomEntry) => ({
  v: FORMAT_VERSION,
  id,
  conversationId: room.id,
  sender: { id: by.slice(0, 200), name: name.slice(0, 200) },
  text,
  sentAt: nearestTime(at)
})

const requestOf = common

const replyOf = (room: RoomRow, id: string, entry: RoomEntry) => ({
  ...common(room, id, entry),
  inReplyTo: answersNothing(room, entry),
  kind: 'reply',
  trace: {}
})

function partFrom(room: RoomRow, entry: RoomAct): StoredMessage['room'] {
  const { seq, by, kind, quotes, mentions = [], member, memberName, opened } = entry
  const called = new Map(room.members.map(({ id, name }) => [id, name]))
  const named = mentions.map((id) => ({ id, name: called.get(id) ?? '' }))
  return {
    seq,
    by,
    kind,
    ...(quotes === undefined ? {} : { quotes }),
    ...(named.length === 0 ? {} : { mentions: named }),
    ...(member === undefined ? {} : { member }),
    ...(memberName === undefined ? {} : { memberName }),
    ...(opened === undefined ? {} : { sealed: opened })
  }
}
