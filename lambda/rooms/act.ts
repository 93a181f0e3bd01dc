import type { RoomEntry, RoomRequest } from '../../src/shared/room-wire'
import { derivedId } from '../reply-id'
import type { Head, StoredEntry } from './head'
import { logKey } from './head'
import type { Person } from './people'

/** One request to a room, by somebody whom SQS vouches for. */
export interface Act {
  readonly ask: RoomRequest
  /** The request's id. */
  readonly id: string
  readonly by: string
  /** The response queue that it came with. */
  readonly queue: string
  readonly text: string
  /** What the processor answers in the room; null when it is not asked. */
  readonly answer: string | null
  /** When it is worked on. */
  readonly at: number
  /** What its sender is called. */
  readonly name: string
  /** The name is the sender's own on this backend. */
  readonly named: boolean
  /** The other one of a direct conversation. */
  readonly other?: Person | null
  /** The room as it was when the processor answered, so that it need not be read again. */
  readonly head?: Head
}

type AskOf<O, R = RoomRequest> = R extends { op: infer P } ? (O extends P ? R & { op: O } : never) : never

/** A request of one kind. */
export type ActOf<O extends RoomRequest['op']> = Act & { readonly ask: AskOf<O> }

/** What a request makes of a room. */
export interface Change {
  readonly head: Head
  /** Who is told besides the sender; members by their ids. */
  readonly tell: 'all' | 'owners' | readonly string[]
  /** The room's state has changed beyond what the entries say. */
  readonly state: boolean
}

/** What the table has of the items that the requests are about, by sort key. */
export type Found = ReadonlyMap<string, unknown>

/** What is undefined does not stand in the table. */
type Line = Pick<RoomEntry, 'kind'> & { readonly [K in keyof RoomEntry]?: RoomEntry[K] | undefined }

/** The head with new entries of one request, and the request remembered. */
export function append(head: Head, act: Act, lines: readonly Line[]): Head {
  const first = head.seq + 1
  const { id, at, by, name } = act
  const entries = lines.map((line, index) => ({
    seq: first + index,
    id: index === 0 ? id : derivedId(`${id}/${line.kind}`),
    at,
    by,
    name,
    ...line
  })) as RoomEntry[]
  return {
    ...head,
    seq: head.seq + entries.length,
    pending: [...head.pending, ...entries],
    recent: [...head.recent, { id, by, seq: first, entries: entries.length }]
  }
}

/** An entry of the room, whether it stands in the log or not yet. */
export const entryAt = (head: Head, found: Found, seq: number): StoredEntry | undefined =>
  head.pending.find((entry) => entry.seq === seq) ?? (found.get(logKey(seq)) as StoredEntry | undefined)
