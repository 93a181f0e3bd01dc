import { z } from 'zod'
import { wireErrorSchema } from '../message'
import { MAX_EMOJI, MAX_NAME, MAX_TOPIC, MAX_USES } from '../room-wire'
import { timeSchema } from '../time-schema'
import { count, id, messageText, newId, oneLine, seenLine, title } from './parts'

/** How far a room is that this installation knows of; `pending` until the processor has answered what opened it. */
export const roomStateSchema = z.enum(['pending', 'open', 'refused', 'left', 'removed', 'closed'])

/** A person as the others see them. */
const personSchema = z.object({
  /** What SQS says of who they are: it cannot be chosen. */
  id: z.string(),
  name: z.string(),
  me: z.boolean(),
  /** When the processor last heard of them, epoch milliseconds; 0 for never. */
  seenAt: timeSchema,
  /** Another person's name that looks like theirs; null when there is none. */
  looksLike: z.string().nullable(),
  /** Whether one of their devices has a key, so that direct messages to them are encrypted. */
  encrypts: z.boolean()
})

const memberSchema = personSchema.extend({
  role: z.enum(['owner', 'member']),
  /** The id of the newest message that they have read; null when none. */
  readId: z.string().nullable()
})

const invitationSchema = z.object({
  /** Names it; it is not its code. */
  id: z.string(),
  /** What is handed on: whoever has it can join. Null where another of the owner's devices made it. */
  code: z.string().nullable(),
  /** The same as a link. */
  link: z.string().nullable(),
  expiresAt: timeSchema,
  /** How often it can still be used; null without a bound. */
  left: count.nullable(),
  /** The processor knows of it. */
  confirmed: z.boolean()
})

export const roomSchema = z.object({
  /** The conversation's. */
  id: z.string(),
  kind: z.enum(['room', 'direct']),
  backendId: z.string(),
  state: roomStateSchema,
  /** Why it was refused, or what the processor last refused in it. */
  reason: wireErrorSchema.nullable(),
  title: z.string(),
  topic: z.string(),
  /** Empty until the processor has answered. Owners first, then by name. */
  members: z.array(memberSchema),
  /** Those that are not used up, and those that are not confirmed yet; empty unless one owns it. */
  invitations: z.array(invitationSchema),
  /** Whether one owns it. */
  owner: z.boolean(),
  /**
   * Direct conversations only: what is written goes encrypted, or waits while the other has no key. After `key_changed`
   * (a new key of either) it goes to the keys from before until `rooms.verify`, and waits where none is left. The words
   * are compared with the other person.
   */
  encryption: z
    .object({
      state: z.enum(['on', 'waits_for_key', 'key_changed']),
      /** Empty while the other has no key. */
      words: z.array(z.string()),
      verified: z.boolean()
    })
    .nullable(),
  /** How many messages of the room's log are here, and how many there are: more are on their way while they differ. */
  here: count,
  known: count,
  /** Acts of one's own that the processor has not confirmed yet. */
  waiting: count,
  /** Only what mentions one is told as a notification. */
  mentionsOnly: z.boolean()
})

/** Rooms and direct messages: conversations between people who use the same backend. None of these calls waits for the network. */
export const roomsCalls = {
  /** Whether the backend in use has rooms, who one is there, and who else is. */
  'rooms.overview': {
    input: z.void(),
    output: z.object({
      /** `unknown` until the processor has answered for the first time. */
      available: z.enum(['yes', 'no', 'unknown']),
      /** Why nothing is done there: there are no rooms, or the name that one came with is somebody else's. */
      reason: wireErrorSchema.nullable(),
      /** The name that one wanted last, where somebody else has it. */
      taken: z.string().nullable(),
      me: personSchema.nullable(),
      /** Everybody else, by name. */
      people: z.array(personSchema),
      /** How often the processor has told: who asked it anew knows by it that this is the answer. */
      answered: count
    })
  },
  /** Asks the processor anew who is there; `rooms.changed` tells. */
  'rooms.refresh': { input: z.void(), output: z.null() },
  /** How one is called on the backend in use; unique there: that it is `taken` is told by `rooms.changed`. */
  'rooms.setName': {
    input: z.strictObject({ name: seenLine(MAX_NAME, 'input.name_empty') }),
    output: z.null()
  },
  'rooms.get': { input: z.strictObject({ id }), output: roomSchema.nullable() },
  'rooms.create': { input: z.strictObject({ id: newId, title }), output: roomSchema },
  /** By a code or a link. Throws `invalid_input` for what is neither. */
  'rooms.join': { input: z.strictObject({ invitation: z.string().max(500) }), output: roomSchema },
  /** The conversation with a person, which is made when there is none. */
  'rooms.direct': { input: z.strictObject({ person: id }), output: roomSchema },
  /** Changes a message of one's own; the earlier text is gone for everybody. */
  'rooms.edit': { input: z.strictObject({ id, text: messageText }), output: z.null() },
  /** Deletes a message of one's own for everybody. */
  'rooms.delete': { input: z.strictObject({ id }), output: z.null() },
  'rooms.react': {
    input: z.strictObject({ id, emoji: oneLine(MAX_EMOJI).min(1), on: z.boolean() }),
    output: z.null()
  },
  'rooms.invite': {
    input: z.strictObject({
      id,
      expiresInHours: z.number().int().min(1).max(8760).default(168),
      /** 0 for no bound. */
      uses: z.number().int().min(0).max(MAX_USES).default(1)
    }),
    output: invitationSchema
  },
  'rooms.revoke': { input: z.strictObject({ id, invitation: z.string().max(200) }), output: z.null() },
  'rooms.rename': { input: z.strictObject({ id, title }), output: z.null() },
  'rooms.topic': { input: z.strictObject({ id, topic: oneLine(MAX_TOPIC) }), output: z.null() },
  'rooms.promote': { input: z.strictObject({ id, person: z.string() }), output: z.null() },
  'rooms.remove': { input: z.strictObject({ id, person: z.string() }), output: z.null() },
  /** What is here stays here. */
  'rooms.leave': { input: z.strictObject({ id }), output: z.null() },
  /** Ends a room for everybody; owners only. What each has stays. */
  'rooms.close': { input: z.strictObject({ id }), output: z.null() },
  /** Goes on with the keys that there are now; `verified`: the words were compared with the other person, and are the same. */
  'rooms.verify': { input: z.strictObject({ id, verified: z.boolean() }), output: roomSchema },
  'rooms.mentionsOnly': { input: z.strictObject({ id, on: z.boolean() }), output: roomSchema },
  /** Who has read a message, and who reacted how: what the log shows in short. */
  'rooms.seenBy': {
    input: z.strictObject({ id }),
    output: z.object({ seen: z.array(z.string()), unseen: z.array(z.string()) })
  },
  /** Asks for what may have been missed, now. */
  'rooms.sync': { input: z.strictObject({ id }), output: z.null() }
}

export const roomsEvents = {
  'room.changed': roomSchema,
  /** Who is there, who one is, or whether there are rooms at all. */
  'rooms.changed': z.object({ backendId: z.string() })
}

export type Room = z.output<typeof roomSchema>
export type RoomPersonShown = z.output<typeof personSchema>
export type RoomMemberShown = z.output<typeof memberSchema>
export type RoomInvitation = z.output<typeof invitationSchema>
