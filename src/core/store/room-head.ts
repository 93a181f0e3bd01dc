import type { RoomEntry, RoomState } from '../../shared/room-wire'
import { valueOf } from './columns'
import type { ProfileDatabase } from './database'
import { storedBody } from './message-rows'
import { RoomReading } from './room-reading'
import { changeRoom, toRoom, type RoomRow } from './room-rows'
import { headOf, standingAfter, type SystemLine } from './room-state'

/** Who is in a room, how it is called, and whether oneself is in it. Inside a transaction. */
export class RoomHead {
  private readonly reading: RoomReading

  constructor(private readonly db: ProfileDatabase) {
    this.reading = new RoomReading(db)
  }

  /** What the processor says counts from its revision on; what is older says nothing new. */
  stand(room: RoomRow, state: RoomState): void {
    const { id } = room
    const row = this.db.sql('SELECT head_revision FROM rooms WHERE id = ?').get(id)
    if (Number(row?.['head_revision']) >= state.revision) return
    changeRoom(this.db, id, {
      head: JSON.stringify(state),
      head_revision: state.revision,
      known: Math.max(room.known, state.seq)
    })
    this.reading.byOthers(room, state.members)
    const me = state.members.find((one) => one.id === room.me)
    if (!me) return
    this.reading.told(id, me.readSeq)
    this.reading.upTo(room, me.readSeq)
  }

  /** What the room is by what the processor last said, and by the lines that followed. */
  settle(id: string, entries: readonly RoomEntry[]): void {
    const row = this.db.sql('SELECT * FROM rooms WHERE id = ?').get(id)
    if (!row) return
    const room = toRoom(row)
    const head = headOf(row)
    const begin = head ?? { title: room.title, topic: '', closed: false, members: [] }
    const standing = standingAfter(begin, this.linesAfter(id, head?.seq ?? 0))
    const { topic, closed, members } = standing
    const other = members.find((one) => one.id !== room.me)
    const title = room.kind === 'direct' ? (other?.name ?? room.title) : standing.title || room.title
    changeRoom(this.db, id, {
      members: JSON.stringify(members),
      topic,
      title,
      state: stateOf(room, { closed, isIn: members.some((one) => one.id === room.me) }, entries),
      ...(room.kind === 'direct' && other ? { person: other.id } : {})
    })
    if (title !== room.title)
      this.db.sql('UPDATE conversations SET title = ?, named = 1 WHERE id = ?').run(title, id)
  }

  private linesAfter(id: string, seq: number): SystemLine[] {
    return this.db
      .sql(
        `SELECT * FROM messages WHERE conversation_id = ? AND room IS NOT NULL AND room ->> '$.seq' > ?
           AND role = 'reply' AND room ->> '$.kind' NOT IN ('message', 'answer') ORDER BY room ->> '$.seq'`
      )
      .all(id, seq)
      .flatMap((row) => {
        const part = valueOf(row, 'room')
        if (!part) return []
        const body = storedBody('reply', String(row['body']))
        const { name = '' } = body?.sender ?? {}
        if (part.kind === 'put_back') return []
        return [{ ...part, kind: part.kind, name, text: body?.text ?? '', at: valueOf(row, 'createdAt') }]
      })
  }
}

function stateOf(
  { state, me }: RoomRow,
  { closed, isIn }: { closed: boolean; isIn: boolean },
  entries: readonly RoomEntry[]
): RoomRow['state'] {
  if (isIn || me === null) return closed ? 'closed' : isIn ? 'open' : state
  const gone = entries.findLast(
    ({ kind, by, member }) => (kind === 'leave' && by === me) || (kind === 'remove' && member === me)
  )
  if (gone) return gone.kind === 'leave' ? 'left' : 'removed'
  return state === 'open' || state === 'closed' ? 'removed' : state
}
