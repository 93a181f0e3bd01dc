import type { RoomEntry } from '../../src/shared/room-wire'
import type { Act } from './act'
import { logKey, memberOf, roomKey, type Head, type StoredEntry } from './head'
import { withoutText } from './messages'
import { addRoom, dropRooms } from './people'
import type { RoomTable } from './room-table'

export interface Afterwards {
  readonly room: string
  readonly head: Head
  readonly entries: readonly RoomEntry[]
  readonly table: RoomTable
}

/** What follows from a request that is written, outside of the room's head. Done again it changes nothing more. */
export async function afterwards(
  { ask, id, by }: Act,
  { room, head, entries, table }: Afterwards
): Promise<void> {
  const entry = entries.find((one) => one.id === id)
  const { op } = ask
  if (op === 'create' || op === 'join' || op === 'direct') {
    const both = op === 'direct' ? [by, ask.member] : [by]
    const here = both.filter((member) => memberOf(head, member))
    await Promise.all(here.map((member) => addRoom(table, member, room)))
  }
  const gone = op === 'leave' ? by : op === 'remove' ? ask.member : null
  // Who is in it again meanwhile stays so.
  if (gone !== null && !memberOf(head, gone)) await dropRooms(table, gone, [room])
  if ((op === 'edit' || op === 'delete') && entry) {
    const erased = head.erased.filter(([, by]) => Math.abs(by) === entry.seq)
    await eraseTexts(room, erased, table)
  }
}

/** Takes texts out of the log. What is not in it yet goes into it without. */
async function eraseTexts(room: string, erased: Head['erased'], table: RoomTable): Promise<void> {
  const pk = roomKey(room)
  const found = await Promise.all(
    erased.map(async ([seq, by]) => {
      const entry = await table.get<StoredEntry>(pk, logKey(seq))
      return entry ? [withoutText(entry, by)] : []
    })
  )
  await table.write(found.flat().map((entry) => ({ pk, sk: logKey(entry.seq), data: entry })))
}
