import { MAX_SYNC_BYTES, PROCESSOR, type RoomEntry } from '../../src/shared/room-wire'
import { bodySize } from '../../src/shared/wire'
import { derivedId } from '../reply-id'
import { logKey, roomKey, type Done, type Head, type StoredEntry } from './head'
import { withoutText } from './messages'
import type { RoomTable } from './room-table'

/** Entries that one query reads at most: what an answer holds of short messages. */
const MAX_PART = 1000

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

/** The next entries of a part, at least one of them. */
async function readPart({ table, room, head }: Log, { from, to, backwards }: Part): Promise<RoomEntry[]> {
  const firstPending = head.seq - head.pending.length + 1
  const inHead = head.pending.filter(({ seq }) => seq >= from && seq <= to)
  if (backwards ? to >= firstPending : from >= firstPending) return backwards ? inHead.toReversed() : inHead
  const end = Math.min(to, firstPending - 1, backwards ? to : from + MAX_PART - 1)
  const start = backwards ? Math.max(from, end - MAX_PART + 1) : from
  const range = { pk: roomKey(room), from: logKey(start), to: logKey(end), backwards }
  const { items, more } = await table.query(range)
  const read = items.map(({ data }) => data as StoredEntry)
  const reached = more ? (read.at(-1)?.seq ?? end) : backwards ? start : end
  const whole = backwards ? fill(read, reached, end) : fill(read, start, reached)
  const erased = new Map(head.erased)
  const told = whole.map((entry) => withErased(entry, erased.get(entry.seq)))
  return backwards ? told.toReversed() : told
}

const withErased = (entry: StoredEntry, by: number | undefined): RoomEntry =>
  by === undefined ? entry : withoutText(entry, by)

/** Somebody may have taken an item out of the table: a line that says nothing has its number, so that the room goes on. */
function fill(entries: readonly StoredEntry[], from: number, to: number): StoredEntry[] {
  const known = new Map(entries.map((entry) => [entry.seq, entry]))
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index
    const lost = {
      id: derivedId(`lost/${seq}`),
      at: 0,
      by: PROCESSOR,
      name: PROCESSOR,
      kind: 'delete' as const
    }
    return known.get(seq) ?? { seq, ...lost, target: seq }
  })
}
