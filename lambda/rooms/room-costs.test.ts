import { expect, it } from 'vitest'
import { aHouse, aRoomRecord } from './fake-rooms'

const people = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, index) => `P${String.fromCharCode(97 + (index % 26)).repeat(1 + Math.floor(index / 26))}`
  )

async function aRoomOf(count: number) {
  const [owner = '', ...others] = people(count)
  const house = aHouse()
  return { house, owner, room: await house.room(owner, ...others) }
}

const tableCalls = ({ table }: Awaited<ReturnType<typeof aRoomOf>>['house']) =>
  table.calls.map((call) => call.split(' ')[0])

// A message in a room of n costs n sends here; with the client's own send, a receive and a deletion of each member, and
// the mapping's receive and deletion, that is 3 n + 3 calls of SQS.
it.each([2, 10, 100])(
  'a message in a room of %i costs one send for each member, and four calls of the table',
  async (count) => {
    const { house, owner, room } = await aRoomOf(count)
    await house.ask({ by: owner, ask: { op: 'say', room }, text: 'first' })
    house.table.calls.length = 0
    const before = house.sends

    await house.ask({ by: owner, ask: { op: 'say', room }, text: 'second' })

    expect(house.sends - before).toBe(count)
    expect(tableCalls(house)).toEqual(['get', 'get', 'write', 'put'])
  }
)

it.each([2, 10, 100])(
  'ten messages that come together in a room of %i cost hardly more than one',
  async (count) => {
    const { house, owner, room } = await aRoomOf(count)
    const before = house.sends

    await house.deliver(
      Array.from({ length: 10 }, (_, index) =>
        aRoomRecord({ by: owner, ask: { op: 'say', room }, text: `message ${index}` })
      )
    )

    // The answers to one device go in one batch; here each is counted.
    expect(house.sends - before).toBe(count - 1 + 10)
    expect(tableCalls(house).filter((call) => call !== 'get')).toEqual(['write', 'put'])
    expect(tableCalls(house)).toHaveLength(13)
  }
)

it.each([
  ['a command', { op: 'say' }, '/echo hi', ['get', 'get', 'write', 'put'], 10],
  ['a mark of what was read, told to whoever wrote it', { op: 'read', seq: 12 }, '', ['get', 'put'], 2],
  ['the same mark again', { op: 'read', seq: 1 }, '', ['get'], 1],
  ['a sync of what is in the head', { op: 'sync', since: 11 }, '', ['get'], 1],
  ['a sync of the log', { op: 'sync', since: 0 }, '', ['get', 'query'], 1]
] as const)('%s costs this much in a room of ten', async (_what, ask, text, calls, sends) => {
  const { house, owner, room } = await aRoomOf(10)
  await house.ask({ by: owner, ask: { op: 'say', room }, text: 'first' })
  await house.ask({ by: 'Pb', ask: { op: 'say', room }, text: 'second' })
  house.table.calls.length = 0
  const before = house.sends

  await house.ask({ by: 'Pc', ask: { ...ask, room }, text })

  expect(tableCalls(house)).toEqual(calls)
  expect(house.sends - before).toBe(sends)
})
