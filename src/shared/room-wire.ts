// What people who talk over one backend tell MessageProcessor, and what it tells them. Without zod: the function's bundle
// has to stay small. `room.ts` beside it reads the same with zod.

/** The longest text of one message in a room, in bytes of its escaped body. A head of a room holds ten of them (AWS: an item is at most 400 KB). */
export const MAX_ROOM_BODY_BYTES = 32_768

/** Members that a room can have; each message goes to each of them. */
export const MAX_MEMBERS = 250

/** Rooms and direct conversations that one person can be in; closed ones do not count. */
export const MAX_ROOMS = 500

/** Response queues of one member that messages go to, the newest: installations on several computers. */
export const MAX_DEVICES = 5

/**
 * How many bytes a text takes in the body of a direct message, sealed for so many devices; see `sealing.ts`. Those of two
 * people are the most that there are.
 */
export const sealedBytes = (text: string, devices: number = 2 * MAX_DEVICES): number =>
  '{"sealed":""}'.length + Math.ceil((58 + devices * 88 + new TextEncoder().encode(text).length + 16) / 3) * 4

/** Invitations of a room that can be used at a time. */
export const MAX_INVITATIONS = 20

/** The longest name, title, topic and reaction, in UTF-16 units. */
export const MAX_NAME = 60
export const MAX_TITLE = 80
export const MAX_TOPIC = 300
export const MAX_EMOJI = 32

/** How much of a room's log one answer brings, in bytes of its entries: escaped, the answer still fits into an SQS message. */
export const MAX_SYNC_BYTES = 400_000

/** Both ends count an invitation's uses; 0 stands for no bound. */
export const MAX_USES = 1000

/** What a client asks of rooms: `room` in the body of its request. Its own kind of member id is what SQS says of the sender. */
export type RoomRequest = RoomAsk & {
  /** The public key of this device, for direct messages; left out where it has none. */
  readonly key?: string
}

export type RoomAsk =
  /** Who I am, by which name (`sender.name`); answered with all rooms of mine and everybody on this backend. */
  | { readonly op: 'hello' }
  | { readonly op: 'create'; readonly room: string; readonly title: string }
  /**
   * A direct conversation with one other person. Its id follows from both (`directRoomId`): the SHA-256 of `direct`, the
   * smaller and the greater member id, a line each, whose first 16 bytes are written as a UUID of version 8. Whoever asks
   * again gets the same one.
   */
  | { readonly op: 'direct'; readonly room: string; readonly member: string }
  | { readonly op: 'join'; readonly room: string; readonly secret: string }
  /** The text is the request's own; `sealed` stands in its place where only devices can read it. */
  | {
      readonly op: 'say'
      readonly room: string
      /** The number of the message that it replies to. */
      readonly quotes?: number
      /** Ids of members. */
      readonly mentions?: readonly string[]
      readonly sealed?: string
      /** How often its author has sent it anew under its id: what was refused is judged again then, and not before. */
      readonly again?: number
    }
  | { readonly op: 'edit'; readonly room: string; readonly target: number; readonly sealed?: string }
  | { readonly op: 'delete'; readonly room: string; readonly target: number }
  | {
      readonly op: 'react'
      readonly room: string
      readonly target: number
      readonly emoji: string
      readonly on: boolean
    }
  /** Everything up to this number has been seen. */
  | { readonly op: 'read'; readonly room: string; readonly seq: number }
  /** What follows a number, the oldest first; with `before`, what stands before that one, so that a long log begins at its end. */
  | { readonly op: 'sync'; readonly room: string; readonly since: number; readonly before?: number }
  /**
   * `hash` is the SHA-256 of the secret, in hex: the function learns a secret only from who uses it. `lasts` counts, in
   * milliseconds from when it is written, by the function's clock; the client's is in `expiresAt`, for older functions.
   */
  | {
      readonly op: 'invite'
      readonly room: string
      readonly hash: string
      readonly expiresAt: number
      readonly lasts?: number
      /** How often it can be used; 0 for no bound. */
      readonly uses: number
    }
  | { readonly op: 'revoke'; readonly room: string; readonly hash: string }
  | { readonly op: 'leave' | 'close'; readonly room: string }
  | { readonly op: 'remove' | 'promote'; readonly room: string; readonly member: string }
  | { readonly op: 'rename'; readonly room: string; readonly title: string }
  | { readonly op: 'topic'; readonly room: string; readonly topic: string }

export type RoomOp = RoomAsk['op']

/** One line of a room's log, as it stands in the table and goes to every member. */
export interface RoomEntry {
  /** 1, 2, 3 … without a gap: the order of the room. */
  readonly seq: number
  /** The id of the request that it came by; an answer of the processor has one derived from that. */
  readonly id: string
  /** Epoch milliseconds, by the function's clock. */
  readonly at: number
  /** The member who did it, as SQS knows the sender; `PROCESSOR` for MessageProcessor. */
  readonly by: string
  /** What that member was called then. */
  readonly name: string
  readonly kind: RoomEntryKind
  /** Left out, as `sealed` is, where an edit has taken its place or it was deleted: the entry that did stands in the log. */
  readonly text?: string
  readonly sealed?: string
  readonly quotes?: number
  readonly mentions?: readonly string[]
  /** The number of the message that is edited, deleted or reacted to. */
  readonly target?: number
  readonly emoji?: string
  readonly on?: boolean
  /** Who was removed or made an owner: a member's id, and the name. */
  readonly member?: string
  readonly memberName?: string
}

/** `create`, `join`, `leave`, `remove`, `promote`, `rename`, `topic` and `close` are lines of the system; a new title or topic is their text. */
export const roomEntryKinds = [
  'message',
  'answer',
  'edit',
  'delete',
  'react',
  'create',
  'join',
  'leave',
  'remove',
  'promote',
  'rename',
  'topic',
  'close'
] as const
export type RoomEntryKind = (typeof roomEntryKinds)[number]

/** MessageProcessor as an author. No principal of AWS looks like it. */
export const PROCESSOR = 'MessageProcessor'

export interface RoomMember {
  /** What SQS says of the sender: the id of an IAM user or role, with the session's name. */
  readonly id: string
  readonly name: string
  readonly role: 'owner' | 'member'
  /** Everything up to this number is read. */
  readonly readSeq: number
  /** When the processor last heard of this member in this room, epoch milliseconds. */
  readonly seenAt: number
  /** Public keys of the member's devices. */
  readonly keys: readonly string[]
}

/** A room as the function's table has it. */
export interface RoomState {
  readonly room: string
  readonly kind: 'room' | 'direct'
  /** Empty for a direct conversation. */
  readonly title: string
  readonly topic: string
  /** The number of the newest entry. */
  readonly seq: number
  /** Grows with every change of the head, whatever it is of: a state with a smaller one is older. */
  readonly revision: number
  readonly members: readonly RoomMember[]
  /** Told to owners only; how often each can still be used, null without a bound. */
  readonly invitations: readonly { hash: string; expiresAt: number; left: number | null; by: string }[]
  readonly closed: boolean
}

/** A person on this backend: whoever has said hello. */
export interface RoomPerson {
  readonly id: string
  readonly name: string
  readonly seenAt: number
  readonly keys: readonly string[]
}

/** Why the function did not do what was asked. Nothing of these is worth another try. */
export const roomRefusals = [
  /** No such room, or none that the sender is a member of: strangers learn no difference. */
  'unknown_room',
  /** The sender was a member and is none any more. */
  'removed',
  'closed',
  'invitation_unknown',
  'invitation_expired',
  'invitation_used',
  'not_owner',
  /** The target is somebody else's, no message, or deleted. */
  'not_author',
  'unknown_target',
  'unknown_member',
  'name_taken',
  'room_full',
  'too_many_rooms',
  'too_many_invitations',
  'too_large',
  /** The id of the room is another room's, or that of the request another one's. */
  'id_taken',
  /** What was asked cannot be read. */
  'malformed',
  /** Sent over the shared response queue, where anybody can read the answer. */
  'shared_queue',
  /** SQS does not say who the sender is. */
  'no_sender',
  /** This backend has no table for rooms. */
  'no_table'
] as const
export type RoomRefusal = (typeof roomRefusals)[number]

/**
 * What the function tells of rooms: `room` in the body of a reply to a request of the same installation, or of a body of
 * kind `ROOM_NEWS` to every other device of every member. The reply's text is empty, or says in English why not.
 */
export interface RoomAnswer {
  /** The room; left out where it is about none. */
  readonly room?: string
  /** Who asked, as SQS knows the sender: who this installation is. In answers only. */
  readonly me?: string
  /** In the order of their numbers, without a gap between them. */
  readonly entries?: readonly RoomEntry[]
  /** Of an answer to `sync`: more of the log follows (with `before`: stands before). */
  readonly more?: boolean
  /** Left out where nothing changed that the entries do not say. */
  readonly state?: RoomState
  /** The answer to `hello`. */
  readonly rooms?: readonly RoomState[]
  readonly people?: readonly RoomPerson[]
  readonly refused?: RoomRefusal
}

/** The kind of a body that tells of rooms and answers no request. `inReplyTo` in it is the request that caused it, of another device. */
export const ROOM_NEWS = 'room'

/** Whether it can be the id of a room: a UUID as clients make them. */
export const isRoomId = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)

/** The id of the direct conversation of two members; `sha256` is given what to hash, and returns it in hex. */
export function directRoomId(one: string, other: string, sha256: (text: string) => string): string {
  const [smaller, greater] = one < other ? [one, other] : [other, one]
  const hex = sha256(`direct\n${smaller}\n${greater}`)
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3)
  return `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`.replace(
    /^(.{8})(.{4})(.{4})(.{4})/,
    '$1-$2-$3-$4-'
  )
}

/**
 * What makes a line of its own, or turns what stands around it: nothing that is shown in one line (a name, a title, a
 * topic, a reaction) has any of it.
 */
export const breaksLine = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/u

/** How somebody is called who has no name yet. */
export const NAMELESS = 'You'

/** A name as it can be said to others: what breaks a line is left out; where nothing is seen of it, it is none. */
export function nameToSay(name: string): string {
  const said = name.replaceAll(new RegExp(breaksLine, 'gu'), '').trim().slice(0, MAX_NAME)
  return nameKey(said) === '' ? NAMELESS : said
}

/** How two names are compared: whoever cannot be told apart by it cannot both be on a backend. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\p{Cf}\p{Cc}]/gu, '')
    .trim()
    .replaceAll(/\s+/gu, ' ')
