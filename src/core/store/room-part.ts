import { z } from 'zod'
import { roomLineKinds, type RoomPart } from '../../shared/message'
import { timeSchema } from '../../shared/time-schema'

const member = z.object({ id: z.string(), name: z.string() })

/**
 * What a message is in a room, as its column and a line of an export hold it: what others add (a quoted text, who has
 * read it, which member is oneself) is looked up when it is read.
 */
export const storedRoomSchema = z.object({
  seq: z.number().int().positive().nullable(),
  by: z.string(),
  kind: z.enum(roomLineKinds),
  /** The number of the message that it replies to. */
  quotes: z.number().int().positive().optional(),
  /** The id of that message, where it has no number any more. */
  quoted: z.string().optional(),
  /** Its log was put back to before it. */
  putBack: z.literal(true).optional(),
  mentions: z.array(member).optional(),
  /** The edit that gave it its text, and when. */
  editSeq: z.number().int().optional(),
  editedAt: timeSchema.optional(),
  deleted: z.literal(true).optional(),
  reactions: z.array(z.object({ emoji: z.string(), by: z.array(member) })).optional(),
  sealed: z.enum(['opened', 'unreadable']).optional(),
  /** Who was removed or made an owner. */
  member: z.string().optional(),
  memberName: z.string().optional()
})
export type StoredRoom = z.output<typeof storedRoomSchema>

/** The same as it is shown, before anything is looked up; `me` is who one is in its room. */
export const partOf = (
  { quotes, quoted: _quoted, mentions, reactions, editSeq: _editSeq, member: _member, ...part }: StoredRoom,
  me: string | null
): RoomPart => ({
  ...part,
  ...(quotes === undefined ? {} : { quotes: { seq: quotes, id: null, name: '', text: '' } }),
  ...(mentions ? { mentions: mentions.map((one) => ({ ...one, me: one.id === me })) } : {}),
  ...(reactions
    ? {
        reactions: reactions.map(({ emoji, by }) => ({
          emoji,
          names: by.map(({ name }) => name),
          mine: by.some(({ id }) => id === me)
        }))
      }
    : {})
})
