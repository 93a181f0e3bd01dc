import { describe, expect, it } from 'vitest'
import { PROCESSOR, type RoomEntry } from '../../src/shared/room-wire'
import { aHouse, aRoomRecord, anId, directId, queueOf, sha256, type Asked } from './fake-rooms'
import { roomKey } from './head'

/** A room of Ada's, with Bob in it and one message of Ada's; Eve is no member. */
async function aRoom() {
  const house = aHouse()
  const room = await house.room('Ada', 'Bob')
  const { entries = [] } = await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'mine' })
  const [message] = entries as [RoomEntry]
  return { house, room, message }
}

const all = async ({ house, room }: Awaited<ReturnType<typeof aRoom>>) =>
  JSON.stringify(await house.entries('Ada', room))

describe('what a request says of itself', () => {
  it('gives it no author, number, time or kind', async () => {
    const { house, room } = await aRoom()
    const forged = { by: 'Ada', name: 'Ada', seq: 1, at: 5, kind: 'close', id: 'x', member: 'Ada', me: 'Ada' }

    const { entries } = await house.ask({ by: 'Bob', ask: { op: 'say', room, ...forged }, text: 'hi' })

    expect(entries).toEqual([
      {
        seq: 4,
        id: expect.not.stringMatching(/^x$/),
        at: house.clock.now,
        by: 'Bob',
        name: 'Bob',
        kind: 'message',
        text: 'hi'
      }
    ])
  })

  it.each([
    ['Ada', 'name_taken'],
    [' ADA ', 'name_taken'],
    ['A\u200bda', 'name_taken'],
    ['Ａｄａ', 'name_taken'],
    ['messageprocessor', 'name_taken'],
    ['Message-Processor 2', 'name_taken'],
    ['', 'malformed'],
    ['\u200b', 'malformed'],
    ['A\u0000', 'malformed'],
    ['A\nda', 'malformed'],
    ['x'.repeat(61), 'malformed']
  ])('does not give Eve the name %j', async (name, refused) => {
    const { house } = await aRoom()

    expect(await house.ask({ by: 'Eve', name, ask: { op: 'hello' } })).toMatchObject({ refused })
  })

  it('is not believed where SQS does not say who sent it, or where anybody reads the answer', async () => {
    const { house, room } = await aRoom()
    const record = aRoomRecord({ by: 'Ada', ask: { op: 'say', room }, text: 'hi' })
    await house.deliver([{ ...record, attributes: { ...record.attributes, SenderId: '' } }])

    await house.deliver([{ ...record, attributes: { ...record.attributes, SenderId: PROCESSOR } }])

    const refused = { kind: 'error', room: { refused: 'no_sender' } }
    expect(house.take('Ada')).toMatchObject([refused, refused])
    const shared = { by: 'Ada', queue: 'ChatAPP-responses', ask: { op: 'hello' } }
    expect(await house.ask(shared)).toMatchObject({ refused: 'shared_queue' })
  })
})

describe('a request with the id of another one', () => {
  it.each(['in the head', 'in the log'])('gets neither its answer nor its place: %s', async (where) => {
    const one = await aRoom()
    const { house, room, message } = one
    if (where === 'in the log') await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'later' })
    const before = await all(one)

    const bob = await house.ask({ by: 'Bob', id: message.id, ask: { op: 'say', room }, text: 'forged' })
    const eve = await house.ask({ by: 'Eve', id: message.id, ask: { op: 'say', room }, text: 'forged' })

    expect(bob).toMatchObject({ refused: 'id_taken' })
    expect(eve).toMatchObject({ refused: 'unknown_room' })
    expect([bob, eve]).not.toContainEqual(expect.objectContaining({ entries: expect.anything() }))
    expect(await all(one)).toBe(before)
  })

  it('of one’s own is answered with what was written, whatever it says now', async () => {
    const one = await aRoom()
    const { house, room, message } = one
    const before = await all(one)

    const again = await house.ask({ by: 'Ada', id: message.id, ask: { op: 'close', room }, text: 'other' })

    expect(again.entries).toEqual([message])
    expect(await all(one)).toBe(before)
  })

  it('makes one room of two creators', async () => {
    const house = aHouse()
    const room = anId()
    await house.deliver([
      aRoomRecord({ by: 'Ada', ask: { op: 'create', room, title: 'A' } }),
      aRoomRecord({ by: 'Eve', ask: { op: 'create', room, title: 'E' } })
    ])

    expect(house.take('Ada')).toMatchObject([{ room: { state: { title: 'A' } } }])
    expect(house.take('Eve')).toMatchObject([{ kind: 'error', room: { refused: 'id_taken' } }])
  })

  it('does not take the id of a conversation of two others', async () => {
    const { house } = await aRoom()
    const room = directId('Ada', 'Bob')

    expect(await house.ask({ by: 'Eve', ask: { op: 'create', room, title: 'x' } })).toMatchObject({
      refused: 'malformed'
    })
    expect(await house.ask({ by: 'Eve', ask: { op: 'direct', room, member: 'Ada' } })).toMatchObject({
      refused: 'malformed'
    })
  })
})

it.each([
  ['edit', 'not_author'],
  ['delete', 'not_author']
])('history is its author’s: %s', async (op, refused) => {
  const one = await aRoom()
  const { house, room, message } = one
  const before = await all(one)
  const change = (by: string, target: number) => house.ask({ by, ask: { op, room, target }, text: 'forged' })

  expect(await change('Bob', message.seq)).toMatchObject({ refused })
  // A line of the system, and what is not there.
  expect(await change('Ada', 1)).toMatchObject({ refused })
  expect(await change('Ada', 999)).toMatchObject({ refused: 'unknown_target' })
  expect(await change('Eve', message.seq)).toMatchObject({ refused: 'unknown_room' })
  expect(await all(one)).toBe(before)
})

it('what was deleted is not edited, deleted or reacted to any more', async () => {
  const { house, room, message } = await aRoom()
  const target = message.seq
  await house.ask({ by: 'Ada', ask: { op: 'delete', room, target } })

  for (const later of [false, true]) {
    if (later) await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'later' })
    const again = await house.ask({ by: 'Ada', ask: { op: 'delete', room, target } })
    const edit = await house.ask({ by: 'Ada', ask: { op: 'edit', room, target }, text: 'back' })
    const react = await house.ask({ by: 'Bob', ask: { op: 'react', room, target, emoji: '!', on: true } })
    expect([again.refused, edit.refused, react.refused]).toEqual([
      'not_author',
      'not_author',
      'unknown_target'
    ])
  }
})

it.each(['invite', 'revoke', 'remove', 'promote', 'rename', 'close'])('only an owner may %s', async (op) => {
  const { house, room } = await aRoom()
  const ask = { op, room, hash: sha256('x'), expiresAt: 1, uses: 0, member: 'Ada', title: 'x' }

  expect(await house.ask({ by: 'Bob', ask })).toMatchObject({ refused: 'not_owner' })
  expect(await house.ask({ by: 'Eve', ask })).toMatchObject({ refused: 'unknown_room' })
})

/** The same with an invitation of Ada's. */
async function invite(uses: number) {
  const one = await aRoom()
  const { house, room } = one
  const expiresAt = house.clock.now + 1000
  await house.ask({ by: 'Ada', ask: { op: 'invite', room, hash: sha256('code'), expiresAt, uses } })
  const join = (by: string) => house.ask({ by, ask: { op: 'join', room, secret: 'code' } })
  return { ...one, join }
}

describe('an invitation', () => {
  it('that can be used once lets one of two in who come together', async () => {
    const { house, room } = await invite(1)
    const join = (by: string) => aRoomRecord({ by, ask: { op: 'join', room, secret: 'code' } })

    await house.deliver([join('Eve'), join('Dan')])

    expect(house.take('Eve')).toMatchObject([{ kind: 'reply', room: { entries: [{ by: 'Eve' }] } }])
    expect(house.take('Dan')).toMatchObject([{ kind: 'error', room: { refused: 'invitation_used' } }])
  })

  it('costs a member who comes again nothing', async () => {
    const { join } = await invite(1)

    expect(await join('Bob')).toMatchObject({ state: { members: [{ id: 'Ada' }, { id: 'Bob' }] } })
    expect(await join('Eve')).not.toHaveProperty('refused')
  })

  it('ends by the function’s clock, and by revocation', async () => {
    const { house, room, join } = await invite(0)
    house.clock.now += 1000
    expect(await join('Eve')).toMatchObject({ refused: 'invitation_expired' })
    house.clock.now -= 2000
    expect(await join('Eve')).not.toHaveProperty('refused')

    await house.ask({ by: 'Ada', ask: { op: 'revoke', room, hash: sha256('code') } })

    expect(await join('Dan')).toMatchObject({ refused: 'invitation_unknown' })
  })

  it('that was delivered twice does not come back after it was used up', async () => {
    const { house, room } = await aRoom()
    const id = anId()
    const expiresAt = house.clock.now + 1000
    const ask = { op: 'invite', room, hash: sha256('code'), expiresAt, uses: 1 }
    await house.ask({ by: 'Ada', id, ask })
    await house.ask({ by: 'Dan', ask: { op: 'join', room, secret: 'code' } })

    await house.ask({ by: 'Ada', id, ask })

    expect(await house.ask({ by: 'Eve', ask: { op: 'join', room, secret: 'code' } })).toMatchObject({
      refused: 'invitation_used'
    })
  })

  it('from before a removal does not let the one who was removed in again', async () => {
    const { house, room, join } = await invite(0)
    await house.ask({ by: 'Ada', ask: { op: 'remove', room, member: 'Bob' } })

    expect(await join('Bob')).toMatchObject({ refused: 'removed' })
    expect(await house.ask({ by: 'Bob', ask: { op: 'say', room }, text: 'queued' })).toMatchObject({
      refused: 'removed'
    })
    const expiresAt = house.clock.now + 1000
    await house.ask({ by: 'Ada', ask: { op: 'invite', room, hash: sha256('again'), expiresAt, uses: 1 } })
    expect(await house.ask({ by: 'Bob', ask: { op: 'join', room, secret: 'again' } })).toMatchObject({
      entries: [{ kind: 'join', by: 'Bob' }]
    })
  })
})

it.each([
  {},
  { op: 'toString' },
  { op: '__proto__' },
  { op: ['say'] },
  { op: 'say' },
  { op: 'say', room: 5 },
  { op: 'say', room: '../people' },
  { op: 'say', room: 'ROOM', quotes: -1 },
  { op: 'say', room: 'ROOM', quotes: 0.5 },
  { op: 'say', room: 'ROOM', quotes: '1' },
  { op: 'say', room: 'ROOM', mentions: 'Ada' },
  { op: 'say', room: 'ROOM', mentions: Array.from({ length: 100_000 }, () => 'Ada') },
  { op: 'say', room: 'ROOM', mentions: [{}] },
  { op: 'say', room: 'ROOM', sealed: 'x' },
  { op: 'say', room: 'ROOM', key: 'x'.repeat(200) },
  { op: 'say', room: 'ROOM', key: '"}]' },
  { op: 'edit', room: 'ROOM', target: 1e300 },
  { op: 'edit', room: 'ROOM', target: null },
  { op: 'react', room: 'ROOM', target: 3, emoji: '', on: true },
  { op: 'react', room: 'ROOM', target: 3, emoji: '!'.repeat(33), on: true },
  { op: 'react', room: 'ROOM', target: 3, emoji: '!', on: 1 },
  { op: 'read', room: 'ROOM', seq: -5 },
  { op: 'sync', room: 'ROOM', since: {} },
  { op: 'invite', room: 'ROOM', hash: 'abc', expiresAt: 1, uses: 1 },
  { op: 'invite', room: 'ROOM', hash: sha256(''), expiresAt: -1, uses: 1 },
  { op: 'invite', room: 'ROOM', hash: sha256(''), expiresAt: 1, uses: 1001 },
  { op: 'rename', room: 'ROOM', title: ' ' },
  { op: 'rename', room: 'ROOM', title: 'x'.repeat(81) },
  { op: 'rename', room: 'ROOM', title: '\u200b' },
  { op: 'rename', room: 'ROOM', title: 'Lunch\nBob joined.' },
  { op: 'topic', room: 'ROOM', topic: 'a\u202eb' },
  { op: 'react', room: 'ROOM', target: 3, emoji: '!\u001b[31m', on: true },
  { op: 'topic', room: 'ROOM', topic: 'x'.repeat(301) },
  'say',
  5,
  null,
  []
])('is refused in words and changes nothing: %j', async (ask) => {
  const one = await aRoom()
  const { house, room } = one
  const before = JSON.stringify(house.table.read(roomKey(room), 'head'))
  const text = JSON.stringify(ask).replaceAll('ROOM', room)

  const answer = await house.ask({ by: 'Ada', ask: JSON.parse(text) as Asked['ask'], text: 'hi' })

  expect(answer).toMatchObject({ refused: 'malformed', text: expect.stringMatching(/\w+ \w+.*\.$/) })
  expect(JSON.stringify(house.table.read(roomKey(room), 'head'))).toBe(before)
})

it('MessageProcessor is no member', async () => {
  const { house, room } = await aRoom()
  expect(await house.ask({ by: 'Ada', ask: { op: 'promote', room, member: PROCESSOR } })).toMatchObject({
    refused: 'unknown_member'
  })
})

it('messages are as large as they may be, and together never too large for the table', async () => {
  const { house, room } = await aRoom()
  const say = (text: string) => aRoomRecord({ by: 'Ada', ask: { op: 'say', room }, text })
  const large = 'é'.repeat(5450)
  const failed = await house.deliver([...Array.from({ length: 9 }, () => say(large)), say(`/echo ${large}`)])

  expect(failed).toEqual([])
  expect((await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'é'.repeat(5500) })).refused).toBe(
    'too_large'
  )
  expect((await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'x'.repeat(40_000) })).refused).toBe(
    'too_large'
  )
  expect((await house.entries('Bob', room)).filter(({ kind }) => kind === 'message')).toHaveLength(11)
})

it('a room of as many members as there may be, with all that can be long, takes messages all the same', async () => {
  const house = aHouse()
  const room = await house.room('Ada')
  const head = house.table.read(roomKey(room), 'head') as { members: object[] }
  const members = Array.from({ length: 249 }, (_, index) => ({
    id: `AROA:${String(index).padStart(95, '0')}`,
    name: 'あ'.repeat(60),
    role: 'member',
    readSeq: 10 ** 9,
    seenAt: house.clock.now,
    devices: Array.from({ length: 5 }, (_, device) => ({
      queue: `ChatAPP-responses-${index}-${device}`.padEnd(80, 'x'),
      key: 'k'.repeat(43)
    }))
  }))
  house.table.place({
    pk: roomKey(room),
    sk: 'head',
    data: { ...head, members: [...head.members, ...members] }
  })

  const said = await house.ask({ by: 'Ada', ask: { op: 'say', room }, text: 'x'.repeat(32_700) })
  const joined = await house.ask({ by: 'Eve', ask: { op: 'join', room, secret: `secret of ${room}` } })

  expect(said.entries).toHaveLength(1)
  expect(joined).toMatchObject({ refused: 'room_full' })
  expect(house.take(queueOf('Ada'))).toEqual([])
})

it('a direct conversation has no topic, which everybody who operates the account could read', async () => {
  const { house } = await aRoom()
  const room = directId('Ada', 'Bob')
  await house.ask({ by: 'Ada', ask: { op: 'direct', room, member: 'Bob' } })

  const answer = await house.ask({ by: 'Ada', ask: { op: 'topic', room, topic: 'our secret' } })

  expect(answer).toMatchObject({ refused: 'not_owner' })
  expect(JSON.stringify(house.table.read(roomKey(room), 'head'))).not.toContain('secret')
})
