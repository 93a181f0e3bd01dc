import { createHash } from 'node:crypto'
import type { RoomEntry } from '../../shared/room-wire'
import type { Row } from './columns'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The id of a message that stands where an entry does whose own id is none, or another message's. The same on each computer. */
export function derivedId(roomId: string, { seq }: Pick<RoomEntry, 'seq'>): string {
  const hash = createHash('sha256').update(`${roomId} ${seq}`).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/** The id that a message has by its entry alone. */
export const ownId = (roomId: string, entry: RoomEntry): string =>
  uuid.test(entry.id) ? entry.id : derivedId(roomId, entry)

export const isDerived = (id: string, roomId: string, entry: RoomEntry): boolean =>
  id === derivedId(roomId, entry)

/** What the processor tells of a number whose item was taken out of its table. */
export const isLost = ({ kind, target, seq }: RoomEntry): boolean => kind === 'delete' && target === seq

export const idOf = ({ id }: Row): string => String(id)
