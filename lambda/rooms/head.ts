import {
  MAX_DEVICES,
  type RoomEntry,
  type RoomMember,
  type RoomRefusal,
  type RoomState
} from '../../src/shared/room-wire'

/** A response queue that a member's messages go to, and the public key of whoever reads it. */
export interface Device {
  readonly queue: string
  readonly key?: string | undefined
}

export interface Member extends Omit<RoomMember, 'keys'> {
  readonly devices: readonly Device[]
}

export interface Invitation {
  readonly hash: string
  readonly expiresAt: number
  readonly left: number | null
  readonly by: string
  /** The room's number when it was made. */
  readonly since: number
}

/** A request whose outcome is in the log: from which number on, and how many entries. */
export interface Done {
  readonly id: string
  readonly by: string
  readonly seq: number
  readonly entries: number
}

/** A request that was refused: another delivery of it is, too, unless its author has sent it anew since. */
export interface Denied extends Pick<Done, 'id' | 'by'> {
  readonly refused: RoomRefusal
  /** One more than how often it had been sent anew. */
  readonly revision: number
}

/** An entry as the table has it. */
export interface StoredEntry extends RoomEntry {
  /** The newest edit of it, which has its text. */
  readonly edited?: number
  readonly deleted?: boolean
}

/** A room: everything that decides stands in this one item, so that one condition guards it. */
export interface Head {
  readonly revision: number
  readonly seq: number
  readonly kind: 'room' | 'direct'
  readonly title: string
  readonly topic: string
  readonly closed: boolean
  /** In the order in which they joined. */
  readonly members: readonly Member[]
  /** Who was a member, the newest last; `at` is the room's number then. */
  readonly gone: readonly { readonly id: string; readonly at: number; readonly removed: boolean }[]
  readonly invitations: readonly Invitation[]
  /** The entries of the newest write, not yet in the log, and the requests that they came by. */
  readonly pending: readonly RoomEntry[]
  readonly recent: readonly Done[]
  /** Entries whose text is gone, the newest last: by the number of the edit, or minus that of the deletion. */
  readonly erased: readonly (readonly [seq: number, by: number])[]
}

/**
 * AWS: an item is at most 409,600 bytes, names of attributes included. By the bounds of its parts a room without entries
 * has at most 340,000, so that a message has its place whoever is in it.
 */
export const MAX_HEAD_BYTES = 408_000

export const roomKey = (room: string): string => `room#${room}`
export const HEAD = 'head'
export const logKey = (seq: number): string => `log#${String(seq).padStart(12, '0')}`
export const idKey = (id: string): string => `id#${id}`

/** What a member has last said with an emoji of a message: an item of its own, so that the log need not be read for it. */
export const reactKey = ({ target, by, emoji }: Pick<RoomEntry, 'target' | 'by' | 'emoji'>): string =>
  `react#${target} ${JSON.stringify([by, emoji])}`

/** The item: `revision` is the number of the entry that says so. */
export interface Reacted {
  readonly on: boolean
  readonly revision: number
}

export const reactedBy = ({ on, seq }: Pick<RoomEntry, 'on' | 'seq'>): Reacted => ({
  on: on === true,
  revision: seq
})

export const sizeOf = (value: object): number => Buffer.byteLength(JSON.stringify(value))

export const memberOf = (head: Head | null, id: string): Member | undefined =>
  head?.members.find((member) => member.id === id)

/** The same head with another state of one member. */
export const withMember = (head: Head, member: Member): Head => ({
  ...head,
  members: head.members.map((one) => (one.id === member.id ? member : one))
})

/** The newest devices, the one that is in use last. */
export const withDevice = (devices: readonly Device[], device: Device): readonly Device[] =>
  [...devices.filter(({ queue }) => queue !== device.queue), device].slice(-MAX_DEVICES)

export const keysOf = (devices: readonly Device[]): string[] => [
  ...new Set(devices.flatMap(({ key }) => key ?? []))
]

/** A room as one of its members is told of it. */
export const stateFor = (head: Head, room: string, owner: boolean): RoomState => ({
  room,
  kind: head.kind,
  title: head.title,
  topic: head.topic,
  seq: head.seq,
  revision: head.revision,
  members: head.members.map(({ devices, ...member }) => ({ ...member, keys: keysOf(devices) })),
  invitations: owner
    ? head.invitations.map(({ hash, expiresAt, left, by }) => ({ hash, expiresAt, left, by }))
    : [],
  closed: head.closed
})

export const isOwner = (head: Head, id: string): boolean => memberOf(head, id)?.role === 'owner'
