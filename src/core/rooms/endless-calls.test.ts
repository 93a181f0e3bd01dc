import { expect, it } from 'vitest'
import { MAX_INVITATIONS } from '../../shared/room-wire'
import { aRoomOf, Town, type Resident } from './test-town'

/** A room of Ada's with Bob in it, and a message of hers. */
async function aRoom() {
  const town = new Town()
  const [ada, bob] = [town.resident('ada').comes(), town.resident('bob').comes()]
  await ada.call['rooms.overview']()
  const room = await aRoomOf(town, ada, bob)
  const message = ada.say(room, 'hello')
  await ada.call['rooms.refresh']()
  await town.settle()
  return { town, ada, bob, room, message }
}
type Scene = Awaited<ReturnType<typeof aRoom>>

/** What a page may call without end, and how much of it is asked at most, whatever waits. */
const calls: [name: string, most: number, call: (scene: Scene, time: number) => Promise<unknown>][] = [
  ['rooms.overview', 0, ({ ada }) => ada.call['rooms.overview']()],
  ['rooms.refresh', 1, ({ ada }) => ada.call['rooms.refresh']()],
  ['rooms.setName', 2, ({ ada }, time) => ada.call['rooms.setName']({ name: `Ada ${time}` })],
  ['rooms.get', 0, ({ ada, room }) => ada.call['rooms.get']({ id: room })],
  ['rooms.sync', 2, ({ ada, room }) => ada.call['rooms.sync']({ id: room })],
  ['rooms.seenBy', 0, ({ ada, message }) => ada.call['rooms.seenBy']({ id: message })],
  ['rooms.direct', 1, ({ ada, bob }) => ada.call['rooms.direct']({ person: bob.principal })],
  [
    'rooms.mentionsOnly',
    0,
    ({ ada, room }, time) => ada.call['rooms.mentionsOnly']({ id: room, on: time % 2 === 0 })
  ],
  ['rooms.join', 1, ({ ada }) => ada.call['rooms.join']({ invitation: foreign })],
  [
    'rooms.invite',
    MAX_INVITATIONS,
    ({ ada, room }) =>
      ada.call['rooms.invite']({ id: room, expiresInHours: 1, uses: 1 }).catch((error: unknown) => {
        expect(error).toMatchObject({ keyed: { key: 'room.too_many_invitations' } })
      })
  ]
]
let foreign = ''

/** An invitation of somebody else's. */
async function anInvitation({ town }: Scene): Promise<string> {
  const cleo: Resident = town.resident('cleo').comes()
  const { id } = await cleo.call['rooms.create']({ title: 'Cellar' })
  const { code } = await cleo.call['rooms.invite']({ id, expiresInHours: 1, uses: 0 })
  await town.settle()
  return code ?? ''
}

it.each(calls)(
  '%s without end asks for no more than %i things, and all else goes on',
  async (_, most, call) => {
    const scene = await aRoom()
    const { town, ada, bob, room } = scene
    foreign = await anInvitation(scene)
    const waiting = () => Number(ada.profile.db.sql('SELECT count(*) AS size FROM room_asks').get()?.['size'])
    const before = town.asked.filter(({ by }) => by === 'ada').length

    for (let time = 0; time < 300; time++) await call(scene, time)
    const waited = waiting()
    await town.settle()
    ada.say(room, 'still here')
    await town.settle()

    expect(waited).toBeLessThanOrEqual(most)
    expect(waiting()).toBe(0)
    // What follows from it: a hello of a new name or from a new room, what was read, what was missed.
    expect(town.asked.filter(({ by }) => by === 'ada').length - before).toBeLessThanOrEqual(most + 5)
    expect(bob.texts(room)).toEqual(['hello', 'still here'])
  }
)
