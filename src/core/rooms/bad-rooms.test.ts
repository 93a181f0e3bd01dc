import { expect, it } from 'vitest'
import { roomKey } from '../../../lambda/rooms/head'
import { aRoomOf, Town } from './test-town'

/** A room of Ada's with Bob in it. */
async function aRoom() {
  const town = new Town()
  const [ada, bob] = [town.resident('ada').comes(), town.resident('bob').comes()]
  return { town, ada, bob, room: await aRoomOf(town, ada, bob) }
}
const throttled = () =>
  Promise.reject(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }))

it('asks again, and is heard once, when the table was throttled meanwhile', async () => {
  const { town, ada, bob, room } = await aRoom()
  town.openTable = throttled

  const message = ada.say(room, 'once')
  await town.settle()
  await town.pass(61_000)
  ada.traffic?.wake()
  await town.settle()
  const before = [ada.profile.store.get(message), bob.texts(room)]
  town.openTable = undefined
  await town.pass(400_000)
  ada.traffic?.wake()
  await town.settle()
  const asked = town.asked.filter(({ body }) => body.id === message)

  expect(before).toMatchObject([{ status: 'sent' }, []])
  expect(asked).toHaveLength(3)
  expect([ada.texts(room), bob.texts(room)]).toEqual([['once'], ['once']])
  expect(ada.profile.store.get(message)).toMatchObject({ status: 'answered', reason: null })
})

it('ends in words what the function gives up because the table stays throttled, and goes on with what follows', async () => {
  const { town, ada, bob, room } = await aRoom()
  town.openTable = throttled
  town.attempts = 5

  const message = ada.say(room, 'given up')
  await ada.call['rooms.topic']({ id: room, topic: 'fish' })
  await town.settle()
  const failed = ada.profile.store.get(message)
  const noted = await ada.room(room)
  town.openTable = undefined
  town.attempts = 1
  ada.say(room, 'after')
  await town.settle()

  expect(failed).toMatchObject({
    status: 'failed',
    reason: { code: 'processing_failed', message: expect.stringContaining('Rate exceeded') }
  })
  expect(noted).toMatchObject({
    state: 'open',
    waiting: 0,
    reason: { message: expect.stringContaining('Rate exceeded') }
  })
  expect(bob.texts(room)).toEqual(['after'])
  expect(await ada.room(room)).toMatchObject({ state: 'open', waiting: 0, topic: '' })
})

it('ends in words whatever waits in a room that the table does not know any more', async () => {
  const { town, ada, room } = await aRoom()
  town.house.table.items.delete(roomKey(room))

  const messages = ['one', 'two'].map((text) => ada.say(room, text))
  await ada.call['rooms.rename']({ id: room, title: 'Cellar' })
  await town.settle()

  expect(messages.map((id) => ada.profile.store.get(id))).toMatchObject(
    messages.map(() => ({ status: 'failed', reason: { message: expect.stringMatching(/\w/) } }))
  )
  expect(await ada.room(room)).toMatchObject({
    state: 'removed',
    waiting: 0,
    title: 'Kitchen',
    reason: { key: 'room.unknown_room' }
  })
  await expect(ada.call['rooms.topic']({ id: room, topic: 'fish' })).rejects.toThrow(/\w/)
  const before = town.asked.length
  await town.pass(3_600_000)
  expect(town.asked.length).toBe(before)
})
