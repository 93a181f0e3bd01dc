import { describe, expect, it } from 'vitest'
import { MAX_SYNC_BYTES } from '../../src/shared/room-wire'
import { aHouse, aRoomRecord, anId, queueOf } from './fake-rooms'
import { roomKey, type Head } from './head'

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

  it('whose queue is gone are let go, whoever of a hundred members it is', async () => {
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

it('an invocation that has no time left for a busy room fails, to come again', async () => {
  const house = aHouse()
  const room = await house.room('Ada')
  Object.assign(house.deps, { timeLeft: () => 0 })
  house.table.put = () => Promise.resolve(false)
  const record = aRoomRecord(say(room, 'hi'))

  expect(await house.deliver([record])).toEqual([record.messageId])
})
