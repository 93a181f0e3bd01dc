import { describe, expect, it } from 'vitest'
import { MAX_SYNC_BYTES } from '../../src/shared/room-wire'
import { aHouse, aRoomRecord, anId, directId, queueOf } from './fake-rooms'
import { roomKey, type Head } from './head'
import type { Person } from './people'

type House = ReturnType<typeof aHouse>

const headOf = (house: House, room: string) => house.table.read(roomKey(room), 'head') as Head
const say = (room: string, text: string, by = 'Ada') => ({ by, ask: { op: 'say', room }, text })
const queue = (device: number) => `ChatAPP-responses-bob-${device}`
const devicesOf = (house: House, room: string, member: string): string[] =>
  headOf(house, room)
    .members.filter(({ id }) => id === member)
    .flatMap(({ devices }) => devices.map(({ queue }) => queue))

describe('commands in a room', () => {
  it('are answered to all, right under the question, and know the room', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')

    const { entries } = await house.ask(say(room, '/time UTC'))

    expect(entries).toMatchObject([
      { seq: 3, kind: 'message', by: 'Ada', text: '/time UTC' },
      { seq: 4, kind: 'answer', by: 'MessageProcessor', text: expect.stringContaining('(UTC)') }
    ])
    expect(house.take('Bob')).toMatchObject([{ room: { entries: [{ seq: 3 }, { seq: 4 }] } }])
  })

  it.each(['hello', '/nosuchcommand', ' /time', 'see /time'])('are not %j', async (text) => {
    const house = aHouse()
    const room = await house.room('Ada')

    expect((await house.ask(say(room, text))).entries).toMatchObject([{ kind: 'message', text }])
  })

  it('that fail come again, and end in words for whoever asked; nothing of them is in the room', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    const asked = { ...say(room, '/fail no luck'), id: anId() }

    expect(await house.deliver([aRoomRecord(asked)])).toEqual([`sqs-${asked.id}`])
    await house.deliver([aRoomRecord({ ...asked, attempts: 5 })])

    expect(house.take('Ada')).toMatchObject([
      { kind: 'error', text: 'Your message failed after 5 attempts: no luck', inReplyTo: asked.id }
    ])
    expect(house.take('Bob')).toEqual([])
    expect(await house.entries('Ada', room)).toHaveLength(2)
  })

  it('cannot be answered later, and run for members only', async () => {
    const house = aHouse()
    const room = await house.room('Ada')

    const { entries } = await house.ask(say(room, '/remind 5 tea'))

    expect(entries?.[1]).toMatchObject({ text: 'I cannot answer later in a room. Ask me alone.' })
    expect(await house.ask(say(room, '/fail', 'Eve'))).toMatchObject({ refused: 'unknown_room' })
  })
})

describe('devices', () => {
  it('are the newest five queues that a member asked from', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    for (const device of [1, 2, 3, 4, 5])
      await house.ask({ by: 'Bob', queue: queue(device), ask: { op: 'sync', room, since: 0 } })
    await house.ask({ ...say(room, 'x', 'Bob'), queue: queue(1) })

    expect(devicesOf(house, room, 'Bob')).toEqual([2, 3, 4, 5, 1].map(queue))
    expect(house.take(queue(2))).toMatchObject([{ room: { entries: [{ text: 'x' }] } }])
    expect(house.take(queue(1))).toEqual([])
  })

  it('whose queue is gone are let go, and come back with what they missed', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob', 'Cem')
    house.gone.add(queueOf('Bob'))

    const { entries } = await house.ask(say(room, 'one'))

    expect(entries).toHaveLength(1)
    expect(devicesOf(house, room, 'Bob')).toEqual([])
    expect(house.take('Cem')).toMatchObject([{ room: { entries: [{ text: 'one' }] } }])
    house.gone.clear()
    const { entries: missed } = await house.ask({ by: 'Bob', ask: { op: 'sync', room, since: 3 } })
    expect(missed).toMatchObject([{ text: 'one' }])
    expect(devicesOf(house, room, 'Bob')).toEqual([queueOf('Bob')])
  })

  it('of one in a hundred members who is gone for a year hold up nobody, cost one call, and bring it all back', async () => {
    const house = aHouse()
    const letters = 'abcdefghij'
    const others = Array.from(
      { length: 99 },
      (_, at) => `M${letters[Math.floor(at / 10)]}${letters[at % 10]}`
    )
    const room = await house.room('Ada', ...others)
    const [gone = '', ...here] = others
    house.gone.add(queueOf(gone))
    const calls: string[] = []
    house.onCall((call) => void calls.push(call))

    const failed = await house.deliver([aRoomRecord(say(room, 'one'))])
    await house.deliver([aRoomRecord(say(room, 'two'))])
    house.clock.now += 365 * 86_400_000
    await house.deliver([aRoomRecord(say(room, 'three'))])

    expect(failed).toEqual([])
    for (const by of here)
      expect(
        house.take(by).flatMap(({ room: told }) => told?.entries?.map(({ text }) => text) ?? [])
      ).toEqual(['one', 'two', 'three'])
    expect(calls.filter((call) => call === `send ${queueOf(gone)}`)).toHaveLength(1)
    expect(devicesOf(house, room, gone)).toEqual([])
    house.gone.clear()
    const { entries } = await house.ask({ by: gone, ask: { op: 'sync', room, since: 100 } })
    expect(entries?.map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    expect(devicesOf(house, room, gone)).toEqual([queueOf(gone)])
  })

  it('that cannot be told bring the record back, and not once the attempts are over', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    const asked = { ...say(room, 'one'), id: anId() }
    house.onCall((call) => {
      if (call === `send ${queueOf('Bob')}`) throw new Error('throttled')
    })

    expect(await house.deliver([aRoomRecord(asked)])).toEqual([`sqs-${asked.id}`])
    expect(await house.deliver([aRoomRecord({ ...asked, attempts: 5 })])).toEqual([])

    expect(house.take('Ada').map(({ kind }) => kind)).toEqual(['reply', 'reply'])
    expect(house.log()).toContainEqual(expect.objectContaining({ message: 'news not told', level: 'WARN' }))
  })

  it('keep the key that they have named', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask({ by: 'Bob', ask: { op: 'hello', key: 'k1' } })
    house.take('Ada')
    await house.ask(say(room, 'without a key', 'Bob'))

    const { state, people } = await house
      .ask({ by: 'Ada', ask: { op: 'sync', room, since: 0 } })
      .then(async (sync) => ({
        ...sync,
        ...(await house.ask({ by: 'Ada', ask: { op: 'hello' } })),
        state: sync.state
      }))

    expect(state?.members[1]).toMatchObject({ id: 'Bob', keys: ['k1'] })
    expect(people?.[1]).toMatchObject({ id: 'Bob', keys: ['k1'] })
  })
})

describe('sync', () => {
  it('brings a long log in pages, without a hole, from its beginning and from its end', async () => {
    const house = aHouse()
    const room = await house.room('Ada')
    for (let batch = 0; batch < 6; batch++)
      await house.deliver(
        Array.from({ length: 10 }, (_, index) =>
          aRoomRecord(say(room, `${batch} ${index} ${'é'.repeat(3000)}`))
        )
      )
    house.take('Ada')
    const sync = (since: number, before?: number) =>
      house.ask({ by: 'Ada', ask: { op: 'sync', room, since, ...(before === undefined ? {} : { before }) } })

    const forward: number[] = []
    for (let more = true; more;) {
      const page = await sync(forward.at(-1) ?? 0)
      expect(JSON.stringify(page.entries).length).toBeLessThan(MAX_SYNC_BYTES)
      forward.push(...(page.entries ?? []).map(({ seq }) => seq))
      more = page.more === true
    }
    const backward: number[] = []
    for (let more = true; more;) {
      const page = await sync(0, backward[0] ?? 62)
      backward.unshift(...(page.entries ?? []).map(({ seq }) => seq))
      more = page.more === true
    }

    const all = Array.from({ length: 61 }, (_, index) => index + 1)
    expect(forward).toEqual(all)
    expect(backward).toEqual(all)
    expect((await sync(61)).entries).toEqual([])
    expect((await sync(1000)).entries).toEqual([])
  })

  it('reads ten thousand messages through, though a page of the table holds less than was asked for', async () => {
    const house = aHouse()
    const room = await house.room('Ada')
    const head = headOf(house, room)
    const entry = (seq: number) => ({
      ...head.pending[0],
      id: anId(),
      seq,
      kind: 'message',
      text: `m ${seq}`
    })
    for (let seq = 2; seq <= 10_000; seq++)
      house.table.place({ pk: roomKey(room), sk: `log#${String(seq).padStart(12, '0')}`, data: entry(seq) })
    house.table.place({ pk: roomKey(room), sk: 'log#000000000001', data: { ...head.pending[0], seq: 1 } })
    house.table.place({
      pk: roomKey(room),
      sk: 'head',
      data: { ...head, seq: 10_000, pending: [], recent: [] }
    })

    const pages: number[][] = []
    for (let before = 10_001; before > 1; before = pages.at(-1)?.[0] ?? 0) {
      const { entries = [] } = await house.ask({ by: 'Ada', ask: { op: 'sync', room, since: 0, before } })
      pages.push(entries.map(({ seq }) => seq))
    }

    expect(pages.toReversed().flat()).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1))
    expect(pages.length).toBeLessThanOrEqual(6)
  })

  it('tells a number whose item was taken out of the table as an empty line, so that the room goes on', async () => {
    const house = aHouse()
    const room = await house.room('Ada')
    for (const text of ['one', 'two', 'three']) await house.ask(say(room, text))
    house.table.items.get(roomKey(room))?.delete('log#000000000003')

    const entries = await house.entries('Ada', room)

    expect(entries.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'create'],
      [2, 'message'],
      [3, 'delete'],
      [4, 'message']
    ])
  })

  it('never tells a text again that was deleted, even if a late writer put it back', async () => {
    const house = aHouse()
    const room = await house.room('Ada')
    const { entries } = await house.ask(say(room, 'secret'))
    const [entry] = entries ?? []
    await house.ask({ by: 'Ada', ask: { op: 'delete', room, target: entry?.seq } })
    await house.ask(say(room, 'later'))
    house.table.place({ pk: roomKey(room), sk: 'log#000000000002', data: { ...entry } })

    expect(JSON.stringify(await house.entries('Ada', room))).not.toContain('secret')
  })
})

describe('members', () => {
  it('that leave hand the room on to who has been there longest; the last closes it', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob', 'Cem')

    const left = await house.ask({ by: 'Ada', ask: { op: 'leave', room } })

    expect(left.entries).toMatchObject([
      { kind: 'leave' },
      { kind: 'promote', member: 'Bob', memberName: 'Bob' }
    ])
    expect(left).not.toHaveProperty('state')
    expect(await house.ask(say(room, 'late'))).toMatchObject({ refused: 'removed' })
    await house.ask({ by: 'Bob', ask: { op: 'leave', room } })
    await house.ask({ by: 'Cem', ask: { op: 'leave', room } })
    expect(headOf(house, room)).toMatchObject({ members: [], closed: true })
  })

  it('of a closed room read it and leave it, and do nothing else there', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask({ by: 'Ada', ask: { op: 'close', room } })

    expect(await house.ask(say(room, 'late', 'Bob'))).toMatchObject({ refused: 'closed' })
    expect(await house.ask({ by: 'Ada', ask: { op: 'rename', room, title: 'x' } })).toMatchObject({
      refused: 'closed'
    })
    expect(await house.entries('Bob', room)).toHaveLength(3)
    expect(await house.ask({ by: 'Bob', ask: { op: 'leave', room } })).not.toHaveProperty('refused')
  })

  it('who were removed are told so, and of nothing that follows in the same write', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob', 'Cem')

    await house.deliver([
      aRoomRecord({ by: 'Ada', ask: { op: 'remove', room, member: 'Bob' } }),
      aRoomRecord(say(room, 'he is gone', 'Cem'))
    ])

    expect(house.take('Bob').map((body) => body.room)).toEqual([
      { room, entries: [expect.objectContaining({ kind: 'remove', member: 'Bob' })] }
    ])
    expect(headOf(house, room).members.map(({ id }) => id)).toEqual(['Ada', 'Cem'])
  })

  it('know who has read what, whoever wrote the newest first of all', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob', 'Cem')
    await house.ask(say(room, 'one'))
    house.take('Bob')
    house.take('Cem')

    await house.ask({ by: 'Bob', ask: { op: 'read', room, seq: 4 } })

    expect(house.take('Ada')).toMatchObject([
      { kind: 'room', room: { room, state: { members: [{}, { id: 'Bob', readSeq: 4 }, {}] } } }
    ])
    expect(house.take('Cem')).toEqual([])
    // Never back, and never beyond what is there.
    await house.ask({ by: 'Bob', ask: { op: 'read', room, seq: 2 } })
    await house.ask({ by: 'Cem', ask: { op: 'read', room, seq: 999 } })
    expect(headOf(house, room).members.map(({ readSeq }) => readSeq)).toEqual([0, 4, 4])
  })

  it('take another name with what they do, and leave the one they had', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')

    const { entries } = await house.ask({ ...say(room, 'hi', 'Bob'), name: 'Robert' })

    expect(entries).toMatchObject([{ by: 'Bob', name: 'Robert' }])
    expect(house.take('Ada')).toMatchObject([
      { room: { entries: [{ name: 'Robert' }], state: { members: [{}, { name: 'Robert' }] } } }
    ])
    expect(await house.ask({ ...say(room, 'hi'), name: 'ROBERT' })).toMatchObject({ refused: 'name_taken' })
    expect(await house.ask({ by: 'Eve', name: 'Bob', ask: { op: 'hello' } })).not.toHaveProperty('refused')
  })
})

it('hello brings everybody and every room of one’s own, in as many answers as it takes', async () => {
  const house = aHouse()
  const rooms = [await house.room('Ada'), await house.room('Ada'), await house.room('Bob')]
  for (let person = 0; person < 990; person++)
    house.table.place({
      pk: 'people',
      sk: `AROA${person}`,
      data: { name: 'é'.repeat(60), seenAt: 1, devices: [{ queue: 'q', key: 'k'.repeat(43) }], rooms: [] }
    })
  const hello = aRoomRecord({ by: 'Ada', ask: { op: 'hello' } })
  await house.deliver([hello])

  const answers = house.take('Ada').map((body) => body.room)

  expect(answers.map((answer) => answer?.more)).toEqual([true, undefined])
  expect(answers.flatMap((answer) => answer?.rooms?.map(({ room }) => room) ?? [])).toEqual(rooms.slice(0, 2))
  expect(answers.flatMap((answer) => answer?.people ?? [])).toHaveLength(992)
  expect(answers.every((answer) => answer?.me === 'Ada')).toBe(true)
})

const roomsOf = (house: House, by: string): readonly string[] =>
  (house.table.read('people', by) as Person).rooms

describe('the rooms of one person', () => {
  it('are those that one is in: who leaves or is removed is in one less, and a closed one is told of once more', async () => {
    const house = aHouse()
    const [left, lost, closed, kept] = [
      await house.room('Ada', 'Bob'),
      await house.room('Ada', 'Bob'),
      await house.room('Ada', 'Bob'),
      await house.room('Ada', 'Bob')
    ]
    await house.ask({ by: 'Bob', ask: { op: 'leave', room: left } })
    await house.ask({ by: 'Ada', ask: { op: 'remove', room: lost, member: 'Bob' } })
    await house.ask({ by: 'Ada', ask: { op: 'close', room: closed } })

    expect(roomsOf(house, 'Bob')).toEqual([closed, kept])
    const told = await house.ask({ by: 'Bob', ask: { op: 'hello' } })
    expect(told.rooms?.map(({ room, closed: is }) => [room, is])).toEqual([
      [closed, true],
      [kept, false]
    ])
    expect(roomsOf(house, 'Bob')).toEqual([kept])
    expect((await house.ask({ by: 'Bob', ask: { op: 'hello' } })).rooms?.map(({ room }) => room)).toEqual([
      kept
    ])
  })

  it('stay as they are when the leaving of who has come back is delivered once more', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    const leaving = { by: 'Bob', ask: { op: 'leave', room }, id: anId() }
    await house.ask(leaving)
    await house.ask({ by: 'Bob', ask: { op: 'join', room, secret: `secret of ${room}` } })

    await house.deliver([aRoomRecord(leaving)])

    expect(roomsOf(house, 'Bob')).toEqual([room])
  })

  it('are bounded: whoever is in as many enters no other, and is in those that others open with them', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    const full = Array.from({ length: 500 }, anId)
    const fill = (by: string): void => {
      const person = house.table.read('people', by) as Person
      house.table.place({ pk: 'people', sk: by, data: { ...person, rooms: full } })
    }
    await house.ask({ by: 'Cem', ask: { op: 'hello' } })
    fill('Cem')

    const join = { op: 'join', room, secret: `secret of ${room}` }
    const direct = { op: 'direct', room: directId('Ada', 'Cem') }
    expect(await house.ask({ by: 'Cem', ask: join })).toMatchObject({ refused: 'too_many_rooms' })
    expect(
      await house.ask({ by: 'Cem', ask: { op: 'create', room: anId(), title: 'One more' } })
    ).toMatchObject({ refused: 'too_many_rooms' })
    expect(await house.ask({ by: 'Ada', ask: { ...direct, member: 'Cem' } })).toMatchObject({
      entries: [{ kind: 'create' }]
    })
    expect(roomsOf(house, 'Cem')).toEqual(full)
  })
})

const react = (room: string, on: boolean, emoji = '👍', by = 'Bob') => ({
  by,
  ask: { op: 'react', room, target: 3, emoji, on }
})

describe('a reaction', () => {
  it('counts once for each member and emoji: the same again is done, and makes no entry', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask(say(room, 'one'))
    const repeated = { ...react(room, true), id: anId() }

    expect((await house.ask(react(room, true))).entries).toMatchObject([{ seq: 4, kind: 'react' }])
    house.take('Ada')
    expect(await house.ask(repeated)).toMatchObject({ entries: [] })
    expect(house.take('Ada')).toEqual([])
    // Whether it stands in the head, or in the log already.
    await house.ask(say(room, 'two'))
    expect((await house.ask(react(room, true))).entries).toEqual([])
    expect((await house.ask(react(room, true, '🎉'))).entries).toHaveLength(1)
    expect((await house.ask(react(room, true, '👍', 'Ada'))).entries).toHaveLength(1)
    expect((await house.ask(react(room, false))).entries).toMatchObject([{ kind: 'react', on: false }])
    expect((await house.ask(react(room, false))).entries).toEqual([])

    // A repetition that comes again, late, stays one.
    await house.deliver([aRoomRecord(repeated)])

    const kinds = (await house.entries('Ada', room)).slice(3).map(({ kind, by, on }) => [kind, by, on])
    expect(kinds).toEqual([
      ['react', 'Bob', true],
      ['message', 'Ada', undefined],
      ['react', 'Bob', true],
      ['react', 'Ada', true],
      ['react', 'Bob', false]
    ])
  })

  it('that comes twice at once makes one entry, and its taking back in the same write one more', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask(say(room, 'one'))

    await house.deliver([true, true, false, false].map((on) => aRoomRecord(react(room, on))))
    await house.ask(say(room, 'two'))

    expect((await house.entries('Ada', room)).slice(3).map(({ on }) => on)).toEqual([true, false, undefined])
    expect((await house.ask(react(room, false))).entries).toEqual([])
  })

  it('is judged by its newest word, even if a late writer brings an earlier one', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask(say(room, 'one'))
    await house.ask(react(room, true))
    const late = Promise.withResolvers<void>()
    const reached = Promise.withResolvers<void>()
    let isFirst = true
    house.onCall(async (call, when) => {
      if (when !== 'before' || !call.includes(' react#') || !call.startsWith('put') || !isFirst) return
      isFirst = false
      reached.resolve()
      await late.promise
    })
    const slow = house.deliver([aRoomRecord(say(room, 'slow'))])
    await reached.promise
    await house.ask(react(room, false))
    await house.ask(say(room, 'after'))

    late.resolve()
    await slow

    expect((await house.ask(react(room, true))).entries).toMatchObject([{ kind: 'react', on: true }])
  })
})

describe('what was refused', () => {
  it('stays refused in each later delivery, whatever its sender may by then', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob', 'Cem')
    const early = { ...say(room, 'let me in', 'Dora'), id: anId() }
    const expel = { by: 'Bob', ask: { op: 'remove', room, member: 'Cem' }, id: anId() }

    expect(await house.ask(early)).toMatchObject({ refused: 'unknown_room' })
    expect(await house.ask(expel)).toMatchObject({ refused: 'not_owner' })
    await house.ask({ by: 'Dora', ask: { op: 'join', room, secret: `secret of ${room}` } })
    await house.ask({ by: 'Ada', ask: { op: 'promote', room, member: 'Bob' } })

    expect(await house.ask(early)).toMatchObject({ refused: 'unknown_room' })
    expect(await house.ask(expel)).toMatchObject({ refused: 'not_owner' })
    expect((await house.entries('Ada', room)).map(({ kind }) => kind)).not.toContain('remove')
    expect(house.take('Ada').flatMap(({ room: told }) => told?.entries ?? [])).not.toContainEqual(
      expect.objectContaining({ by: 'Dora', kind: 'message' })
    )
  })

  it('is judged again when its author sends it anew, once for each time', async () => {
    const house = aHouse()
    const room = await house.room('Ada')
    const id = anId()
    const send = (again?: number) =>
      house.ask({ by: 'Bob', ask: { op: 'say', room, ...(again ? { again } : {}) }, text: 'hi', id })

    expect([await send(), await send(1), await send(1), await send()]).toMatchObject(
      [1, 2, 3, 4].map(() => ({ refused: 'unknown_room' }))
    )
    await house.ask({ by: 'Bob', ask: { op: 'join', room, secret: `secret of ${room}` } })

    expect(await send(1)).toMatchObject({ refused: 'unknown_room' })
    expect(await send(2)).toMatchObject({ entries: [{ kind: 'message', text: 'hi', id }] })
    expect(await send(2)).toMatchObject({ entries: [{ kind: 'message', text: 'hi', id }] })
    expect((await house.entries('Ada', room)).filter(({ kind }) => kind === 'message')).toHaveLength(1)
  })

  it('for a name that was taken is judged again by itself', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask({ by: 'Eve', name: 'Robert', ask: { op: 'hello' } })
    const asked = { ...say(room, 'hi', 'Bob'), name: 'Robert', id: anId() }

    expect(await house.ask(asked)).toMatchObject({ refused: 'name_taken' })
    await house.ask({ by: 'Eve', name: 'Eve', ask: { op: 'hello' } })

    expect(await house.ask(asked)).toMatchObject({ entries: [{ name: 'Robert', text: 'hi' }] })
  })
})

it('an invocation that has no time left for a busy room fails, to come again', async () => {
  const house = aHouse()
  const room = await house.room('Ada')
  Object.assign(house.deps, { timeLeft: () => 0 })
  house.table.put = () => Promise.resolve(false)
  const record = aRoomRecord(say(room, 'hi'))

  expect(await house.deliver([record])).toEqual([record.messageId])
})

it.each(['get', 'write', 'put'])(
  'a table that is throttled at %s ends in words after the last attempt, and the next one goes on',
  async (kind) => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob')
    await house.ask(say(room, 'before'))
    house.take('Bob')
    const asked = { ...say(room, 'late'), id: anId() }
    house.onCall((call, when) => {
      if (call.startsWith(`${kind} `) && when === 'before')
        throw Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' })
    })

    const failed = await house.deliver([aRoomRecord({ ...asked, attempts: 4 })])
    const last = await house.deliver([aRoomRecord({ ...asked, attempts: 5 })])
    house.onCall(() => {})

    expect([failed, last]).toEqual([[`sqs-${asked.id}`], [`sqs-${asked.id}`]])
    expect(house.take('Ada')).toMatchObject([
      { kind: 'error', inReplyTo: asked.id, text: 'Your message failed after 5 attempts: Rate exceeded' }
    ])
    expect((await house.ask(say(room, 'after'))).entries).toMatchObject([{ seq: 4, text: 'after' }])
    expect(house.take('Bob')).toMatchObject([{ room: { entries: [{ seq: 4, text: 'after' }] } }])
  }
)
