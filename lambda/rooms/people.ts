import { MAX_NAME, MAX_ROOMS, PROCESSOR, nameKey, type RoomPerson } from '../../src/shared/room-wire'
import { line } from './ask'
import { keysOf, withDevice, type Device } from './head'
import { Refused } from './refused'
import type { RoomTable } from './room-table'
import { update } from './update'

/** Whoever has said hello. What of it decides in a room stands in the room's head. */
export interface Person {
  readonly revision: number
  readonly name: string
  readonly seenAt: number
  readonly devices: readonly Device[]
  /** Rooms that this person is a member of, at most `MAX_ROOMS`. */
  readonly rooms: readonly string[]
}

interface Name {
  readonly revision: number
  /** Who has it; empty when it is free. */
  readonly by: string
}

/** Being heard of is worth a write after so long, in milliseconds. */
export const SEEN_EVERY_MS = 300_000

/** People that an answer to `hello` names. */
const MAX_PEOPLE = 1000

const personKey = (id: string) => ({ pk: 'people', sk: id })

export const personOf = (table: RoomTable, id: string): Promise<Person | null> =>
  table.get<Person>('people', id)

export interface Newcomer {
  readonly id: string
  readonly name: string
  readonly device: Device
  readonly now: number
}

/**
 * Takes a name for a person, who is known from then on; the one before is free again. Throws `Refused` when somebody
 * else has it. The person is put last, so that a crash before is made good by the redelivery.
 */
export async function enterPeople(table: RoomTable, newcomer: Newcomer): Promise<Person> {
  const { id, name, device, now } = newcomer
  const wanted = nameKey(name)
  if (!line(MAX_NAME)(name)) throw new Refused('malformed')
  if (wanted.replaceAll(/\P{L}/gu, '') === nameKey(PROCESSOR)) throw new Refused('name_taken')
  const before = await personOf(table, id)
  const known = before?.devices.find(({ queue }) => queue === device.queue)
  const key = device.key ?? known?.key
  const isKnown = known && key === known.key
  if (before?.name === name && isKnown && now - before.seenAt < SEEN_EVERY_MS) return before
  const old = before && nameKey(before.name)
  if (old !== wanted) {
    await claim(table, wanted, (by) => {
      if (by !== '' && by !== id) throw new Refused('name_taken')
      return id
    })
    if (old !== null) await claim(table, old, (by) => (by === id ? '' : null))
  }
  const person = await update<Person>(table, personKey(id), (old) => ({
    name,
    seenAt: now,
    devices: withDevice(old?.devices ?? [], { queue: device.queue, key }),
    rooms: old?.rooms ?? []
  }))
  return person as Person
}

const claim = (table: RoomTable, name: string, next: (by: string) => string | null) =>
  update<Name>(table, { pk: 'names', sk: name }, (old) => {
    const by = next(old?.by ?? '')
    return by === null ? null : { by }
  })

/** Remembers where a person is a member: `hello` looks there. A full list stays as it is. */
export const addRoom = (table: RoomTable, id: string, room: string): Promise<unknown> =>
  changeRooms(table, id, (rooms) =>
    rooms.includes(room) || rooms.length >= MAX_ROOMS ? rooms : [...rooms, room]
  )

/** Forgets where a person is no member any more, or nothing happens any more. */
export const dropRooms = (table: RoomTable, id: string, over: readonly string[]): Promise<unknown> =>
  changeRooms(table, id, (rooms) => rooms.filter((room) => !over.includes(room)))

const changeRooms = (
  table: RoomTable,
  id: string,
  change: (rooms: Person['rooms']) => Person['rooms']
): Promise<unknown> =>
  update<Person>(table, personKey(id), (old) => {
    const rooms = old && change(old.rooms)
    return rooms && rooms.length !== old.rooms.length ? { ...old, rooms } : null
  })

/** Everybody on this backend, up to a bound. */
export async function listPeople(table: RoomTable): Promise<RoomPerson[]> {
  const people: RoomPerson[] = []
  for (let from = ' '; from !== '' && people.length < MAX_PEOPLE;) {
    const { items, more } = await table.query({ pk: 'people', from, to: '~' })
    for (const { sk, data } of items) {
      const { name, seenAt, devices } = data as Person
      people.push({ id: sk, name, seenAt, keys: keysOf(devices) })
    }
    from = more ? `${people.at(-1)?.id} ` : ''
  }
  return people.slice(0, MAX_PEOPLE)
}
