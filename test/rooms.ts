import { RequestWriter } from '../src/core/store/request-writer'
import type { RoomEntry, RoomState } from '../src/shared/room-wire'
import type { aProfile } from './profile'

type Profile = ReturnType<typeof aProfile>

export const ada = { id: 'local:ada', name: 'Ada', role: 'owner', readSeq: 0, seenAt: 1, keys: [] } as const
export const bob = { ...ada, id: 'local:bob', name: 'Bob', role: 'member' } as const

const uuid = (room: number, seq: number): string =>
  `0192f1a0-0000-7000-8${String(room).padStart(3, '0').slice(-3)}-${String(room * 100_000 + seq).padStart(12, '0')}`

/** The id of a room of a test, by its number. */
export const roomId = (room = 1): string => uuid(room, 0)

/** A room of Ada's, with Bob in it, as the processor tells of it; name what matters to the test. */
export const aState = (fields: Partial<RoomState> & { of?: number } = {}): RoomState => {
  const { of = 1, ...state } = fields
  return {
    room: roomId(of),
    kind: 'room',
    title: 'Kitchen',
    topic: '',
    seq: 0,
    revision: 1,
    members: [ada, bob],
    invitations: [],
    closed: false,
    ...state
  }
}

/** A line of a room's log, a message of Bob's; name what matters to the test. */
export const anEntry = (
  seq: number,
  { room = 1, ...fields }: Partial<RoomEntry> & { room?: number } = {}
): RoomEntry => ({
  seq,
  id: uuid(room, seq),
  at: 1000 + seq,
  by: bob.id,
  name: 'Bob',
  kind: 'message',
  text: `message ${seq}`,
  ...fields
})

/** Says something in a room, as the chat service does. */
export function sayIn(
  profile: Pick<Profile, 'db' | 'store' | 'rooms' | 'conversations' | 'profile' | 'pairs'>,
  id: string,
  text: string,
  { room = 1, quotes }: { room?: number; quotes?: string } = {}
): void {
  const writer = new RequestWriter({ ...profile, messages: profile.store, installId: 'abc' })
  profile.db.transaction(() =>
    writer.write({ id, conversationId: roomId(room), text, attributes: [], quotes }, 4000)
  )
}

/** A room that Ada has opened in a profile; `bring` is what the processor tells of its log, `bring.as` what it answers. */
export function aRoomIn(profile: Profile, of = 1) {
  const { rooms, store, conversations } = profile
  const id = roomId(of)
  const at = { now: 5000, backendId: 'local' }
  rooms.open({ id, backendId: 'local', kind: 'room', title: 'Kitchen' }, 1)
  rooms.apply(id, { room: id, me: ada.id, state: aState({ of }) }, at)
  const bring = Object.assign((...entries: RoomEntry[]) => bring.as(undefined, ...entries), {
    as: (asked: string | undefined, ...entries: RoomEntry[]) =>
      rooms.apply(id, { room: id, entries }, { ...at, asked })
  })
  const say = (messageId: string, text: string, quotes?: string): void =>
    sayIn(profile, messageId, text, { room: of, ...(quotes === undefined ? {} : { quotes }) })
  return {
    ...profile,
    id,
    at,
    bring,
    say,
    log: () => store.history(id, 1000).messages,
    chat: () => conversations.get(id)
  }
}
