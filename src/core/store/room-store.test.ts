import { expect, it } from 'vitest'
import { aProfile } from '../../../test/profile'
import { ada, anEntry, aRoomIn, aState, bob, roomId, sayIn } from '../../../test/rooms'
import type { RoomState } from '../../shared/room-wire'
import { RequestWriter } from './request-writer'
import { RoomView } from './room-view'

const refused = (code: string) => expect.objectContaining({ code })
const at = { now: 5000, backendId: 'local' }
const carol = { ...bob, id: 'local:carol', name: 'Carol' }

/** What the processor says of the room, with Ada having read so far. */
const read = (readSeq: number, fields: Partial<RoomState> = {}): RoomState =>
  aState({ revision: 2 + readSeq, seq: 9, members: [{ ...ada, readSeq }, bob], ...fields })

it('shows what others say in the order of the room, once, however often and in whichever order it comes', () => {
  const { bring, log, chat } = aRoomIn(aProfile())

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
  const { rooms, store, at } = aRoomIn(aProfile())
  const direct = '0192f1a0-0000-8000-8000-00000000abcd'
  rooms.open({ id: direct, backendId: 'local', kind: 'direct', title: '' }, 1)
  const state = { ...aState(), room: direct, kind: 'direct', title: '' } as const
  rooms.apply(direct, { room: direct, me: ada.id, state }, at)

  rooms.apply(direct, { room: direct, entries: [anEntry(1, { text: 'in the clear' })] }, at)

  expect(store.history(direct, 9).messages).toMatchObject([{ text: '', room: { sealed: 'unreadable' } }])
})

it('refuses what is too large once it is sealed, when it is written', () => {
  const profile = aRoomIn(aProfile())
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
  const { bring, log, say, store, rooms } = aRoomIn(aProfile())
  const own = anEntry(1, { by: ada.id, name: 'Ada', text: 'mine @Bob' })

  say(own.id, 'mine @Bob')
  bring(anEntry(2))
  const before = log().map(({ text }) => text)
  const next = rooms.asks.next('local', roomId(), 4000)
  bring(own)

  expect(before).toEqual(['message 2', 'mine @Bob'])
  expect(next).toMatchObject({ what: 'message', id: own.id, sent: false })
  expect(JSON.parse(next?.what === 'message' ? next.body : '{}')).toMatchObject({
    room: { op: 'say', room: roomId(), mentions: [bob.id] }
  })
  expect(log().map(({ text }) => text)).toEqual(['mine @Bob', 'message 2'])
  expect(store.get(own.id)).toMatchObject({
    status: 'answered',
    room: { seq: 1, by: ada.id, mentions: [{ id: bob.id, name: 'Bob', me: false }], seenBy: 0 }
  })
  expect(store.outboxSize()).toBe(0)
})

it('counts what is not read as unread: not lines of the system, not what is read elsewhere, not what was before one came', () => {
  const { bring, chat, rooms, conversations, id } = aRoomIn(aProfile())
  const unread = () => [chat().unread, chat().room?.mentioned]

  bring(anEntry(8), anEntry(9, { mentions: [ada.id] }))
  const first = unread()
  bring(anEntry(5), anEntry(6, { kind: 'join', by: ada.id, text: '' }), anEntry(7, { kind: 'topic' }))
  bring(anEntry(1), anEntry(2), anEntry(3), anEntry(4))
  const joined = unread()
  rooms.apply(id, { room: id, state: read(8) }, at)
  const elsewhere = unread()
  bring(anEntry(10), anEntry(11))
  conversations.markRead(id)
  const here = [...unread(), rooms.readToTell('local')]
  bring(anEntry(12, { kind: 'react', target: 9, emoji: 'x', on: true }))

  expect([first, joined, elsewhere, here]).toEqual([
    [2, true],
    [2, true],
    [1, true],
    [0, false, [{ id, seq: 11 }]]
  ])
  expect(unread()).toEqual([0, false])
  rooms.readTold(id, 11)
  expect(rooms.readToTell('local')).toEqual([])
})

it('does not tell again of what was read on another device, whatever came in which order', () => {
  const { bring, chat, rooms, store, id } = aRoomIn(aProfile())

  rooms.apply(id, { room: id, state: read(3) }, at)
  bring(anEntry(4), anEntry(5))
  bring(anEntry(1), anEntry(2), anEntry(3))

  expect(chat().unread).toBe(2)
  expect(store.unread().map(({ text }) => text)).toEqual(['message 4', 'message 5'])
})

it('knows what is missing of a log: a hole, the end, and the beginning, the newest first', () => {
  const { bring, rooms, id } = aRoomIn(aProfile())
  const gap = () => rooms.gap(id)

  rooms.apply(id, { room: id, state: aState({ revision: 2, seq: 1000 }) }, at)
  const end = gap()
  bring(anEntry(999), anEntry(1000))
  const beginning = gap()
  bring(anEntry(1), anEntry(2))
  const hole = gap()
  bring(anEntry(1003))
  const last = gap()

  expect([end, beginning, hole, last]).toEqual([
    { since: 0, before: 1001 },
    { since: 0, before: 999 },
    { since: 2, before: 999 },
    { since: 1000, before: 1003 }
  ])
})

it('asks no more for what the table does not have, and asks for what came into it meanwhile', () => {
  const { bring, rooms, id } = aRoomIn(aProfile())
  bring(anEntry(1))
  bring(anEntry(12))

  const entries = [anEntry(2), anEntry(3)]
  rooms.apply(id, { room: id, entries, more: false }, { ...at, synced: { since: 1 } })
  const open = rooms.gap(id)
  rooms.apply(id, { room: id, entries: [], more: false }, { ...at, synced: { since: 3, before: 12 } })

  expect(open).toEqual({ since: 3, before: 12 })
  expect(rooms.gap(id)).toBeNull()
})

it.each([
  ['leave', { by: ada.id }, 'left'],
  ['remove', { member: ada.id, memberName: 'Ada' }, 'removed'],
  ['close', {}, 'closed']
] as const)(
  'ends what waits in words, and refuses more at once, when the room ends by %s',
  (kind, fields, state) => {
    const { bring, say, rooms, store, chat, id } = aRoomIn(aProfile())
    const waiting = anEntry(50).id
    say(waiting, 'too late')
    rooms.asks.add(
      { id: anEntry(51).id, backendId: 'local', roomId: id, ask: { op: 'topic', room: id, topic: 'x' } },
      1
    )

    bring(anEntry(1, { kind, text: '', ...fields }))

    expect(chat().room?.state).toBe(state)
    expect(store.get(waiting)).toMatchObject({ status: 'failed', reason: { key: `room.${state}` } })
    expect(rooms.asks.next('local', id, 1)).toBeNull()
    expect(() => say(anEntry(52).id, 'more')).toThrowError(
      expect.objectContaining({ keyed: { key: `room.${state}` } })
    )
  }
)

it('fails a message that the processor refuses, with why, and leaves it where it was written', () => {
  const { bring, say, rooms, store, log, id } = aRoomIn(aProfile())
  const own = anEntry(50).id
  bring(anEntry(1))
  say(own, 'no')

  rooms.apply(id, { room: id, refused: 'too_large' }, { ...at, asked: own })
  bring(anEntry(2))

  expect(log().map(({ text }) => text)).toEqual(['message 1', 'no', 'message 2'])
  expect(store.get(own)).toMatchObject({
    status: 'failed',
    reason: { key: 'room.too_large', code: 'too_large' }
  })
  store.requeue(own, 9000)
  expect(log().map(({ text }) => text)).toEqual(['message 1', 'message 2', 'no'])
  expect(rooms.asks.next('local', id, 9000)).toMatchObject({ what: 'message', id: own })
  expect(store.due(9000, 10, false)).toEqual([])
})

it('says why a room was not opened, and takes nothing for it', () => {
  const profile = aProfile()
  const { rooms } = profile
  const [id, ask] = [roomId(), anEntry(1).id]
  rooms.open({ id, backendId: 'local', kind: 'room', title: 'Kitchen' }, 1)
  rooms.asks.add({ id: ask, backendId: 'local', roomId: id, ask: { op: 'join', room: id, secret: 's' } }, 1)
  sayIn(profile, anEntry(2).id, 'hello')

  rooms.apply(id, { room: id, refused: 'invitation_used' }, { ...at, asked: ask })

  expect(rooms.find(id)).toMatchObject({ state: 'refused', reason: { key: 'room.invitation_used' } })
  expect(profile.store.get(anEntry(2).id)).toMatchObject({ status: 'failed' })
  expect(rooms.asks.waiting('local')).toEqual([])
})

it('brings what waits in a room in the order in which it was written, one at a time', () => {
  const { say, rooms, store, id, bring } = aRoomIn(aProfile())
  const [first, edit, second] = [anEntry(1).id, anEntry(2).id, anEntry(3).id]
  say(first, 'first')
  rooms.asks.add(
    { id: edit, backendId: 'local', roomId: id, ask: { op: 'edit', room: id, target: 1 }, text: 'x' },
    4001
  )
  const next = () => rooms.asks.next('local', id, 9000)?.id

  store.markSent([{ ids: [first], replyTo: 'q', at: 4002 }])
  const sent = next()
  bring(anEntry(1, { by: ada.id }))
  const answered = next()
  rooms.asks.end(edit, 9000)
  say(second, 'second')

  expect([sent, answered, next()]).toEqual([first, edit, second])
  expect(store.overdue(1e15, 10)).toEqual([])
})

it('takes the newest word on who is in a room and what it is called, and then the lines that follow it', () => {
  const { bring, rooms, chat, id } = aRoomIn(aProfile())
  const names = () => rooms.find(id)?.members.map(({ name, role }) => `${name} ${role}`)

  bring(
    anEntry(1, { kind: 'join', by: carol.id, name: 'Carol', text: '' }),
    anEntry(2, { kind: 'promote', by: ada.id, member: carol.id, memberName: 'Carol', text: '' }),
    anEntry(3, { kind: 'leave', text: '' }),
    anEntry(4, { kind: 'rename', by: ada.id, text: 'Cellar' })
  )
  const folded = [names(), chat().title]
  rooms.apply(id, { room: id, state: aState({ revision: 3, seq: 4, title: 'Cellar', members: [ada] }) }, at)
  rooms.apply(id, { room: id, state: aState({ revision: 2, seq: 2 }) }, at)

  expect(folded).toEqual([['Ada owner', 'Carol owner'], 'Cellar'])
  expect([names(), chat().title]).toEqual([['Ada owner'], 'Cellar'])
})

it('says of one’s own messages how many have read them, and who', () => {
  const profile = aProfile()
  const { bring, rooms, db, store, id } = aRoomIn(profile)
  bring(anEntry(1, { by: ada.id }), anEntry(2), anEntry(3, { by: ada.id }))
  const before = db.revision()

  const members = [ada, { ...bob, readSeq: 2 }, carol]
  rooms.apply(id, { room: id, state: aState({ revision: 2, seq: 3, members }) }, at)

  expect(store.changedSince(before, 10)?.map(({ id: changed, room }) => [changed, room?.seenBy])).toEqual([
    [anEntry(1).id, 1]
  ])
  const view = new RoomView(db)
  expect(view.seenBy(id, 1)).toEqual({ seen: ['Bob'], unseen: ['Carol'] })
  expect(view.get(id)?.members.map(({ name, readId }) => [name, readId])).toEqual([
    ['Ada', null],
    ['Bob', anEntry(2).id],
    ['Carol', null]
  ])
})

it('opens rooms that another device has joined, and none that the user has deleted here, until it is opened again', () => {
  const { rooms, conversations } = aProfile()
  const hello = { me: ada.id, rooms: [aState()], people: [{ ...ada }, { ...bob }] }

  rooms.greet(hello, at)
  const found = conversations.get(roomId()).room
  conversations.delete(roomId(), 1)
  rooms.greet(hello, at)
  const news = rooms.apply(roomId(), { room: roomId(), entries: [anEntry(1)] }, at)

  expect(found).toMatchObject({ state: 'open', members: 2 })
  expect([rooms.find(roomId()), news]).toEqual([null, null])
  rooms.open({ id: roomId(), backendId: 'local', kind: 'room', title: 'Kitchen' }, 1)
  rooms.greet(hello, at)
  expect(conversations.get(roomId()).room).toMatchObject({ state: 'open' })
})

it('keeps that a room is to be left when its conversation is deleted, and forgets all else of it', () => {
  const { rooms, conversations, bring, db, id } = aRoomIn(aProfile())
  bring(anEntry(1), anEntry(2, { kind: 'react', target: 1, emoji: 'x', on: true }))
  const close = { op: 'close', room: id } as const
  rooms.asks.add({ id: anEntry(51).id, backendId: 'local', roomId: id, ask: close }, 1)

  conversations.delete(id, 1)

  expect(rooms.asks.of('local', id, 1).map(({ ask }) => ask.op)).toEqual(['leave'])
  const left = ['rooms', 'room_acts', 'messages'].map(
    (table) => db.sql(`SELECT 1 FROM ${table}`).all().length
  )
  expect(left).toEqual([0, 0, 0])
})

it('stores nothing of what it is told before it knows who one is, and asks for it then', () => {
  const { rooms, store } = aProfile()
  const id = roomId()
  rooms.apply(id, { room: id, state: aState({ seq: 1 }), entries: [anEntry(1, { by: ada.id })] }, at)
  const before = store.history(id, 10).messages

  rooms.apply(id, { room: id, me: ada.id, state: aState({ seq: 1 }) }, at)
  const gap = rooms.gap(id)
  rooms.apply(id, { room: id, entries: [anEntry(1, { by: ada.id })] }, at)

  expect([before, gap]).toEqual([[], { since: 0 }])
  expect(store.history(id, 10).messages).toMatchObject([{ role: 'request' }])
})

it('shows who is on a backend, who one is there, and whose names cannot be told apart', () => {
  const { rooms, db } = aProfile()
  const view = new RoomView(db)
  const before = view.overview('local')
  const people = [ada, { ...bob, keys: ['k'] }, { ...bob, id: 'local:eve', name: 'Воb' }]

  rooms.greet({ me: ada.id, people, rooms: [] }, at)

  expect(before).toMatchObject({ available: 'unknown', reason: null, me: null, people: [] })
  expect(view.overview('local')).toMatchObject({
    available: 'yes',
    me: { name: 'Ada', me: true, looksLike: null },
    people: [
      { name: 'Bob', looksLike: 'Воb', encrypts: true },
      { name: 'Воb', looksLike: 'Bob', encrypts: false }
    ]
  })
  rooms.greet({ me: ada.id, people: [ada, { ...bob, name: 'MеssageProcessor' }] }, at)
  expect(view.overview('local').people).toMatchObject([{ looksLike: 'MessageProcessor' }])
  rooms.greet({ refused: 'no_table' }, at)
  expect(view.overview('local')).toMatchObject({ available: 'no', reason: { key: 'room.no_table' } })
})

it('takes what belongs together in one transaction: when one part of it fails nothing of it is there', () => {
  const { rooms, db, log, chat, id } = aRoomIn(aProfile())

  expect(() =>
    db.transaction(() => {
      rooms.apply(id, { room: id, entries: [anEntry(1)], state: read(0) }, at)
      throw new Error('crash')
    })
  ).toThrow('crash')

  expect([log(), chat().unread, rooms.find(id)?.spans]).toEqual([[], 0, []])
})

it('refuses what is too large for a room, or replies to what is not in it', () => {
  const { say, bring, log } = aRoomIn(aProfile())
  bring(anEntry(1))
  expect(() => say(anEntry(50).id, 'ü'.repeat(6000))).toThrowError(refused('too_large'))
  expect(() => say(anEntry(51).id, 'x', anEntry(9).id)).toThrowError(refused('not_found'))
  say(anEntry(52).id, 'x', anEntry(1).id)
  expect(log().at(-1)).toMatchObject({ text: 'x', room: { quotes: { seq: 1, text: 'message 1' } } })
})

it('keeps of a log that was put back what is here, and what replies to what', () => {
  const { bring, log, say, chat, rooms, store, at, id, conversations, ...profile } = aRoomIn(aProfile())
  bring(
    anEntry(1),
    anEntry(2, { text: 'first' }),
    anEntry(3, { kind: 'edit', target: 2, text: 'second' }),
    anEntry(4, { kind: 'react', target: 2, emoji: '🎉', on: true, text: '' }),
    anEntry(5, { text: 'lost' }),
    anEntry(6, { quotes: 5, text: 'about it' }),
    anEntry(7, { kind: 'edit', target: 2, text: 'third' }),
    anEntry(8, { kind: 'react', target: 1, emoji: '👍', on: true, text: '' })
  )
  conversations.markRead(id)
  say(anEntry(20).id, 'to come', anEntry(6).id)
  rooms.asks.add({ id: 'react', backendId: 'local', roomId: id, ask: aReaction(6) }, 1)
  rooms.asks.add({ id: 'stays', backendId: 'local', roomId: id, ask: aReaction(2) }, 1)

  const told = rooms.apply(
    id,
    { room: id, state: aState({ seq: 4, revision: 0 }) },
    { ...at, synced: { since: 8 } }
  )
  bring(anEntry(5, { id: anEntry(25).id, text: 'anew' }), anEntry(6, { id: anEntry(26).id, quotes: 5 }))
  bring(anEntry(7, { id: anEntry(27).id, kind: 'edit', target: 2, text: 'fourth' }))

  expect(told).toMatchObject({ doubt: 0 })
  expect(
    log().map(({ text, room }) => [text, room?.seq, room?.quotes?.text, room?.reactions?.[0]?.emoji])
  ).toEqual([
    ['message 1', 1, undefined, undefined],
    ['fourth', 2, undefined, '🎉'],
    ['lost', null, undefined, undefined],
    ['about it', null, 'lost', undefined],
    ['to come', null, 'about it', undefined],
    ['2', null, undefined, undefined],
    ['anew', 5, undefined, undefined],
    ['message 6', 6, 'anew', undefined]
  ])
  expect(store.get(anEntry(20).id)).toMatchObject({
    status: 'failed',
    reason: { key: 'room.unknown_target' }
  })
  expect(rooms.asks.of('local', id, 1).map((ask) => ask.id)).toEqual(['stays'])
  expect(chat().unread).toBe(2)
  expect(rooms.find(id)).toMatchObject({ spans: [[1, 7]], known: 7 })
  expect(profile.db.sql('SELECT count(*) AS acts FROM room_acts WHERE room_id = ?').get(id)).toEqual({
    acts: 3
  })
})

const aReaction = (target: number) =>
  ({ op: 'react', room: roomId(), target, emoji: '👍', on: true }) as const
