import type { RoomAnswer } from '../../src/shared/room-wire'
import type { Delivery } from '../delivery'
import type { Act } from './act'
import { isOwner, memberOf, stateFor } from './head'
import type { Lanes, Outcome } from './lanes'
import { deviceOf } from './members'
import { dropRooms, enterPeople, listPeople } from './people'
import { Refused } from './refused'
import type { RoomTable } from './room-table'

/** So many rooms fit into one answer however many are in them; so do all the people that are listed. AWS: 1 MiB. */
const ROOMS_AT_A_TIME = 5

interface Hello {
  readonly act: Act
  readonly delivery: Delivery
  readonly table: RoomTable
  readonly lanes: Lanes
}

/**
 * Takes the sender's name, and lists the sender's rooms and everybody on this backend, in as many answers as that takes.
 * The rooms learn a new name, queue or key.
 */
export async function hello({
  act,
  delivery,
  table,
  lanes
}: Hello): Promise<{ answers: RoomAnswer[]; news: Promise<unknown> }> {
  const { by, name, at } = act
  const me = await enterPeople(table, { id: by, name, device: deviceOf(act), now: at })
  const visit = async (room: string): Promise<(Outcome & { room: string }) | null> => {
    try {
      const heard = { ...act, named: true, ask: { ...act.ask, op: 'read', room, seq: 0 } as const }
      return { ...(await lanes(room, heard, delivery)), room }
    } catch (error) {
      if (error instanceof Refused && error.why !== 'no_table') return null
      throw error
    }
  }
  const [people, ...visited] = await Promise.all([listPeople(table), ...me.rooms.map(visit)])
  const rooms = visited.filter((one) => one !== null).filter(({ head }) => memberOf(head, by))
  // Told of once more, a closed room is over.
  const over = me.rooms.filter((room, index) => {
    const { head } = visited[index] ?? {}
    return !head || head.closed || !memberOf(head, by)
  })
  if (over.length > 0) await dropRooms(table, by, over)
  const states = rooms.map(({ head, room }) => stateFor(head, room, isOwner(head, by)))
  const news = Promise.all(rooms.map((one) => one.news)).then((causes) => causes.find(Boolean))
  const pages: RoomAnswer[] = [{ people, rooms: [] }]
  while (states.length > 0) pages.push({ rooms: states.splice(0, ROOMS_AT_A_TIME) })
  const answers = pages.map((page, index) => ({
    ...page,
    me: by,
    ...(index + 1 < pages.length ? { more: true } : {})
  }))
  return { answers, news }
}
