import { ChatError, type ErrorKey } from '../../shared/errors'
import { encodeBody, type RequestBody } from '../../shared/message'
import { MAX_ROOM_BODY_BYTES, sealedBytes, type RoomAsk, type RoomMember } from '../../shared/room-wire'
import { pick, type Row } from './columns'
import type { StoredRoom } from './room-part'
import type { RoomRow } from './room-rows'

/** Why nothing can be said in a room that is in this state. */
export const closedTo = {
  pending: null,
  open: null,
  refused: 'room.not_opened',
  left: 'room.left',
  removed: 'room.removed',
  closed: 'room.closed'
} as const satisfies Record<RoomRow['state'], ErrorKey | null>

/** Throws `conflict` or `forbidden` where nothing more can be said or done in a room. */
export function assertOpen({ state }: Pick<RoomRow, 'state'>): void {
  const key = closedTo[state]
  if (key) throw new ChatError(key)
}

/**
 * Members whose names stand in a text with an `@`, in the order in which they do; of names that begin alike the longest.
 * A name ends where a letter or digit of its own would go on.
 */
export function mentionsIn(
  text: string,
  members: readonly Pick<RoomMember, 'id' | 'name'>[]
): { id: string; name: string }[] {
  const longestFirst = members
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => b.name.length - a.name.length)
  const found = new Map<string, { id: string; name: string }>()
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at > 0 && wordEnd.test(text[at - 1] ?? '')) continue
    const rest = text.slice(at + 1, at + 1 + LONGEST)
    const one = longestFirst.find(({ name }) => begins(rest, name))
    if (one && !found.has(one.id)) found.set(one.id, { id: one.id, name: one.name })
  }
  return [...found.values()]
}

const LONGEST = 400
const wordEnd = /[\p{L}\p{N}_]$/u
const wordStart = /^[\p{L}\p{N}_]/u

function begins(rest: string, name: string): boolean {
  const head = rest.slice(0, name.length)
  if (head.toLowerCase() !== name.toLowerCase()) return false
  return !wordStart.test(rest.slice(name.length))
}

/** What a message is in a room before it has a number, and its body as it goes there. */
export interface Said {
  readonly body: RequestBody & { readonly room: RoomAsk }
  readonly rawBody: string
  readonly part: StoredRoom
}

/** Makes a request something that is said in a room. Throws `too_large`, `conflict` or `forbidden`. */
export function said(room: RoomRow, body: RequestBody, quotes?: number): Said {
  assertOpen(room)
  const mentions = mentionsIn(body.text, room.members)
  const { body: bare, part } = notSaid(room.id, body, quotes)
  const named = mentions.length === 0 ? {} : { mentions: mentions.map(({ id }) => id) }
  const whole = { ...bare, room: { ...bare.room, ...named } }
  const rawBody = encodeBody(whole)
  const bytes = room.kind === 'direct' ? sealedBytes(body.text) : rawBody.length
  if (bytes > MAX_ROOM_BODY_BYTES)
    throw new ChatError('room.text_too_large', { bytes, limit: MAX_ROOM_BODY_BYTES })
  const by = room.me ?? ''
  return { body: whole, rawBody, part: { ...part, by, ...(mentions.length === 0 ? {} : { mentions }) } }
}

/** The body of a message that has no number, as the user's Retry says it: judged anew where it was refused. */
export function saidAgain(row: Row): string {
  const { conversationId, body, room } = pick(row, ['conversationId', 'body', 'room'])
  const { room: before, ...said } = JSON.parse(body) as RequestBody & { room?: { again?: unknown } }
  const { quotes, mentions } = room ?? {}
  const ask: RoomAsk = {
    op: 'say',
    room: conversationId,
    ...(quotes === undefined ? {} : { quotes }),
    ...(mentions ? { mentions: mentions.map(({ id }) => id) } : {}),
    again: (Number(before?.again) || 0) + 1
  }
  return encodeBody({ ...said, room: ask })
}

/** The same of what cannot be said now: the user's Retry says it. */
export function notSaid(roomId: string, body: RequestBody, quotes?: number): Said {
  const quoting = quotes === undefined ? {} : { quotes }
  const whole = { ...body, room: { op: 'say', room: roomId, ...quoting } as const }
  return {
    body: whole,
    rawBody: encodeBody(whole),
    part: { seq: null, by: '', kind: 'message', ...quoting }
  }
}
