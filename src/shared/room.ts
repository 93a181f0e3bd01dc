import { z } from 'zod'
import { MAX_ROOM_BODY_BYTES, isRoomId, roomEntryKinds, roomRefusals, type RoomAnswer } from './room-wire'
import { timeSchema } from './time-schema'

// What comes is bounded more widely than what a function of this version tells: a later one may let more in.
const MAX_ID = 300
const MAX_WORDS = 2000
const MANY = 2000

const memberId = z.string().min(1).max(MAX_ID)
const name = z.string().max(MAX_WORDS)
const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const seq = number.min(1)
const room = z.string().refine(isRoomId)
const keys = z.array(z.string().max(MAX_WORDS)).max(MANY)
const text = z.string().max(4 * MAX_ROOM_BODY_BYTES)

const roomEntrySchema = z.object({
  seq,
  id: z.string().min(1).max(MAX_ID),
  at: timeSchema,
  by: memberId,
  name,
  kind: z.enum(roomEntryKinds),
  text: text.exactOptional(),
  sealed: text.exactOptional(),
  quotes: seq.exactOptional(),
  mentions: z.array(memberId).max(MANY).exactOptional(),
  target: seq.exactOptional(),
  emoji: z.string().max(MAX_WORDS).exactOptional(),
  on: z.boolean().exactOptional(),
  member: memberId.exactOptional(),
  memberName: name.exactOptional()
})

const roomMemberSchema = z.object({
  id: memberId,
  name,
  role: z.enum(['owner', 'member']),
  readSeq: number,
  seenAt: timeSchema,
  keys
})

const invitationSchema = z.object({
  hash: z.string().min(1).max(MAX_ID),
  expiresAt: timeSchema,
  left: number.nullable(),
  by: memberId
})

const roomStateSchema = z.object({
  room,
  kind: z.enum(['room', 'direct']),
  title: name,
  topic: name,
  seq: number,
  revision: number,
  members: z.array(roomMemberSchema).max(MANY),
  invitations: z.array(invitationSchema).max(MANY),
  closed: z.boolean()
})

const followOn = (entries: readonly { seq: number }[]): boolean =>
  entries.every((entry, index) => index === 0 || entry.seq === (entries[index - 1]?.seq ?? 0) + 1)

/**
 * What MessageProcessor tells of rooms, as it stands in the body of a message on a response queue. Fields that are not
 * known are left out; why it refused in a word that is not known counts as `malformed`.
 */
export const roomAnswerSchema: z.ZodType<RoomAnswer> = z
  .object({
    room: room.exactOptional(),
    me: memberId.exactOptional(),
    entries: z.array(roomEntrySchema).max(20_000).refine(followOn).exactOptional(),
    more: z.boolean().exactOptional(),
    state: roomStateSchema.exactOptional(),
    rooms: z.array(roomStateSchema).max(20_000).exactOptional(),
    people: z
      .array(z.object({ id: memberId, name, seenAt: timeSchema, keys }))
      .max(20_000)
      .exactOptional(),
    refused: z.enum(roomRefusals).catch('malformed').exactOptional()
  })
  .refine(({ room: of, entries, state }) => (of ?? state?.room) === (state?.room ?? of) && !(entries && !of))
