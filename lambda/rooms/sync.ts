import { MAX_SYNC_BYTES, PROCESSOR, type RoomEntry } from '../../src/shared/room-wire'
import { bodySize } from '../../src/shared/wire'
import { derivedId } from '../reply-id'
import { logKey, roomKey, type Done, type Head, type StoredEntry } from './head'
import { withoutText } from './messages'
import type { RoomTable } from './room-table'

/** Entries that one query reads at most: of messages of a kilobyte what an answer holds, and hardly more is paid for. */
const MAX_PART = 300

export interface Log {
  readonly table: RoomTable
  readonly room: string
  readonly head: Head
}

interface Span {
  /** After this number. */
  readonly since: number
  /** Before this number, the newest first. */
  readonly before?: number | undefined
}

/**
 * A part of a room's log, in its order and without a hole: as much as one answer holds, from its beginning, or with
 * `before` from its end. The newest entries stand in the head.
 */
export async function readLog(
  log: Log,
  { since, before }: Span
): Promise<{ entries: RoomEntry[]; more: boolean }> {
  const backwards = before !== undefined
  const last = Math.min(before ?? Infinity, log.head.seq + 1) - 1
  const entries: RoomEntry[] = []
  let bytes = 0
  let from = since + 1
  let to = last
  while (from <= to) {
    for (const entry of await readPart(log, { from, to, backwards })) {
      bytes += bodySize({ ...entry }) + 1
      if (bytes > MAX_SYNC_BYTES && entries.length > 0)
        return { entries: ordered(entries, backwards), more: true }
      entries.push(entry)
      if (backwards) to = entry.seq - 1
      else from = entry.seq + 1
    }
  }
  return { entries: ordered(entries, backwards), more: false }
}

const ordered = (entries: RoomEntry[], backwards: boolean): RoomEntry[] =>
  backwards ? entries.toReversed() : entries

/** The entries that one request made. */
export const entriesOf = async (log: Log, { seq, entries }: Done): Promise<RoomEntry[]> =>
  entries === 0 ? [] : await readPart(log, { from: seq, to: seq + entries - 1, backwards: false })

interface Part {
  readonly from: number
  readonly to: number
  readonly backwards: boolean
}

/** The next entries of a part, at least one of them; backwards the newest first. */
async function readPart({ table, room, head }: Log, { from, to, backwards }: Part): Promise<RoomEntry[]> {
  const last = head.seq - head.pending.length
  const inHead = head.pending.filter(({ seq }) => seq >= from && seq <= to)
  if ((backwards ? to : from) > last) return backwards ? inHead.toReversed() : inHead
  const most = Math.min(to, last)
  const pk = roomKey(room)
  for (let size = MAX_PART; ; size = Math.ceil(size / 4)) {
    const start = backwards ? Math.max(from, most - size + 1) : from
    const end = Math.min(most, start + size - 1)
    const { items, more } = await table.query({ pk, from: logKey(start), to: logKey(end) })
    // Long messages: a page holds fewer of them.
    if (more) continue
    const erased = new Map(head.erased)
    const known = new Map(items.map(({ sk, data }) => [sk, data as StoredEntry]))
    const told = Array.from({ length: end - start + 1 }, (_, index) => {
      const entry = known.get(logKey(start + index)) ?? lost(start + index)
      const by = erased.get(entry.seq)
      return by === undefined ? entry : withoutText(entry, by)
    })
    return backwards ? told.toReversed() : told
  }
}

/** Somebody may have taken an item out of the table: a line that says nothing has its number, so that the room goes on. */
const lost = (seq: number): StoredEntry => ({
  seq,
  id: derivedId(`lost/${seq}`),
  at: 0,
  by: PROCESSOR,
  name: PROCESSOR,
  kind: 'delete',
  target: seq
})
