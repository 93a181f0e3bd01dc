import { parseJson } from '../../platform/json-file'
import { encodeBody } from '../../shared/wire'
import type { RoomEntry } from '../../shared/room-wire'
import { valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'
import { changeMessage, storedBody } from './message-rows'
import type { Open } from './room-log'
import { SearchIndex } from './search-index'

/** Opens what could not be opened when it came: the keys for it may be here by now. In one transaction. */
export function reopen(db: ProfileDatabase, roomId: string, open: Open): void {
  const closed = db.sql(
    `SELECT * FROM messages WHERE conversation_id = ? AND room IS NOT NULL AND room ->> '$.sealed' = 'unreadable'
       AND wire IS NOT NULL`
  )
  const rows = closed.all(roomId)
  if (rows.length === 0) return
  const index = new SearchIndex(db)
  db.transaction(() => {
    for (const row of rows) {
      const entry = entryOf(db, roomId, row)
      const { text, sealed } = entry ? open(entry) : { text: '', sealed: 'unreadable' as const }
      const body = storedBody(row['role'], String(row['body']))
      const room = valueOf(row, 'room')
      if (sealed === 'unreadable' || !body || !room) continue
      changeMessage(db, String(row['id']), { body: encodeBody({ ...body, text }), room: { ...room, sealed } })
      index.renew(Number(row['seq']), text)
    }
  })
}

/** The entry that brought the text of a message: its own, or that of its newest edit. */
function entryOf(db: ProfileDatabase, roomId: string, row: Row): RoomEntry | null {
  const room = valueOf(row, 'room')
  if (!room || room.seq === null || room.kind === 'put_back') return null
  const { seq, by, kind, quotes, editSeq } = room
  const sealed = valueOf(row, 'wire') ?? ''
  if (editSeq !== undefined) {
    const edit = db.sql('SELECT entry FROM room_acts WHERE room_id = ? AND seq = ?').get(roomId, editSeq)
    return edit ? { ...(parseJson(String(edit['entry'])) as RoomEntry), sealed } : null
  }
  const own = { seq, id: String(row['id']), at: valueOf(row, 'createdAt'), by, name: '', kind, sealed }
  return quotes === undefined ? own : { ...own, quotes }
}
