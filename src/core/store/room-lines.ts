import type { ChatMessage, RoomPart } from '../../shared/message'
import { valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'
import { textOf, toMessage } from './message-rows'
import { cut, previewOf } from './plain-line'
import { partOf, type StoredRoom } from './room-part'
import { membersOf } from './room-state'

/** How much of a quoted message is shown, in characters. */
const QUOTED_LENGTH = 120

/** What the lines of one room have in common. */
interface Reading {
  readonly me: string | null
  /** How far each of the others has read. */
  readonly readSeqs: readonly number[]
}

/** Rows as panes see them. Rows without a room cost nothing more; throws `storage` as `toMessage` does. */
export function shownMessages(db: ProfileDatabase, rows: readonly Row[]): ChatMessage[] {
  const rooms = new Map<string, Reading>()
  return rows.map((row) => {
    const message = toMessage(row)
    const stored = row['room'] === null ? null : valueOf(row, 'room')
    if (!stored) return message
    const { conversationId } = message
    const reading = rooms.get(conversationId) ?? readingOf(db, conversationId)
    rooms.set(conversationId, reading)
    return { ...message, room: shownPart(db, { ...stored, conversationId, role: message.role }, reading) }
  })
}

function readingOf(db: ProfileDatabase, roomId: string): Reading {
  const row = db.sql('SELECT me, members FROM rooms WHERE id = ?').get(roomId)
  if (!row) return { me: null, readSeqs: [] }
  const me = row['me'] === null ? null : String(row['me'])
  const others = membersOf(row).filter(({ id }) => id !== me)
  return { me, readSeqs: others.map(({ readSeq }) => readSeq) }
}

function shownPart(
  db: ProfileDatabase,
  { conversationId, role, ...stored }: StoredRoom & Pick<ChatMessage, 'conversationId' | 'role'>,
  { me, readSeqs }: Reading
): RoomPart {
  const part = partOf(stored, me)
  const { seq } = stored
  return {
    ...part,
    ...quotesOf(db, conversationId, stored),
    ...(role === 'request' && seq !== null
      ? { seenBy: readSeqs.filter((readSeq) => readSeq >= seq).length }
      : {})
  }
}

/** What a reply quotes, as it stands now: nothing of what is not here, or was deleted. */
function quotesOf(
  db: ProfileDatabase,
  roomId: string,
  { quotes, quoted }: StoredRoom
): Pick<RoomPart, 'quotes'> {
  if (quotes === undefined && quoted === undefined) return {}
  const seq = quotes ?? null
  const row = seq === null ? withId(db, quoted ?? '') : rowAt(db, roomId, seq)
  if (!row) return { quotes: { seq, id: null, name: '', text: '' } }
  const { sender } = toMessage(row)
  const text = cut(previewOf(textOf(row)), QUOTED_LENGTH)
  return { quotes: { seq, id: String(row['id']), name: sender.name, text } }
}

const withId = (db: ProfileDatabase, id: string): Row | undefined =>
  db.sql('SELECT m.*, NULL AS due_at FROM messages m WHERE m.id = ?').get(id)

/** The message with a number of a room's log, as `selectMessages` brings it. */
export const rowAt = (db: ProfileDatabase, roomId: string, seq: number): Row | undefined =>
  db
    .sql(
      `SELECT m.*, NULL AS due_at FROM messages m
       WHERE m.conversation_id = ? AND m.room IS NOT NULL AND m.room ->> '$.seq' = ?`
    )
    .get(roomId, seq)
