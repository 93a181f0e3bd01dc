import { parseJson } from '../../platform/json-file'
import type { Room } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { wireErrorSchema } from '../../shared/message'
import type { RoomMember } from '../../shared/room-wire'
import type { Row } from './columns'
import type { ProfileDatabase } from './database'
import { membersOf, type Shifts, type Spans } from './room-state'

/** A room as this profile keeps it; its id is its conversation's. */
export interface RoomRow {
  readonly id: string
  readonly backendId: string
  readonly kind: Room['kind']
  readonly state: Room['state']
  readonly reason: WireError | null
  /** Who one is in it, as SQS says; null until the processor has. */
  readonly me: string | null
  /** Of a direct conversation: the other one. */
  readonly person: string | null
  readonly title: string
  readonly topic: string
  readonly members: readonly RoomMember[]
  /** Which numbers of its log are here, the highest that there is as far as is known. */
  readonly spans: Spans
  readonly shifts: Shifts
  readonly known: number
  /** Up to which number oneself has read, and up to which the processor knows of it. */
  readonly readSeq: number
  readonly readTold: number
  readonly mentioned: boolean
  readonly mentionsOnly: boolean
}

export const toRoom = (row: Row): RoomRow => ({
  id: String(row['id']),
  backendId: String(row['backend_id']),
  kind: row['kind'] as RoomRow['kind'],
  state: row['state'] as RoomRow['state'],
  reason: row['reason'] === null ? null : wireErrorSchema.parse(parseJson(String(row['reason']))),
  me: text(row['me']),
  person: text(row['person']),
  title: String(row['title']),
  topic: String(row['topic']),
  members: membersOf(row),
  spans: parseJson(String(row['spans'])) as Spans,
  shifts: parseJson(String(row['shifts'])) as Shifts,
  known: Number(row['known']),
  readSeq: Number(row['read_seq']),
  readTold: Number(row['read_told']),
  mentioned: row['mentioned'] === 1,
  mentionsOnly: row['mentions_only'] === 1
})

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** A column of a room that changes. */
type RoomColumn =
  | 'state'
  | 'reason'
  | 'me'
  | 'person'
  | 'title'
  | 'topic'
  | 'head'
  | 'head_revision'
  | 'members'
  | 'spans'
  | 'shifts'
  | 'top'
  | 'known'
  | 'read_seq'
  | 'read_told'
  | 'mentioned'
  | 'mentions_only'
  | 'trust'

/** Changes some columns of a room, which its conversation announces. Inside a transaction. */
export function changeRoom(
  db: ProfileDatabase,
  id: string,
  columns: Partial<Record<RoomColumn, string | number | null>>
): void {
  const revision = db.nextRevision()
  const changes = Object.keys(columns).map((name) => `${name} = ?, `)
  db.sql(`UPDATE rooms SET ${changes.join('')}revision = ? WHERE id = ?`).run(
    ...Object.values(columns),
    revision,
    id
  )
  db.sql('UPDATE conversations SET revision = ? WHERE id = ?').run(revision, id)
}

/** A conversation that people have with each other; null for any other. */
export function findRoom(db: ProfileDatabase, id: string): RoomRow | null {
  const row = db.sql('SELECT * FROM rooms WHERE id = ?').get(id)
  return row ? toRoom(row) : null
}
