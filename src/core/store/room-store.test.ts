import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import type { RoomEntry, RoomState } from '../../shared/room-wire'
import { RequestWriter } from './request-writer'

const ROOM = '0192f1a0-0000-7000-8000-00000000abcd'
const ada = { id: 'local:ada', name: 'Ada', role: 'owner', readSeq: 0, seenAt: 1, keys: [] } as const
const bob = { ...ada, id: 'local:bob', name: 'Bob', role: 'member' } as const

const aState = (fields: Partial<RoomState> = {}): RoomState => ({
  room: ROOM,
  kind: 'room',
  title: 'Kitchen',
  topic: '',
  seq: 0,
  revision: 1,
  members: [ada, bob],
  invitations: [],
  closed: false,
  ...fields
})

const anEntry = (seq: number, fields: Partial<RoomEntry> = {}): RoomEntry => ({
  seq,
  id: `0192f1a0-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  at: 1000 + seq,
  by: bob.id,
  name: 'Bob',
  kind: 'message',
  text: `message ${seq}`,
  ...fields
})

/** A room of Ada's that Bob is in, and that is empty. */
function aRoom() {
  const profile = aProfile()
  const { rooms, store, conversations } = profile
  const at = { now: 5000, backendId: 'local' }
  rooms.open({ id: ROOM, backendId: 'local', kind: 'room', title: 'Kitchen' }, 1)
  rooms.apply(ROOM, { room: ROOM, me: ada.id, state: aState() }, at)
  const writer = new RequestWriter({ ...profile, messages: store, installId: 'abc' })
  const bring = (...entries: RoomEntry[]) => rooms.apply(ROOM, { room: ROOM, entries }, at)
  const log = () => store.history(ROOM, 100).messages
  const say = (id: string, text: string) =>
    profile.db.transaction(() => writer.write({ id, conversationId: ROOM, text, attributes: [] }, 4000))
  return { ...profile, at, bring, log, say, chat: () => conversations.get(ROOM) }
}

it('shows what others say in the order of the room, once, however often and in whichever order it comes', () => {
  const { bring, log, chat } = aRoom()

  bring(anEntry(3))
  bring(anEntry(1), anEntry(2))
  bring(anEntry(2), anEntry(3))

  expect(log().map(({ text, room }) => [text, room?.seq])).toEqual([
    ['message 1', 1],
    ['message 2', 2],
    ['message 3', 3]
  ])
  expect(chat()).toMatchObject({ title: 'Kitchen', unread: 3, preview: 'Bob: message 3' })
  expect(chat().room).toMatchObject({ state: 'open', members: 2, mentioned: false })
})

it('shows nothing that was said in the clear where two talk: no ChatAPP says it so', () => {
  const { rooms, store, at } = aRoom()
  const direct = '0192f1a0-0000-8000-8000-00000000abcd'
  rooms.open({ id: direct, backendId: 'local', kind: 'direct', title: '' }, 1)
  const state = { ...aState(), room: direct, kind: 'direct', title: '' } as const
  rooms.apply(direct, { room: direct, me: ada.id, state }, at)

  rooms.apply(direct, { room: direct, entries: [anEntry(1, { text: 'in the clear' })] }, at)

  expect(store.history(direct, 9).messages).toMatchObject([{ text: '', room: { sealed: 'unreadable' } }])
})

it('refuses what is too large once it is sealed, when it is written', () => {
  const profile = aRoom()
  const { rooms, db, store } = profile
  const direct = '0192f1a0-0000-8000-8000-00000000abcd'
  rooms.open({ id: direct, backendId: 'local', kind: 'direct', title: '' }, 1)
  const writer = new RequestWriter({
    ...profile,
    messages: store,
    installId: 'abc'
  })
  const write = (bytes: number) =>
    db.transaction(() =>
      writer.write(
        { id: anEntry(bytes).id, conversationId: direct, text: 'x'.repeat(bytes), attributes: [] },
        4000
      )
    )

  expect(() => write(24_000)).toThrow(/too long|too large|limit|bytes/i)
  write(23_500)
  expect(store.history(direct, 9).messages.map(({ text }) => text.length)).toEqual([23_500])
})

it('shows what one says oneself at once, and moves it to its place when its number comes', () => {
  const { bring, log, say, store, rooms } = aRoom()
  const own = anEntry(1, { by: ada.id, name: 'Ada', text: 'mine @Bob' })

  say(own.id, 'mine @Bob')
  bring(anEntry(2))
  const before = log().map(({ text }) => text)
  const next = rooms.asks.next('local', ROOM, 4000)
  bring(own)

  expect(before).toEqual(['message 2', 'mine @Bob'])
  expect(next).toMatchObject({ what: 'message', id: own.id, sent: false })
  expect(JSON.parse(next?.what === 'message' ? next.body : '{}')).toMatchObject({
    room: { op: 'say', room: ROOM, mentions: [bob.id] }
  })
  expect(log().map(({ text }) => text)).toEqual(['mine @Bob', 'message 2'])
  expect(store.get(own.id)).toMatchObject({
    status: 'answered',
    room: { seq: 1, by: ada.id, mentions: [{ id: bob.id, name: 'Bob', me: false }], seenBy: 0 }
  })
  expect(store.outboxSize()).toBe(0)
})
