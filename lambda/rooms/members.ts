import { createHash } from 'node:crypto'
import { MAX_MEMBERS, directRoomId, type RoomRequest } from '../../src/shared/room-wire'
import { append, type Act, type ActOf, type Change } from './act'
import { memberOf, withDevice, withMember, type Device, type Head, type Member } from './head'
import { redeem } from './invitations'
import { SEEN_EVERY_MS, type Person } from './people'
import { Refused } from './refused'

/** Former members of whom is remembered that they were one. */
const MAX_GONE = 100

/** A room of so many is told at once who has read what; the messages for it would outnumber the others in a larger one. */
const SMALL_ROOM = 10

const toAll = (head: Head): Change => ({ head, tell: 'all', state: true })

export const deviceOf = ({ queue, ask: { key } }: Act): Device => ({ queue, key })

const emptyHead = (kind: Head['kind'], title: string): Head => ({
  revision: 0,
  seq: 0,
  kind,
  title,
  topic: '',
  closed: false,
  members: [],
  gone: [],
  invitations: [],
  pending: [],
  recent: [],
  erased: []
})

function enter(head: Head, member: Pick<Member, 'id' | 'name' | 'role' | 'seenAt' | 'devices'>): Head {
  return {
    ...head,
    members: [...head.members, { ...member, readSeq: head.seq }],
    gone: head.gone.filter(({ id }) => id !== member.id)
  }
}

const asMember = (act: Act, role: Member['role']) => ({
  id: act.by,
  name: act.name,
  role,
  seenAt: act.at,
  devices: [deviceOf(act)]
})

export function create(head: Head | null, act: ActOf<'create'>): Change {
  if (head) throw new Refused('id_taken')
  // Version 8 is that of direct conversations, whose ids anybody can reckon.
  if (act.ask.room.charAt(14) === '8') throw new Refused('malformed')
  const room = enter(emptyHead('room', act.ask.title), asMember(act, 'owner'))
  return toAll(append(room, act, [{ kind: 'create', text: room.title }]))
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Opens a direct conversation; whoever of the two has left it is in it again. */
export function direct(head: Head | null, act: ActOf<'direct'>): Change {
  const { ask, by, other } = act
  if (!other || ask.member === by) throw new Refused('unknown_member')
  if (ask.room !== directRoomId(by, ask.member, sha256)) throw new Refused('malformed')
  let room = head ?? emptyHead('direct', '')
  const both = [asMember(act, 'member'), fromPerson(ask.member, other)]
  const missing = both.filter(({ id }) => !memberOf(room, id))
  for (const member of missing) room = enter(room, member)
  const lines = missing.map(({ id, name }) => ({ kind: 'join' as const, by: id, name }))
  return toAll(append(room, act, head ? lines : [{ kind: 'create' }]))
}

const fromPerson = (id: string, { name, seenAt, devices }: Person) => ({
  id,
  name,
  role: 'member' as const,
  seenAt,
  devices
})

export function join(head: Head | null, act: ActOf<'join'>): Change {
  if (head && memberOf(head, act.by)) return toAll(append(head, act, []))
  const room = redeem(head, act)
  if (room.members.length >= MAX_MEMBERS) throw new Refused('room_full')
  return toAll(append(enter(room, asMember(act, 'member')), act, [{ kind: 'join' }]))
}

/** When the last owner leaves, whoever has been here longest owns the room; the last member closes it. */
export function leave(head: Head, act: ActOf<'leave'>): Change {
  const left = part(head, act.by, false)
  const [heir] = left.members
  const isOwned = left.kind === 'direct' || left.members.some(({ role }) => role === 'owner')
  const lines = [{ kind: 'leave' as const }]
  if (!heir || isOwned) return toAll({ ...append(left, act, lines), closed: !heir && left.kind === 'room' })
  const line = { kind: 'promote' as const, member: heir.id, memberName: heir.name }
  return toAll(withMember(append(left, act, [...lines, line]), { ...heir, role: 'owner' }))
}

export function expel(head: Head, act: ActOf<'remove'>): Change {
  const member = memberOf(head, act.ask.member)
  if (!member || member.id === act.by) throw new Refused('unknown_member')
  const line = { kind: 'remove' as const, member: member.id, memberName: member.name }
  return toAll(part(append(head, act, [line]), member.id, true))
}

export function promote(head: Head, act: ActOf<'promote'>): Change {
  const member = memberOf(head, act.ask.member)
  if (!member) throw new Refused('unknown_member')
  if (member.role === 'owner') return toAll(append(head, act, []))
  const line = { kind: 'promote' as const, member: member.id, memberName: member.name }
  return toAll(withMember(append(head, act, [line]), { ...member, role: 'owner' }))
}

function part(head: Head, id: string, removed: boolean): Head {
  return {
    ...head,
    members: head.members.filter((member) => member.id !== id),
    gone: [...head.gone.filter((one) => one.id !== id), { id, at: head.seq, removed }].slice(-MAX_GONE)
  }
}

/** A mark goes to whoever wrote the newest entries, and to the reader's other devices. */
export function read(head: Head, { ask, by }: ActOf<'read'>): Change {
  const member = memberOf(head, by)
  const readSeq = Math.min(ask.seq, head.seq)
  if (!member || readSeq <= member.readSeq) return { head, tell: [], state: false }
  const small = head.members.length <= SMALL_ROOM
  return {
    head: withMember(head, { ...member, readSeq }),
    tell: small ? [by, ...head.pending.map((entry) => entry.by)] : [],
    state: small
  }
}

/** Notes that a member was heard of: when, by which name, on which queue. `shown`: the others see a difference. */
export function touch(head: Head, member: Member, act: Act): { head: Head; shown: boolean } {
  const { queue, name, at, ask } = act
  const known = member.devices.find((device) => device.queue === queue)
  const key = ask.key ?? known?.key
  const shown = member.name !== name || key !== known?.key
  const isLate = ask.op === 'sync' && at - member.seenAt > SEEN_EVERY_MS
  if (known && !shown && !isLate && isReading(ask.op)) return { head, shown }
  const devices = withDevice(member.devices, { queue, key })
  return { head: withMember(head, { ...member, name, seenAt: at, devices }), shown }
}

/** Whether a request writes nothing into the log. */
export const isReading = (op: RoomRequest['op']): boolean => op === 'read' || op === 'sync'
