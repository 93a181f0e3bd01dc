import { v7 as uuidv7 } from 'uuid'
import { expect, it } from 'vitest'
import { DAY_MS } from '../../../test/a-clock'
import { ROOM_NEWS } from '../../shared/room-wire'
import { aRoomOf, Town, type Resident } from './test-town'

/** A room of two with some messages, and what its table held before the last ones. */
async function aTalk() {
  const town = new Town()
  const [ada, bob] = [town.resident('ada').comes(), town.resident('bob').comes()]
  const id = await aRoomOf(town, ada, bob)
  for (const text of ['one', 'two']) {
    ada.say(id, text)
    await town.settle()
  }
  const { items } = town.house.table
  const before = new Map([...items].map(([pk, of]) => [pk, new Map(of)]))
  /** Whoever administers the backend puts its table back. */
  const putBack = (): void => {
    items.clear()
    for (const [pk, of] of before) items.set(pk, new Map(of))
  }
  for (const [one, text] of [
    [bob, 'three'],
    [ada, 'four']
  ] as const) {
    one.say(id, text)
    await town.settle()
  }
  return { town, ada, bob, id, putBack }
}

/** What stands in the room from its first message on: numbers, and what has none any more. */
const shownTo = (one: Resident, id: string): (string | number | null | undefined)[][] =>
  one.profile.store
    .history(id, 1000)
    .messages.filter(({ room }) => ['message', 'put_back'].includes(room?.kind ?? ''))
    .map(({ text, room }) => [room?.kind === 'put_back' ? `put back: ${text}` : text, room?.seq])

const opsSince = (town: Town, before: number): string[] =>
  town.asked.slice(before).map(({ by, body }) => `${by} ${body.room.op}`)

const kept = [
  ['one', 3],
  ['two', 4],
  ['three', null],
  ['four', null],
  ['put back: 2', null]
]

it('keeps what a log has no more when it was put back, says so, and goes on in it, for whoever speaks and whoever listens', async () => {
  const { town, ada, bob, id, putBack } = await aTalk()

  putBack()
  ada.say(id, 'five')
  await town.settle()
  await town.pass(1000)
  bob.say(id, 'six')
  await town.settle()

  for (const one of [ada, bob]) expect(shownTo(one, id)).toEqual([...kept, ['five', 5], ['six', 6]])
  expect(ada.profile.conversations.get(id).unread).toBe(2)
  const asked = town.asked.length
  await town.pass(3_600_000)
  expect(opsSince(town, asked)).toEqual([])
})

it('finds out by itself when nobody speaks, and asks no more then', async () => {
  const { town, ada, bob, id, putBack } = await aTalk()

  putBack()
  await town.pass(DAY_MS)

  for (const one of [ada, bob]) expect(shownTo(one, id)).toEqual(kept)
  const asked = town.asked.length
  await town.pass(3_600_000)
  expect(opsSince(town, asked)).toEqual([])
})

it.each([1, 3])(
  'finds out after it was away while the log was put back and %i were said, be it fewer than before or more',
  async (count) => {
    const { town, ada, bob, id, putBack } = await aTalk()
    await bob.leaves()
    putBack()
    const said = Array.from({ length: count }, (_, at) => `new ${at}`)
    for (const text of said) {
      ada.say(id, text)
      await town.settle()
    }

    // Away for longer than news are kept.
    town.house.take(bob.queue)
    bob.comes()
    await town.settle()
    await town.pass(1000)
    ada.say(id, 'last')
    await town.settle()
    await town.pass(1000)

    const anew = [...said, 'last'].map((text, at) => [text, 5 + at])
    expect(shownTo(ada, id)).toEqual([...kept, ...anew])
    expect(shownTo(bob, id)).toEqual([...kept, ...anew])
  }
)

it('looks back for where the log is no more the same, however far that is', async () => {
  const { town, ada, bob, id, putBack } = await aTalk()
  for (let at = 0; at < 130; at++) ada.say(id, `old ${at}`)
  await town.settle()
  await bob.leaves()
  putBack()
  for (let at = 0; at < 140; at++) ada.say(id, `new ${at}`)
  await town.settle()

  bob.comes()
  await town.settle()
  for (let turn = 0; turn < 5; turn++) await town.pass(1000)

  expect(shownTo(bob, id)).toEqual(shownTo(ada, id))
  const [lines, first] = [shownTo(bob, id).filter(([text]) => String(text).startsWith('put back')), 135]
  expect(lines).toEqual([['put back: 132', null]])
  expect(shownTo(bob, id)[first]).toEqual(['new 0', 5])
})

it('takes what was said before and is asked for again for what it is, once', async () => {
  const { town, ada, bob, id, putBack } = await aTalk()
  // Nobody has told Ada that her message is in the room.
  town.postman = (mail) => mail.filter(({ to }) => to !== ada)
  ada.say(id, 'asked again')
  await town.settle()
  town.postman = (mail) => mail

  putBack()
  town.clock.pass(70_000)
  ada.traffic?.wake()
  await town.settle()
  await town.pass(1000)

  for (const one of [ada, bob])
    expect(shownTo(one, id)).toEqual([...kept.slice(0, 4), [expect.any(String), null], ['asked again', 5]])
})

it('takes nothing for put back that came late, twice or in another order', async () => {
  const { town, ada, bob, id } = await aTalk()
  town.postman = (mail) => [...mail, ...mail].toReversed()
  const late = bob.mail.slice()

  ada.say(id, 'five')
  bob.say(id, 'six')
  await town.settle()
  for (const one of late) bob.traffic?.take([one], () => {})
  await town.settle()
  await town.pass(DAY_MS)

  for (const one of [ada, bob]) expect(shownTo(one, id).map(([, seq]) => seq)).toEqual([3, 4, 5, 6, 7, 8])
})

it('takes no news for a proof: what is told of a number that is here is asked for', async () => {
  const { town, ada, bob, id } = await aTalk()
  const [news] = bob.mail.filter(({ body }) => body.kind === ROOM_NEWS && body.room?.entries?.[0]?.seq === 4)
  const [entry] = news?.body.room?.entries ?? []
  if (!news || !entry) throw new Error('no news')
  const asked = town.asked.length

  bob.receive({ ...news.body, room: { room: id, entries: [{ ...entry, id: uuidv7(), text: 'made up' }] } })
  await town.settle()

  expect(shownTo(bob, id)).toEqual(shownTo(ada, id))
  expect(shownTo(bob, id).map(([, seq]) => seq)).toEqual([3, 4, 5, 6])
  expect(opsSince(town, asked)).toEqual(['bob sync'])
})
