import { expect, it } from 'vitest'
import type { RoomBody } from '../../src/shared/message'
import type { RoomEntry } from '../../src/shared/room-wire'
import { aHouse, aRoomRecord, anId, directId, sha256, type Asked } from './fake-rooms'
import { logKey, roomKey, type StoredEntry } from './head'

type House = ReturnType<typeof aHouse>

interface Case {
  /** What is asked, once the house is as it has to be for it. Ada owns the room, Bob and Cem are in it. */
  readonly asks: (house: House, room: string) => Asked[] | Promise<Asked[]>
  /** Entries that it makes, in the order of their kinds. */
  readonly makes: readonly string[]
  /** What is true at the end besides. */
  readonly atEnd?: (house: House, room: string) => Promise<void>
}

const said = async (house: House, room: string, text = 'old') => {
  const { entries = [] } = await house.ask({ by: 'Ada', ask: { op: 'say', room }, text })
  return entries[0]?.seq ?? 0
}
const noText = async (house: House, room: string, seq: number): Promise<void> => {
  // Whatever the log has not taken yet is in it after the next message.
  await said(house, room, 'next')
  const stored = house.table.read(roomKey(room), logKey(seq)) as StoredEntry
  expect(stored).toMatchObject({ seq, kind: 'message' })
  expect(stored).not.toHaveProperty('text')
}
const inHello = async (house: House, by: string, room: string): Promise<void> => {
  const { rooms = [] } = await house.ask({ by, ask: { op: 'hello' } })
  expect(rooms.map((one) => one.room)).toContain(room)
}
const invitation = (house: House) => ({ hash: sha256('new'), expiresAt: house.clock.now + 1000, uses: 1 })

const cases: Readonly<Record<string, Case>> = {
  say: { asks: (_, room) => [{ by: 'Ada', ask: { op: 'say', room }, text: 'new' }], makes: ['message'] },
  'three that share a write': {
    asks: (_, room) =>
      ['Ada', 'Bob', 'Ada'].map((by, index) => ({ by, ask: { op: 'say', room }, text: `new ${index}` })),
    makes: ['message', 'message', 'message']
  },
  'a command': {
    asks: (_, room) => [{ by: 'Bob', ask: { op: 'say', room }, text: '/echo hi' }],
    makes: ['message', 'answer']
  },
  edit: {
    asks: async (house, room) => [
      { by: 'Ada', ask: { op: 'edit', room, target: await said(house, room) }, text: 'new' }
    ],
    makes: ['edit'],
    atEnd: (house, room) => noText(house, room, 5)
  },
  delete: {
    asks: async (house, room) => [
      { by: 'Ada', ask: { op: 'delete', room, target: await said(house, room) } }
    ],
    makes: ['delete'],
    atEnd: (house, room) => noText(house, room, 5)
  },
  'deletion of what was edited': {
    asks: async (house, room) => {
      const target = await said(house, room)
      await house.ask({ by: 'Ada', ask: { op: 'edit', room, target }, text: 'newer' })
      return [{ by: 'Ada', ask: { op: 'delete', room, target } }]
    },
    makes: ['delete'],
    atEnd: async (house, room) => {
      await noText(house, room, 5)
      expect(house.table.read(roomKey(room), logKey(6))).not.toHaveProperty('text')
    }
  },
  react: {
    asks: async (house, room) => [
      { by: 'Bob', ask: { op: 'react', room, target: await said(house, room), emoji: '👍', on: true } }
    ],
    makes: ['react']
  },
  join: {
    asks: async (house, room) => {
      await house.ask({ by: 'Ada', ask: { op: 'invite', room, ...invitation(house) } })
      return [{ by: 'Dan', ask: { op: 'join', room, secret: 'new' } }]
    },
    makes: ['join'],
    atEnd: async (house, room) => {
      await inHello(house, 'Dan', room)
      // The one use is used up once.
      expect((await house.ask({ by: 'Eve', ask: { op: 'join', room, secret: 'new' } })).refused).toBe(
        'invitation_used'
      )
    }
  },
  invite: {
    asks: (house, room) => [{ by: 'Ada', ask: { op: 'invite', room, ...invitation(house) } }],
    makes: [],
    atEnd: async (house, room) => {
      const joined = await house.ask({ by: 'Dan', ask: { op: 'join', room, secret: 'new' } })
      expect(joined.entries?.at(-1)).toMatchObject({ kind: 'join', by: 'Dan' })
    }
  },
  remove: {
    asks: (_, room) => [{ by: 'Ada', ask: { op: 'remove', room, member: 'Cem' } }],
    makes: ['remove'],
    atEnd: async (house, room) => {
      const late = await house.ask({ by: 'Cem', ask: { op: 'say', room }, text: 'queued before' })
      expect(late.refused).toBe('removed')
    }
  },
  'leaving of the last owner': {
    asks: (_, room) => [{ by: 'Ada', ask: { op: 'leave', room } }],
    makes: ['leave', 'promote']
  },
  promote: {
    asks: (_, room) => [{ by: 'Ada', ask: { op: 'promote', room, member: 'Bob' } }],
    makes: ['promote']
  },
  rename: {
    asks: (_, room) => [{ by: 'Ada', ask: { op: 'rename', room, title: 'New' } }],
    makes: ['rename']
  },
  topic: { asks: (_, room) => [{ by: 'Bob', ask: { op: 'topic', room, topic: 'New' } }], makes: ['topic'] },
  close: { asks: (_, room) => [{ by: 'Ada', ask: { op: 'close', room } }], makes: ['close'] },
  'a new name': {
    asks: (_, room) => [{ by: 'Bob', name: 'Robert', ask: { op: 'say', room }, text: 'new' }],
    makes: ['message'],
    atEnd: async (house, room) => {
      const { state } = await house.ask({ by: 'Ada', ask: { op: 'sync', room, since: 0 } })
      expect(state?.members.map(({ name }) => name)).toEqual(['Ada', 'Robert', 'Cem', 'Fay'])
      // The old one is free.
      expect(await house.ask({ by: 'Eve', name: 'Bob', ask: { op: 'hello' } })).not.toHaveProperty('refused')
    }
  },
  read: { asks: (_, room) => [{ by: 'Bob', ask: { op: 'read', room, seq: 3 } }], makes: [] },
  sync: { asks: (_, room) => [{ by: 'Bob', ask: { op: 'sync', room, since: 1 } }], makes: [] },
  hello: { asks: () => [{ by: 'Bob', ask: { op: 'hello', key: 'k' } }], makes: [] }
}

const entriesIn = (bodies: readonly RoomBody[]): readonly RoomEntry[] =>
  bodies.flatMap((body) => body.room?.entries ?? [])

/** The house as it is before a crash: always the same, with the same ids. */
async function prepare({ asks }: Case) {
  const house = aHouse()
  const room = await house.room('Ada', 'Bob', 'Cem', 'Fay')
  const asked = await asks(house, room)
  const records = asked.map((one) => ({ ...one, id: anId() }))
  for (const by of ['Ada', 'Bob', 'Cem', 'Dan']) house.take(by)
  return { house, room, records }
}

it.each(
  Object.entries(cases).flatMap(([name, one]) => [
    [name, 'nobody', one] as const,
    [name, 'Fay', one] as const
  ])
)(
  'is done once and told to all when the invocation ends before or after any call: %s, and %s writes before it is repeated',
  async (_name, between, one) => {
    let crashes = 0
    for (let step = 0; ; step++) {
      const { house, room, records } = await prepare(one)
      const before = await house.entries('Ada', room)
      const isCrashed = await house.crash(records.map(aRoomRecord), step)
      for (const text of between === 'Fay' ? ['one', 'two'] : [])
        await house.ask({ by: 'Fay', ask: { op: 'say', room }, text })
      const failed = await house.deliver(records.map((record) => aRoomRecord({ ...record, attempts: 2 })))
      expect(failed).toEqual([])

      const asker = records[0]?.by ?? ''
      const reader = one.makes.includes('leave') ? 'Bob' : 'Ada'
      const entries = await house.entries(reader, room)
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
      const made = entries.slice(before.length).filter(({ by, kind }) => by !== 'Fay' || kind !== 'message')
      expect(made.map(({ kind }) => kind)).toEqual(one.makes)
      expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length)
      expect(entries.filter(({ id }) => id.charAt(14) === '5').map(({ kind }) => kind)).toEqual(
        one.makes.filter((kind) => kind === 'answer' || (kind === 'promote' && one.makes.length > 1))
      )
      for (const by of ['Ada', 'Bob', 'Cem']) {
        const told = entriesIn(house.take(by)).map(({ seq }) => seq)
        if (by === 'Cem' && one.makes.includes('remove')) continue
        if (by === asker && one.makes.includes('leave')) continue
        expect(told, `${by}, step ${step}`).toEqual(expect.arrayContaining(made.map(({ seq }) => seq)))
      }
      await one.atEnd?.(house, room)
      if (!isCrashed) break
      crashes++
    }
    expect(crashes).toBeGreaterThanOrEqual(4)
  }
)

it.each(['create', 'direct'])('makes one room when the invocation ends at any call: %s', async (op) => {
  for (let step = 0, isCrashed = true; isCrashed; step++) {
    const house = aHouse()
    await house.ask({ by: 'Ada', ask: { op: 'hello' } })
    await house.ask({ by: 'Bob', ask: { op: 'hello' } })
    const room = op === 'create' ? anId() : directId('Ada', 'Bob')
    const ask = op === 'create' ? { op, room, title: 'New' } : { op, room, member: 'Bob' }
    const asked = { by: 'Ada', id: anId(), ask }

    isCrashed = await house.crash([aRoomRecord(asked)], step)
    const answer = await house.ask({ ...asked, attempts: 2 })

    expect(answer).toMatchObject({ entries: [{ seq: 1, kind: 'create' }], state: { seq: 1 } })
    await inHello(house, 'Ada', room)
    if (op === 'direct') await inHello(house, 'Bob', room)
  }
})
