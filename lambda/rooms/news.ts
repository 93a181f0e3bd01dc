import type { RoomEntry } from '../../src/shared/room-wire'
import type { Delivery } from '../delivery'
import { derivedId } from '../reply-id'
import type { ReplyQueues } from '../reply-queues'
import { writeNews, type Identity, type OutgoingReply } from '../write-reply'
import { HEAD, isOwner, memberOf, roomKey, stateFor, type Head, type Member } from './head'
import { isReading } from './members'
import type { RoomTable } from './room-table'
import type { Step, Written } from './write-room'

/** Queues that are sent to at a time: a room of many devices and long messages has to fit into the memory. */
const AT_ONCE = 50

export interface NewsDeps {
  readonly queues: Pick<ReplyQueues, 'send'>
  readonly table: RoomTable
  readonly identity: Identity
  readonly now: () => number
}

/** What one write is told of: the entries, to whom, and whether the room's state goes along. */
export interface News {
  readonly room: string
  readonly head: Head
  readonly entries: readonly RoomEntry[]
  readonly state: boolean
  readonly members: readonly Member[]
  /** The queues that need not be told: they get an answer that says the same. */
  readonly except: ReadonlySet<string>
}

/** The news of a write; null when there are none. */
export function newsOf(room: string, { before, head, steps }: Written): News | null {
  const changes = steps.filter((step) => 'change' in step)
  if (!head || changes.length === 0) return null
  const writing = changes.filter(({ act }) => !isReading(act.ask.op))
  const entries = writing.length > 0 ? head.pending : []
  const tell = changes.flatMap(({ change }) => change.tell)
  const all = [...head.members, ...(before?.members.filter(({ id }) => !memberOf(head, id)) ?? [])]
  const isTold = ({ id, role }: Member): boolean =>
    tell.includes('all') || tell.includes(id) || (tell.includes('owners') && role === 'owner')
  return {
    room,
    head,
    entries,
    state: changes.some(({ change }) => change.state),
    members: all.filter(isTold),
    except: new Set((entries.length > 0 ? writing : changes).map(({ act }) => act.queue))
  }
}

/** The news of an earlier write, told again: whoever was told then takes them for what they are. */
export const repeatedNews = (
  room: string,
  head: Head,
  told: { step: Step; entries: readonly RoomEntry[] }
): News => ({
  room,
  head,
  entries: told.entries,
  state: false,
  members: told.entries.length > 0 ? head.members : [],
  except: new Set([told.step.act.queue])
})

/**
 * Tells the news on every response queue of the members, and lets go of queues that are gone. Resolves to why some could
 * not be told, or undefined; never rejects.
 */
export async function tellNews(news: News, delivery: Delivery, deps: NewsDeps): Promise<unknown> {
  const sends = outgoing(news, delivery, deps)
  const gone: string[] = []
  let failure: unknown
  for (let start = 0; start < sends.length; start += AT_ONCE) {
    const some = sends.slice(start, start + AT_ONCE)
    for (const [index, sent] of (await Promise.all(some.map((one) => deps.queues.send(one)))).entries()) {
      if (sent.status === 'gone') gone.push(some[index]?.queue ?? '')
      if (sent.status === 'failed') failure = sent.cause ?? new Error('news not sent')
    }
  }
  // Best effort: whoever wrote in between sees that they are gone as well.
  if (gone.length > 0) await forget(news, gone, deps.table).catch(() => {})
  return failure
}

function outgoing(
  { room, head, entries, state, members, except }: News,
  delivery: Delivery,
  { identity, now }: NewsDeps
): OutgoingReply[] {
  // The same for every queue, so that it is written once: no two of them are one client's.
  const id = derivedId(`${room}/${entries[0]?.seq ?? `revision ${head.revision}`}`)
  const address = { id: delivery.address.id, conversationId: room }
  const facts = { delivery, address, identity, id, place: '', now: now() }
  const written = new Map<string, OutgoingReply>()
  return members.flatMap((member) => {
    const kind = !memberOf(head, member.id) ? 'gone' : isOwner(head, member.id) ? 'owner' : 'member'
    const shown = state && kind !== 'gone'
    return member.devices
      .filter(({ queue }) => !except.has(queue))
      .map(({ queue }) => {
        const answer = {
          room,
          ...(entries.length > 0 ? { entries } : {}),
          ...(shown ? { state: stateFor(head, room, kind === 'owner') } : {})
        }
        const one = written.get(kind) ?? writeNews(answer, facts)
        written.set(kind, one)
        return { ...one, queue }
      })
  })
}

async function forget({ room, head }: News, gone: readonly string[], table: RoomTable): Promise<void> {
  const members = head.members.map((member) => ({
    ...member,
    devices: member.devices.filter(({ queue }) => !gone.includes(queue))
  }))
  const data = { ...head, members, revision: head.revision + 1 }
  await table.put({ pk: roomKey(room), sk: HEAD, data }, head.revision)
}
