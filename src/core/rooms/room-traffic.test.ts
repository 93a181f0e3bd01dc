import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Refused } from '../../../lambda/rooms/refused'
import { DAY_MS } from '../../../test/a-clock'
import { someKeys } from '../../../test/fakes'
import { ChatError } from '../../shared/errors'
import { aRoomOf, Town } from './test-town'

/** A town with some people who are up and say hello. */
function aTown(...names: string[]) {
  const town = new Town()
  const people = names.map((name) => town.resident(name).comes())
  return { town, people }
}
type Two = [ReturnType<typeof aTown>['people'][number], ReturnType<typeof aTown>['people'][number]]

const opsOf = (town: Town, by: string): string[] =>
  town.asked.filter((one) => one.by === by).map(({ body }) => body.room.op)

it('asks nothing for a profile without rooms that never looked who is there', async () => {
  const { town } = aTown('ada')

  await town.pass(2 * DAY_MS)

  expect(town.asked).toEqual([])
})

it('brings what two say to both, in one order, and tells each what the other has read', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)

  const first = ada.say(id, 'hello')
  await town.settle()
  bob.profile.conversations.markRead(id)
  await town.pass(5000)
  bob.say(id, 'hello yourself')
  await town.settle()

  expect(ada.texts(id)).toEqual(['hello', 'hello yourself'])
  expect(bob.texts(id)).toEqual(['hello', 'hello yourself'])
  expect(await ada.call['rooms.seenBy']({ id: first })).toEqual({ seen: ['bob'], unseen: [] })
  // Hello, what opened the room and what was said before, what was read, one message: nothing else.
  expect(opsOf(town, 'bob')).toEqual(['hello', 'join', 'sync', 'read', 'say'])
})

it('asks in order, one thing of a room at a time: 200 messages written at once keep theirs', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  const texts = Array.from({ length: 200 }, (_, at) => `message ${at}`)

  for (const text of texts) ada.say(id, text)
  await town.settle()

  expect(bob.texts(id)).toEqual(texts)
  expect(ada.texts(id)).toEqual(texts)
})

it('brings five the same log, whatever is lost, comes twice or overtakes on its way', async () => {
  const { town, people } = aTown('ada', 'bob', 'cleo', 'dan', 'eve')
  const [ada, ...others] = people
  if (!ada) throw new Error('nobody')
  const id = await aRoomOf(town, ada, ...others)
  let turn = 0
  town.postman = (mail) =>
    mail.flatMap((one) => (++turn % 7 === 0 ? [] : turn % 5 === 0 ? [one, one] : [one])).toReversed()

  for (let at = 0; at < 12; at++) {
    for (const one of people) one.say(id, `${one.name} ${at}`)
    await town.settle()
  }
  town.postman = (mail) => mail
  // Answers that were lost are asked for again, and with the next hello nobody misses anything.
  await town.pass(200_000)
  await town.pass(DAY_MS)

  const log = ada.texts(id)
  expect(log.length).toBe(60)
  expect(new Set(log).size).toBe(60)
  for (const one of people) {
    expect(one.texts(id)).toEqual(log)
    expect(log.filter((text) => text.startsWith(one.name))).toEqual(
      Array.from({ length: 12 }, (_, at) => `${one.name} ${at}`)
    )
  }
})

it('brings what was said in a week away, from the end of the log, and then the rest', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  await bob.leaves()
  for (let at = 0; at < 300; at++) ada.say(id, `message ${at}`)
  await town.settle()
  town.clock.pass(7 * DAY_MS)
  town.house.take(bob.queue)

  bob.comes()
  await town.settle()

  expect(bob.texts(id)).toEqual(ada.texts(id))
  expect(bob.texts(id).length).toBe(300)
  expect(await bob.room(id)).toMatchObject({ here: 302, known: 302 })
})

it('tells who comes with an invitation that was used why it is of no use, and keeps nothing waiting', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada)
  const { code } = await ada.call['rooms.invite']({ id, expiresInHours: 1, uses: 1 })
  await town.settle()
  const cleo = town.resident('cleo').comes()

  await bob.call['rooms.join']({ invitation: code ?? '' })
  await town.settle()
  await cleo.call['rooms.join']({ invitation: code ?? '' })
  await town.settle()

  expect((await bob.room(id)).state).toBe('open')
  expect(await cleo.room(id)).toMatchObject({
    state: 'refused',
    reason: { key: 'room.invitation_used' },
    waiting: 0
  })
})

it('ends what waits in a room whose writer was removed meanwhile, in words', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  await bob.leaves()
  const waiting = ['one', 'two', 'three'].map((text) => bob.say(id, text))
  await ada.call['rooms.remove']({ id, person: bob.principal })
  await town.settle()
  town.house.take(bob.queue)

  bob.comes()
  await town.settle()

  expect(waiting.map((message) => bob.profile.store.get(message))).toMatchObject(
    waiting.map(() => ({ status: 'failed', reason: { key: 'room.removed' } }))
  )
  expect(await bob.room(id)).toMatchObject({ state: 'removed', waiting: 0 })
  expect(ada.texts(id)).toEqual([])
})

it('keeps what is written in a room of a backend until that is in use again', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  await ada.leaves()
  ada.comes('another')

  ada.say(id, 'later')
  await town.settle()
  const before = bob.texts(id)
  await ada.leaves()
  ada.comes('local')
  await town.settle()

  expect(before).toEqual([])
  expect(bob.texts(id)).toEqual(['later'])
})

it('takes an answer that comes once more after an end between storing and deleting for what it is', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  ada.say(id, 'once')
  await town.settle()
  await ada.leaves()

  ada.comes()
  for (const { body } of ada.mail.slice()) ada.receive(body)
  for (const { body } of bob.mail.slice()) bob.receive(body)
  await town.settle()

  expect([ada.texts(id), bob.texts(id)]).toEqual([['once'], ['once']])
  expect(await ada.room(id)).toMatchObject({ state: 'open', waiting: 0 })
})

it('waits for a table, or for a function that knows rooms, says why, and goes on once it is there', async () => {
  const { town, people } = aTown('ada')
  const [ada] = people as Two
  const reasons: unknown[] = []
  const look = async (): Promise<void> => {
    await town.pass(20 * 60_000)
    const { available, reason } = await ada.call['rooms.overview']()
    reasons.push([available, reason?.key])
  }

  town.old = true
  const { id } = await ada.call['rooms.create']({ title: 'Kitchen' })
  await look()
  town.old = false
  town.openTable = () => Promise.reject(new Refused('no_table'))
  await look()
  const pending = (await ada.room(id)).state
  town.openTable = undefined
  await look()

  expect(reasons).toEqual([
    ['no', 'room.function_old'],
    ['no', 'room.no_table'],
    ['yes', undefined]
  ])
  expect([pending, (await ada.room(id)).state]).toEqual(['pending', 'open'])
})

it('waits with what it does while the name is somebody else’s', async () => {
  const { town, people } = aTown('ada')
  const [ada] = people as Two
  await aRoomOf(town, ada)
  const second = town.resident('adam').comes()
  await second.call['rooms.setName']({ name: ' ADA ' })

  const { id } = await second.call['rooms.create']({ title: 'Mine' })
  await town.settle()
  const taken = await second.call['rooms.overview']()
  const before = (await second.room(id)).state
  await second.call['rooms.setName']({ name: 'Adam' })
  await town.settle()

  expect(taken.reason).toMatchObject({ key: 'room.name_taken' })
  expect([before, (await second.room(id)).state]).toEqual(['pending', 'open'])
  expect((await second.call['rooms.overview']()).me).toMatchObject({ name: 'Adam' })
})

it('goes on by the name from before when another is somebody else’s, and says so until one is chosen', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)

  await bob.call['rooms.setName']({ name: 'ADA' })
  await town.settle()
  const refused = await bob.call['rooms.overview']()
  bob.say(id, 'still here')
  await town.settle()

  expect(refused).toMatchObject({ available: 'yes', reason: null, taken: 'ADA', me: { name: 'bob' } })
  expect(ada.texts(id)).toEqual(['still here'])
  await bob.call['rooms.setName']({ name: 'Robert' })
  await town.settle()
  expect(await bob.call['rooms.overview']()).toMatchObject({ taken: null, me: { name: 'Robert' } })
})

it('does not take the name back that was chosen while another was refused', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  await aRoomOf(town, ada, bob)

  await bob.call['rooms.setName']({ name: 'ada' })
  await bob.call['rooms.overview']()
  await setImmediate()
  await bob.call['rooms.setName']({ name: 'Robert' })
  await town.settle()

  expect(await bob.call['rooms.overview']()).toMatchObject({ taken: null, me: { name: 'Robert' } })
})

it('is known by a name without what cannot stand in one', async () => {
  const town = new Town()
  const [ada, bob] = [town.resident('ada').comes(), town.resident('bob').comes()]
  await ada.call['rooms.setName']({ name: 'ad\u202ea\n' })
  await bob.call['rooms.setName']({ name: '\u200b' })
  await town.settle()

  expect(await ada.call['rooms.overview']()).toMatchObject({ available: 'yes', me: { name: 'ada' } })
  expect(await bob.call['rooms.overview']()).toMatchObject({ available: 'yes', me: { name: 'You' } })
})

it('opens a room before it says something there, though the clock was set back in between', async () => {
  const { town, people } = aTown('ada')
  const [ada] = people as Two
  await ada.leaves()

  const { id } = await ada.call['rooms.create']({ title: 'Cellar' })
  town.clock.set(-DAY_MS)
  const message = ada.say(id, 'down here')
  await ada.call['rooms.topic']({ id, topic: 'wine' })
  ada.comes()
  await town.settle()

  expect(ada.profile.store.get(message)).toMatchObject({ status: 'answered', room: { seq: 2 } })
  expect(opsOf(town, 'ada')).toEqual(['hello', 'create', 'say', 'topic'])
})

it.each([0, -DAY_MS])(
  'does what is asked and said within one tick, or with the clock set back by %i ms, in that order',
  async (ms) => {
    const { town, people } = aTown('ada')
    const [ada] = people as Two
    const { id } = await ada.call['rooms.create']({ title: 'Cellar' })
    await town.settle()
    await ada.leaves()

    const first = ada.say(id, 'down here')
    await ada.call['rooms.topic']({ id, topic: 'wine' })
    town.clock.set(ms)
    const second = ada.say(id, 'wine, then')
    await ada.call['rooms.topic']({ id, topic: 'beer' })
    ada.comes()
    await town.settle()

    const ops = opsOf(town, 'ada').filter((op) => op !== 'hello')
    expect(ops).toEqual(['create', 'say', 'topic', 'say', 'topic'])
    expect([first, second].map((one) => ada.profile.store.get(one)?.room?.seq)).toEqual([2, 4])
  }
)

it.each([-30, 400])('makes an invitation for an hour by a clock that is %i days off', async (days) => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const { id } = await ada.call['rooms.create']({ title: 'Cellar' })
  await town.settle()

  town.clock.set(days * DAY_MS)
  const { link } = await ada.call['rooms.invite']({ id, expiresInHours: 1, uses: 0 })
  const begun = town.house.clock.now
  await town.settle()
  const [made] = (await ada.room(id)).invitations
  await bob.call['rooms.join']({ invitation: link ?? '' })
  await town.settle()

  expect(made).toMatchObject({ confirmed: true, expiresAt: begun + 3_600_000 })
  expect((await bob.room(id)).state).toBe('open')
})

it('leaves a room after what was said there, though the clock was set back in between', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  await bob.leaves()

  bob.say(id, 'good night')
  town.clock.set(-DAY_MS)
  await bob.call['rooms.leave']({ id })
  bob.comes()
  await town.settle()

  expect(ada.texts(id)).toEqual(['good night'])
  expect((await bob.room(id)).state).toBe('left')
})

it.each(['away', 'there'])('writes for no key that was lost while it was %s', async (where) => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  await bob.call['rooms.overview']()
  await ada.call['rooms.overview']()
  await town.settle()
  const { id } = await ada.call['rooms.direct']({ person: bob.principal })
  ada.say(id, 'hello')
  await expect.poll(async () => (await town.settle(), bob.texts(id))).toEqual(['hello'])
  if (where === 'away') await ada.leaves()
  await bob.leaves()
  bob.keys = someKeys()
  bob.comes()
  await town.settle()

  const message = ada.say(id, 'for who is there now')
  if (where === 'away') ada.comes()
  await expect
    .poll(async () => (await town.settle(), (await ada.room(id)).encryption?.state))
    .toBe('key_changed')
  const waits = ada.profile.store.get(message)
  await ada.call['rooms.verify']({ id, verified: false })

  await expect.poll(async () => (await town.settle(), bob.texts(id))).toContain('for who is there now')
  expect(waits).toMatchObject({ status: 'queued' })
})

it('seals what two say to each other alone, and holds it back until the other has a key', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const keyless = bob.keys
  await bob.leaves()
  bob.keys = { ...keyless, publicKey: () => Promise.reject(new Error('no keyring')) }
  bob.comes()
  await bob.call['rooms.overview']()
  await town.settle()
  await ada.call['rooms.overview']()
  await town.settle()

  const { id } = await ada.call['rooms.direct']({ person: bob.principal })
  await town.settle()
  const first = ada.say(id, 'for you alone')
  await town.settle()
  const waits = [(await ada.room(id)).encryption?.state, bob.texts(id)]
  await bob.leaves()
  bob.keys = keyless
  bob.comes()
  await expect.poll(async () => (await town.settle(), bob.texts(id))).toEqual(['for you alone'])

  expect(waits).toEqual(['waits_for_key', []])
  expect(JSON.stringify(town.asked)).not.toContain('for you alone')
  expect(ada.profile.store.get(first)).toMatchObject({ text: 'for you alone', status: 'answered' })
  expect((await ada.room(id)).encryption).toEqual((await bob.room(id)).encryption)
  expect((await ada.room(id)).encryption).toMatchObject({ state: 'on', verified: false })
})

it('leaves a room, once that can be said, whose conversation is deleted', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  await bob.leaves()

  bob.profile.conversations.delete(id, town.clock.now())
  bob.comes()
  await town.settle()
  ada.say(id, 'are you there?')
  await town.settle()

  expect((await ada.room(id)).members.map(({ name }) => name)).toEqual(['ada'])
  expect(bob.profile.conversations.list().map((one) => one.id)).toEqual(['processor'])
  expect(bob.profile.rooms.asks.waiting('local')).toEqual([])
})

it.each(['before that could be said', 'while it is under way'])(
  'stays in a conversation that is deleted and opened again %s',
  async (when) => {
    const { town, people } = aTown('ada', 'bob')
    const [ada, bob] = people as Two
    await bob.call['rooms.overview']()
    await ada.call['rooms.overview']()
    await town.settle()
    const { id } = await ada.call['rooms.direct']({ person: bob.principal })
    await town.settle()
    if (when === 'before that could be said') await ada.leaves()

    ada.profile.conversations.delete(id, town.clock.now())
    ada.traffic?.wake()
    if (when === 'while it is under way') await setImmediate()
    await ada.call['rooms.direct']({ person: bob.principal })
    const message = ada.say(id, 'there you are')
    if (when === 'before that could be said') ada.comes()

    await expect.poll(async () => (await town.settle(), bob.texts(id))).toEqual(['there you are'])
    expect(ada.profile.store.get(message)).toMatchObject({ status: 'answered' })
    expect((await ada.room(id)).members).toHaveLength(2)
  }
)

it('does what owners ask, and refuses it in words to all others', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  const id = await aRoomOf(town, ada, bob)
  const message = ada.say(id, 'helo')
  await town.settle()

  await ada.call['rooms.rename']({ id, title: 'Cellar' })
  await ada.call['rooms.edit']({ id: message, text: 'hello' })
  await bob.call['rooms.react']({ id: message, emoji: '👍', on: true })
  await bob.call['rooms.topic']({ id, topic: 'wine' })
  await town.settle()

  expect(await bob.room(id)).toMatchObject({ title: 'Cellar', topic: 'wine', owner: false, waiting: 0 })
  expect(bob.texts(id)).toEqual(['hello'])
  expect(ada.profile.store.get(message).room?.reactions).toEqual([
    { emoji: '👍', names: ['bob'], mine: false }
  ])
  await expect(bob.call['rooms.rename']({ id, title: 'Mine' })).rejects.toThrow('owner')
  await expect(bob.call['rooms.edit']({ id: message, text: 'no' })).rejects.toThrow('wrote')
})

it('asks nothing before the user has confirmed the backend, and nothing over a queue that anybody reads', async () => {
  const town = new Town()
  const [ada, bob] = [town.resident('ada'), town.resident('bob')]
  ada.held = true
  bob.shared = true
  for (const one of [ada, bob]) await one.comes().call['rooms.create']({ title: 'Mine' })
  await town.settle()
  const before = town.asked.length

  ada.held = false
  ada.traffic?.wake()
  await town.settle()

  expect(before).toBe(0)
  expect(opsOf(town, 'ada')).toEqual(['hello', 'create'])
  expect(opsOf(town, 'bob')).toEqual([])
  expect(await bob.call['rooms.overview']()).toMatchObject({
    available: 'no',
    reason: { key: 'room.shared_queue' }
  })
})

it('says of a message to one person why this host cannot seal it, and keeps it', async () => {
  const { town, people } = aTown('ada', 'bob')
  const [ada, bob] = people as Two
  await bob.call['rooms.overview']()
  await ada.leaves()
  ada.keys = { ...ada.keys, pair: () => Promise.reject(new ChatError('rooms.key_locked')) }
  ada.comes()
  await ada.call['rooms.overview']()
  await town.settle()
  await ada.call['rooms.refresh']()
  await town.settle()

  const { id } = await ada.call['rooms.direct']({ person: bob.principal })
  const message = ada.say(id, 'for you alone')

  await expect
    .poll(async () => (await town.settle(), ada.profile.store.get(message)))
    .toMatchObject({ status: 'queued', reason: { key: 'rooms.key_locked' } })
  expect(opsOf(town, 'ada')).not.toContain('say')
})
