import type { RoomEntryKind, RoomOp } from '../../src/shared/room-wire'
import { append, type Act, type Change, type Found } from './act'
import { memberOf, type Head } from './head'
import { invite, revoke } from './invitations'
import { create, direct, expel, join, leave, promote, read, touch } from './members'
import { edit, react, remove, say } from './messages'
import { Refused } from './refused'

type Work = (head: Head, act: never, found: Found) => Change

/** What the state of a room becomes by a line of the system that says so. */
const settle =
  (kind: RoomEntryKind, change: (act: never) => Partial<Head> & { text?: string }): Work =>
  (head, act) => {
    const { text, ...changed } = change(act)
    return { head: { ...append(head, act, [{ kind, text }]), ...changed }, tell: 'all', state: true }
  }

const byMember: Readonly<Partial<Record<RoomOp, Work>>> = {
  say,
  edit,
  delete: remove,
  react,
  join,
  leave,
  remove: expel,
  promote,
  invite,
  revoke,
  read,
  sync: (head) => ({ head, tell: [], state: false }),
  rename: settle('rename', ({ ask: { title } }: { ask: { title: string } }) => ({ title, text: title })),
  topic: settle('topic', ({ ask: { topic } }: { ask: { topic: string } }) => ({ topic, text: topic })),
  close: settle('close', () => ({ closed: true }))
}

/** A direct conversation has no owners, and no topic: nothing of it goes in the clear. */
const ownersOnly = /^(invite|revoke|remove|promote|rename|close)$/

/** What a closed room still answers. */
const whenClosed = /^(read|sync|leave)$/

/** What a request makes of a room, or of none. Throws `Refused`; strangers learn nothing by it. */
export function changeRoom(head: Head | null, act: Act, found: Found): Change {
  const { op } = act.ask
  const member = memberOf(head, act.by)
  const touched = head && member ? touch(head, member, act) : { head, shown: false }
  if (op === 'create') return create(head, act as never)
  if (op === 'direct') return direct(touched.head, act as never)
  if (op === 'join' && !member) return join(head, act as never)
  if (!touched.head || !member)
    throw new Refused(head?.gone.some(({ id }) => id === act.by) ? 'removed' : 'unknown_room')
  if (touched.head.closed && !whenClosed.test(op)) throw new Refused('closed')
  const isOwners = ownersOnly.test(op) || (op === 'topic' && touched.head.kind === 'direct')
  if (isOwners && member.role !== 'owner') throw new Refused('not_owner')
  const change = (byMember[op] as Work)(touched.head, act as never, found)
  return touched.shown ? { ...change, tell: 'all', state: true } : change
}
