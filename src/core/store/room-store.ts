import { parseJson } from '../../platform/json-file'
import { ChatError } from '../../shared/errors'
import type { RoomAnswer, RoomEntry } from '../../shared/room-wire'
import type { ProfileDatabase } from './database'
import type { MessageStore } from './message-store'
import { People } from './people'
import { RoomAsks } from './room-asks'
import { RoomHead } from './room-head'
import { RoomLog, type Open, type Stored } from './room-log'
import { RoomInvitations } from './room-invitations'
import { RoomOutcome } from './room-outcome'
import { RoomPutBack, type Asked } from './room-put-back'
import { RoomReading } from './room-reading'
import { changeRoom, findRoom, toRoom, type RoomRow } from './room-rows'
import { endOfAll, gapOf, isSystemLine, withSpan, type Gap } from './room-state'

/** How something about a room came. */
export interface Arrived {
  readonly now: number
  readonly backendId: string
  /** The request of this installation that it answers; left out of news. */
  readonly asked?: string | undefined
  /** Reads what is sealed; without it, it stays so. */
  readonly open?: Open
  /** Of an answer to `sync`: what was asked for. Unless there is more, nothing else of it is to come. */
  readonly synced?: Asked
}

/** What was stored of what was told of a room. */
export interface Applied extends Stored {
  /** Its log may have been put back: it is to be looked at after this number; null when there is no sign of it. */
  readonly doubt: number | null
}

const sealed: Open = () => ({ text: '', sealed: 'unreadable' })

/**
 * Rooms and direct conversations of one profile: what the processor told of them, once and in its order, whichever way
 * and however often it came. Every change is one transaction, or a part of the caller's, and is announced with its
 * conversation.
 */
export class RoomStore {
  readonly asks: RoomAsks
  readonly people: People
  readonly invitations: RoomInvitations
  private readonly log: RoomLog
  private readonly head: RoomHead
  private readonly reading: RoomReading
  private readonly putBack: RoomPutBack
  private readonly outcome: RoomOutcome

  constructor(
    private readonly db: ProfileDatabase,
    messages: Pick<MessageStore, 'fail'>
  ) {
    this.asks = new RoomAsks(db)
    this.people = new People(db)
    this.log = new RoomLog(db)
    this.head = new RoomHead(db)
    this.reading = new RoomReading(db)
    this.putBack = new RoomPutBack(db, messages)
    this.outcome = new RoomOutcome(db, messages)
    this.invitations = new RoomInvitations(db)
  }

  /** The room of a conversation; null where that is none. */
  find(id: string): RoomRow | null {
    return findRoom(this.db, id)
  }

  /** Those of a backend whose conversations are here. */
  of(backendId: string): RoomRow[] {
    return this.db
      .sql(
        `SELECT * FROM rooms WHERE backend_id = ?
           AND id NOT IN (SELECT id FROM conversations WHERE delete_at IS NOT NULL)`
      )
      .all(backendId)
      .map(toRoom)
  }

  /** Throws `not_found` where that is none. */
  get(id: string): RoomRow {
    const room = this.find(id)
    if (!room) throw new ChatError('chat.not_found')
    return room
  }

  /** Whether there are rooms on a backend, or somebody has looked who is there. */
  isUsed(backendId: string): boolean {
    const found = this.db.sql(
      `SELECT 1 FROM rooms WHERE backend_id = ?1 UNION ALL SELECT 1 FROM room_asks WHERE backend_id = ?1
       UNION ALL SELECT 1 FROM people WHERE backend_id = ?1 LIMIT 1`
    )
    return found.get(backendId) !== undefined
  }

  /** Notes in a room why something that was asked in it was not done. Inside a transaction or not. */
  note(id: string, reason: ChatError): void {
    if (this.find(id))
      this.db.transaction(() => changeRoom(this.db, id, { reason: JSON.stringify(reason.toWire()) }))
  }

  /** The user has deleted its conversation here: what is told of it is dropped until it is opened again. */
  isForgotten(id: string): boolean {
    return (
      this.db.sql('SELECT 1 FROM deleted_conversations WHERE id = ?').get(id) !== undefined &&
      this.find(id) === null
    )
  }

  /** Opens a room with its conversation, as `pending`. One that is here and was left, refused or forgotten is opened anew. */
  open(
    {
      id,
      backendId,
      kind,
      title,
      person = null
    }: Pick<RoomRow, 'id' | 'backendId' | 'kind' | 'title'> & {
      readonly person?: string | null
    },
    now: number
  ): RoomRow {
    return this.db.transaction(() => {
      const revision = this.db.nextRevision()
      this.db.sql('DELETE FROM deleted_conversations WHERE id = ?').run(id)
      this.db
        .sql(
          `INSERT INTO conversations (id, title, named, created_at, revision) VALUES (?, ?, 1, ?, ?)
           ON CONFLICT (id) DO UPDATE SET delete_at = NULL, revision = excluded.revision`
        )
        .run(id, title, now, revision)
      this.db
        .sql(
          `INSERT INTO rooms (id, backend_id, kind, state, me, person, title, mentions_only, revision)
           VALUES (?, ?, ?, 'pending', ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
             backend_id = excluded.backend_id, me = coalesce(excluded.me, me), reason = NULL,
             state = iif(state IN ('left', 'removed', 'refused'), 'pending', state), revision = excluded.revision`
        )
        .run(id, backendId, kind, this.people.me(backendId), person, title, Number(kind === 'room'), revision)
      return this.find(id) as RoomRow
    })
  }

  /**
   * Takes what was told of a room: entries, how it stands, who has read what, why something was refused. Null for a room
   * that is not here; one that is told of as a whole is opened, unless the user has deleted it.
   */
  apply(roomId: string, answer: RoomAnswer, at: Arrived): Applied | null {
    return this.db.transaction(() => {
      const found = this.find(roomId)
      const room = !found || isArchive(found) ? this.discovered(roomId, answer, at) : found
      if (room?.backendId !== at.backendId) return null
      if (answer.me !== undefined && answer.me !== room.me) changeRoom(this.db, roomId, { me: answer.me })
      const { back, doubt } = this.putBack.look(this.get(roomId), answer, at.synced)
      if (back !== null) this.putBack.to(roomId, back, { now: at.now, anew: answer.entries ?? [] })
      const { state } = answer
      if (state) this.head.stand(this.get(roomId), state)
      const entries = this.get(roomId).me === null ? this.later(roomId, answer) : (answer.entries ?? [])
      const joinedAt = this.joinedAt(roomId, entries)
      this.reading.upTo(this.get(roomId), joinedAt)
      this.reading.told(roomId, joinedAt)
      const stored = this.log.store(this.get(roomId), entries, { now: at.now, open: at.open ?? sealed })
      if (at.synced && answer.more !== true && answer.refused === undefined)
        this.cover(roomId, at.synced, answer)
      if (state !== undefined || stored.entries.some(({ kind }) => isSystemLine(kind)))
        this.head.settle(roomId, stored.entries)
      this.outcome.answered(this.get(roomId), answer.refused, at)
      this.outcome.over(room, at.now)
      return { ...stored, doubt }
    })
  }

  /** Takes the answer to `hello`, asked by a name: who one is, who is there, and all rooms of one's own. Returns the ids of those that changed. */
  greet(
    answer: RoomAnswer,
    { now, backendId, asked = '' }: Pick<Arrived, 'now' | 'backendId'> & { readonly asked?: string }
  ): string[] {
    return this.db.transaction(() => {
      this.people.keep(backendId, { ...answer, asked })
      const { rooms } = answer
      if (!rooms || answer.refused !== undefined) return []
      const changed = rooms.filter((state) => {
        const { me } = answer
        return this.apply(state.room, { room: state.room, state, ...(me ? { me } : {}) }, { now, backendId })
      })
      return changed.map(({ room }) => room)
    })
  }

  /** The highest number of a room's log that is here, where it is beyond the one that its processor tells; else null. */
  aheadOf(id: string, seq: number): number | null {
    const end = endOfAll(this.find(id)?.spans ?? [])
    return end > seq ? end : null
  }

  /** What is to be asked for next of a room's log; null when all of it is here. */
  gap(id: string): Gap | null {
    const room = this.find(id)
    return room && (room.state === 'open' || room.state === 'closed') ? gapOf(room.spans, room.known) : null
  }

  /** The processor is to be told up to which number oneself has read. */
  readToTell(backendId: string): { id: string; seq: number }[] {
    return this.reading.toTell(backendId)
  }

  readTold(id: string, seq: number): void {
    this.reading.told(id, seq)
  }

  /** What only this profile says of a room. */
  mark(id: string, { mentionsOnly }: { readonly mentionsOnly: boolean }): RoomRow {
    return this.db.transaction(() => {
      changeRoom(this.db, id, { mentions_only: Number(mentionsOnly) })
      return this.get(id)
    })
  }

  /** What was kept of the keys of a direct conversation; whoever reads it knows what it is. */
  trust(id: string): unknown {
    return parseJson(String(this.db.sql('SELECT trust FROM rooms WHERE id = ?').get(id)?.['trust']))
  }

  keepTrust(id: string, trust: unknown): void {
    this.db.transaction(() => changeRoom(this.db, id, { trust: JSON.stringify(trust) }))
  }

  /** A room that one is in, as is told: another device has opened it, or somebody else a direct conversation. */
  private discovered(id: string, { state, me }: RoomAnswer, { now, backendId }: Arrived): RoomRow | null {
    const own = me ?? this.people.me(backendId)
    if (!state?.members.some((member) => member.id === own) || this.isForgotten(id)) return null
    return this.open({ id, backendId, kind: state.kind, title: state.title }, now)
  }

  /** Before it is known who one is, nobody can tell what is one's own: it comes again when the log is asked for. */
  private later(id: string, { entries = [] }: RoomAnswer): readonly RoomEntry[] {
    const { known } = this.get(id)
    changeRoom(this.db, id, { known: Math.max(known, entries.at(-1)?.seq ?? 0) })
    return []
  }

  /** Who has joined has nothing to catch up on. */
  private joinedAt(id: string, entries: readonly RoomEntry[]): number {
    const { me } = this.get(id)
    const joined = entries.findLast(({ kind, by }) => by === me && (kind === 'join' || kind === 'create'))
    return joined?.seq ?? 0
  }

  /** Nothing else was in the table between these numbers when it was read. */
  private cover(id: string, { since, before }: Gap, { state, entries }: RoomAnswer): void {
    const { spans } = this.get(id)
    const end = state?.seq ?? entries?.at(-1)?.seq ?? since
    const all = withSpan(spans, since + 1, before === undefined ? end : before - 1)
    changeRoom(this.db, id, { spans: JSON.stringify(all), top: all.at(-1)?.[1] ?? 0 })
  }
}

/** It came by an import: whoever it is of, its processor has told nothing of it here. */
const isArchive = ({ state, me }: RoomRow): boolean => state === 'left' && me === null
