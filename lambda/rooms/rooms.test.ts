import { describe, expect, it } from 'vitest'
import { aHouse, aRoomRecord, anId, directId, sha256 } from './fake-rooms'

const texts = (entries: readonly { text?: string }[] = []) => entries.map(({ text }) => text)

describe('rooms', () => {
  it('are created, joined by an invitation, written in and read by all', async () => {
    const house = aHouse()
    const room = anId()
    const created = await house.ask({ by: 'Ada', ask: { op: 'create', room, title: 'Engines' } })
    expect(created).toMatchObject({
      room,
      me: 'Ada',
      entries: [{ seq: 1, by: 'Ada', name: 'Ada', kind: 'create', text: 'Engines' }],
      state: { kind: 'room', title: 'Engines', seq: 1, members: [{ id: 'Ada', role: 'owner' }] }
    })
    const invitation = { hash: sha256('abc'), expiresAt: house.clock.now + 1000, uses: 1 }
    const invited = await house.ask({ by: 'Ada', ask: { op: 'invite', room, ...invitation } })
    expect(invited.state?.invitations).toEqual([
      { hash: sha256('abc'), expiresAt: house.clock.now + 1000, left: 1, by: 'Ada' }
    ])
    const joined = await house.ask({ by: 'Bob', ask: { op: 'join', room, secret: 'abc' } })
    expect(joined).toMatchObject({
      entries: [{ seq: 2, kind: 'join', by: 'Bob' }],
      state: { invitations: [] }
    })
    expect(house.take('Ada')).toMatchObject([
      {
        kind: 'room',
        room: { room, entries: [{ seq: 2, kind: 'join' }], state: { invitations: [{ left: 0 }] } }
      }
    ])

    const said = await house.ask({
      by: 'Bob',
      ask: { op: 'say', room, mentions: ['Ada', 'Eve'] },
      text: 'hello'
    })

    expect(said.entries).toMatchObject([
      { seq: 3, kind: 'message', by: 'Bob', text: 'hello', mentions: ['Ada'] }
    ])
    expect(said.state).toBeUndefined()
    expect(house.take('Ada')).toMatchObject([{ room: { room, entries: [{ seq: 3, text: 'hello' }] } }])
    const synced = await house.ask({ by: 'Ada', ask: { op: 'sync', room, since: 0 } })
    expect(synced.entries?.map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'create'],
      [2, 'join'],
      [3, 'message']
    ])
    expect(synced).toMatchObject({ more: false, state: { seq: 3 } })
  })

  it('share a write where one invocation has several requests, in their order', async () => {
    const house = aHouse()
    const room = await house.room('Ada', 'Bob', 'Cem')
    const say = (by: string, text: string) => aRoomRecord({ by, text, ask: { op: 'say', room } })

    const failed = await house.deliver([say('Ada', '1'), say('Bob', '2'), say('Ada', '3')])

    expect(failed).toEqual([])
    expect(house.table.calls.filter((call) => call.endsWith('head'))).toEqual([
      `get room#${room} head`,
      `put room#${room} head`
    ])
    expect(house.take('Cem').map((body) => texts(body.room?.entries))).toEqual([['1', '2', '3']])
    expect(house.take('Bob').map((body) => texts(body.room?.entries))).toEqual([['1', '2', '3']])
  })

  it('tell nobody who is no member that they are there', async () => {
    const house = aHouse()
    const room = await house.room('Ada')

    for (const ask of [
      { op: 'say', room },
      { op: 'sync', room, since: 0 },
      { op: 'leave', room },
      { op: 'invite', room, hash: sha256('x'), expiresAt: 1, uses: 1 }
    ]) {
      const there = await house.ask({ by: 'Eve', ask, text: 'hi' })
      const notThere = await house.ask({ by: 'Eve', ask: { ...ask, room: anId() }, text: 'hi' })
      expect(there).toMatchObject({ refused: 'unknown_room', me: 'Eve' })
      expect({ ...there, room: '' }).toEqual({ ...notThere, room: '' })
    }
    const join = { op: 'join', secret: 'guess' }
    const there = await house.ask({ by: 'Eve', ask: { ...join, room } })
    expect(there.refused).toBe('invitation_unknown')
    expect((await house.ask({ by: 'Eve', ask: { ...join, room: anId() } })).refused).toBe(
      'invitation_unknown'
    )
  })

  it('takes sealed texts alone where two talk, and open ones alone where more do', async () => {
    const house = aHouse()
    await house.ask({ by: 'Ada', ask: { op: 'hello', key: 'k1' } })
    await house.ask({ by: 'Bob', ask: { op: 'hello', key: 'k2' } })
    const [direct, room] = [directId('Ada', 'Bob'), anId()]
    await house.ask({ by: 'Ada', ask: { op: 'direct', room: direct, member: 'Bob', key: 'k1' } })
    await house.ask({ by: 'Ada', ask: { op: 'create', room, title: 'Open' } })
    const say = async (where: string, sealed?: string) =>
      (
        await house.ask({
          by: 'Ada',
          ask: { op: 'say', room: where, ...(sealed ? { sealed } : {}) },
          text: 'words'
        })
      ).refused ?? 'taken'

    expect([await say(direct), await say(direct, 'AQ=='), await say(room), await say(room, 'AQ==')]).toEqual([
      'malformed',
      'taken',
      'taken',
      'malformed'
    ])
  })

  it('of two are the same whoever asks, and whoever asks again', async () => {
    const house = aHouse()
    await house.ask({ by: 'Ada', ask: { op: 'hello', key: 'k1' } })
    await house.ask({ by: 'Bob', ask: { op: 'hello', key: 'k2' } })
    const room = directId('Ada', 'Bob')

    const opened = await house.ask({ by: 'Ada', ask: { op: 'direct', room, member: 'Bob', key: 'k1' } })
    const again = await house.ask({ by: 'Bob', ask: { op: 'direct', room, member: 'Ada', key: 'k2' } })

    expect(opened.state).toMatchObject({
      kind: 'direct',
      members: [
        { id: 'Ada', keys: ['k1'], role: 'member' },
        { id: 'Bob', keys: ['k2'], role: 'member' }
      ]
    })
    expect(again.state?.members.map(({ id }) => id)).toEqual(['Ada', 'Bob'])
    expect(house.take('Bob')).toMatchObject([{ room: { room, entries: [{ kind: 'create', by: 'Ada' }] } }])
    const hello = await house.ask({ by: 'Bob', ask: { op: 'hello' } })
    expect(hello.rooms?.map((one) => one.room)).toEqual([room])
    expect(hello.people).toMatchObject([
      { id: 'Ada', name: 'Ada' },
      { id: 'Bob', name: 'Bob' }
    ])
  })
})
