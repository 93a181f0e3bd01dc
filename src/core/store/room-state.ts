import { parseJson } from '../../platform/json-file'
import { roomAnswerSchema } from '../../shared/room'
import type { RoomEntry, RoomEntryKind, RoomMember, RoomState } from '../../shared/room-wire'
import type { Row } from './columns'

/** Numbers of a log that are here, each from and to, in order and apart from each other. */
export type Spans = readonly (readonly [from: number, to: number])[]

/** What of a log is to be asked for next; `before` where it is read from its end. */
export interface Gap {
  readonly since: number
  readonly before?: number
}

/** A longer gap at the end of what is here is read from its end back, so that the newest is there first. */
const READ_ON = 200

export const holds = (spans: Spans, seq: number): boolean =>
  spans.some(([from, to]) => from <= seq && seq <= to)

/** With these numbers, too. */
export function withSpan(spans: Spans, from: number, to: number): Spans {
  if (to < from) return spans
  const apart = spans.filter(([a, b]) => b < from - 1 || a > to + 1)
  const joined = spans.filter(([a, b]) => b >= from - 1 && a <= to + 1)
  const all = [from, to, ...joined.flat()]
  return [...apart, [Math.min(...all), Math.max(...all)] as const].toSorted(([a], [b]) => a - b)
}

/** Up to which number nothing is missing. */
export const endOf = ([first]: Spans): number => (first?.[0] === 1 ? first[1] : 0)

/** The highest number that is here. */
export const endOfAll = (spans: Spans): number => spans.at(-1)?.[1] ?? 0

/** Without what is later than a number. */
export const spansUpTo = (spans: Spans, last: number): Spans =>
  spans.filter(([from]) => from <= last).map(([from, to]) => [from, Math.min(to, last)] as const)

/** After which number entries stand how much further behind than their number says, in order: their room was put back. */
export type Shifts = readonly (readonly [after: number, by: number])[]

/** Where an entry stands in its conversation. */
export const placeOf = (shifts: Shifts, seq: number): number =>
  seq + (shifts.findLast(([after]) => seq > after)?.[1] ?? 0)

/** How many numbers are here. */
export const sizeOf = (spans: Spans): number => spans.reduce((sum, [from, to]) => sum + to - from + 1, 0)

/** What is missing of a log with so many entries, the newest first; null when all of it is here. */
export function gapOf(spans: Spans, known: number): Gap | null {
  const last = spans.at(-1)
  if (!last) return known === 0 ? null : known > READ_ON ? { since: 0, before: known + 1 } : { since: 0 }
  const [from, to] = last
  if (to < known) return known - to > READ_ON ? { since: to, before: known + 1 } : { since: to }
  if (from <= 1) return null
  return { since: spans.at(-2)?.[1] ?? 0, before: from }
}

/** What the processor last said of a room; null when nothing. */
export function headOf(row: Row): RoomState | null {
  if (typeof row['head'] !== 'string') return null
  const parsed = roomAnswerSchema.safeParse({ state: parseJson(row['head']) })
  return parsed.success ? (parsed.data.state ?? null) : null
}

/** Who is in a room, as its row holds it. */
export function membersOf(row: Row): readonly RoomMember[] {
  // Written by this store, from what was parsed when it came.
  return parseJson(String(row['members'])) as readonly RoomMember[]
}

/** What a head says, and what followed it. */
export interface Standing {
  readonly title: string
  readonly topic: string
  readonly closed: boolean
  readonly members: readonly RoomMember[]
}

/** A line of the system that changes who is in a room, or what it is called. */
export interface SystemLine extends Pick<RoomEntry, 'by' | 'name' | 'kind' | 'at'> {
  readonly text: string
  readonly member?: string | undefined
}

const messageKinds: readonly RoomEntryKind[] = ['message', 'answer']
export const actKinds: readonly RoomEntryKind[] = ['edit', 'delete', 'react']
export const isSystemLine = (kind: RoomEntryKind): boolean =>
  !messageKinds.includes(kind) && !actKinds.includes(kind)

/** What a room is after lines that came behind what the processor said of it, in their order. */
export function standingAfter(begin: Standing, lines: readonly SystemLine[]): Standing {
  return lines.reduce(afterLine, begin)
}

function afterLine(room: Standing, line: SystemLine): Standing {
  const { kind, by, member = by, text } = line
  if (kind === 'rename') return { ...room, title: text }
  if (kind === 'topic') return { ...room, topic: text }
  if (kind === 'close') return { ...room, closed: true }
  const others = room.members.filter(({ id }) => id !== member)
  const known = room.members.find(({ id }) => id === member)
  if (kind === 'leave' || kind === 'remove') return { ...room, members: others }
  if (kind === 'promote') return known ? { ...room, members: [...others, { ...known, role: 'owner' }] } : room
  if (kind !== 'join' && kind !== 'create') return room
  if (known) return room
  const role = kind === 'create' ? 'owner' : 'member'
  const one: RoomMember = { id: by, name: line.name, role, readSeq: 0, seenAt: line.at, keys: [] }
  return {
    ...room,
    members: [...room.members, one],
    ...(kind === 'create' && text !== '' ? { title: text } : {})
  }
}
