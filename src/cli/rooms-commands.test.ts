import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { aCliBesideItsBackend, cliOn } from './test-cli'

it.each([
  ['a room that is none', ['rooms', 'members', 'Lunch'], 1, /no room "Lunch"/],
  ['a room that is none, to send to', ['send', '--room', 'Lunch', 'hi'], 1, /no room "Lunch"/],
  ['a room that is none, to read', ['receive', '--room', 'Lunch'], 1, /no room "Lunch"/],
  ['two places at once', ['send', '--room', 'Lunch', '--to', 'Ann', 'hi'], 2, /cannot be used with/],
  ['an invitation for less than an hour', ['rooms', 'invite', 'Lunch', '--expires', '5m'], 2, /1h to 365d/],
  ['a count that is none', ['rooms', 'invite', 'Lunch', '--uses', 'many'], 2, /whole number/]
])('refuses %s, in words', async (_, argv, code, words) => {
  const outcome = await cliOn(temporaryFolder())(...argv)

  expect(outcome).toEqual({ code, out: [], err: expect.stringMatching(words) })
})

it('says how one gets into a room where there is none', async () => {
  const listed = await cliOn(temporaryFolder())('rooms')

  expect(listed).toEqual({ code: 0, out: [], err: expect.stringContaining('chatapp join') })
})

it('lets two people meet: by a name each, an invitation, a room and what is said there', async () => {
  const { run } = await aCliBesideItsBackend()
  const as =
    (profile: string) =>
    (...argv: string[]) =>
      run(...argv, '--profile', profile)
  const [ada, ben] = [as('ada'), as('ben')]

  expect(await ada('rooms', 'me', 'Ada')).toMatchObject({
    code: 0,
    out: [expect.stringMatching(/^Ada {2}local:/)]
  })
  expect(await ben('rooms', 'me', 'ada')).toMatchObject({
    code: 1,
    err: expect.stringContaining('this name')
  })
  expect(await ben('rooms', 'me', 'Ben')).toMatchObject({
    code: 0,
    out: [expect.stringMatching(/^Ben {2}local:/)]
  })
  await ada('rooms', 'create', 'Lunch')
  const { out: made } = await ada('rooms', 'invite', 'Lunch', '--json')
  expect(await ben('join', made[0].code)).toMatchObject({ code: 0, out: [expect.stringMatching(/Lunch$/)] })
  expect(await ben('send', '--room', 'Lunch', 'soup, @Ada?')).toMatchObject({ code: 0, out: ['3'] })

  expect(await ada('receive', '--room', 'Lunch')).toMatchObject({
    out: [expect.stringMatching(/Ben: soup, @Ada\?$/)]
  })
  for (let time = 0; time < 2; time++)
    expect(await ada('people')).toMatchObject({ code: 0, out: [expect.stringMatching(/^Ben {2}local:/)] })
  expect(await ben('rooms', 'create', 'Tea')).toMatchObject({ code: 0 })
  const { out: again } = await ben('rooms', 'invite', 'Tea', '--json')
  expect(await ada('join', again[0].link)).toMatchObject({ code: 0 })
  expect(await ben('rooms', 'remove', 'Tea', 'Ada')).toMatchObject({ code: 0 })
  expect(await ada('send', '--room', 'Tea', 'still here')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no member of this room any more')
  })
})

/** Two people with a profile each on one backend, and a room of the first that the second is in. */
async function twoInARoom() {
  const { run } = await aCliBesideItsBackend()
  const as =
    (profile: string) =>
    async (...argv: string[]) =>
      await run(...argv, '--profile', profile)
  const [ann, bob] = [as('ann'), as('bob')]
  expect(await ann('rooms', 'me', 'Ann')).toMatchObject({ code: 0, err: '' })
  expect(await bob('rooms', 'me', 'Bob')).toMatchObject({ code: 0, err: '' })
  const made = await ann('rooms', 'create', 'Lunch', '--json')
  const invited = await ann('rooms', 'invite', 'Lunch', '--json')
  const joined = await bob('join', invited.out[0].code, '--json')
  return { as, ann, bob, made, invited, joined }
}

it('makes a room, lets one person in by an invitation, and no second', async () => {
  const { as, made, invited, joined } = await twoInARoom()

  const second = await as('zed')('join', invited.out[0].code)

  expect(made).toMatchObject({ code: 0, err: '', out: [{ title: 'Lunch', state: 'open', owner: true }] })
  expect(invited.out[0]).toMatchObject({ confirmed: true, left: 1, link: expect.stringMatching(/^chatapp:/) })
  expect(joined).toMatchObject({
    code: 0,
    err: '',
    out: [{ id: made.out[0].id, state: 'open', owner: false }]
  })
  expect(second).toMatchObject({ code: 1, out: [], err: expect.stringContaining('used') })
}, 90_000)

it('says something to everybody in a room, and something to one person', async () => {
  const { ann, bob } = await twoInARoom()

  const sent = await ann('send', '--room', 'Lunch', '--json', 'who is in?')
  const number = await ann('send', '--room', 'Lunch', 'I am')
  const heard = await bob('receive', '--room', 'Lunch', '--json')
  const direct = await bob('send', '--to', 'ann', '--json', 'just for you')
  const told = await ann('receive', '--json')

  expect(sent).toMatchObject({
    code: 0,
    err: '',
    out: [{ status: 'answered', reply: null, room: { seq: 3 } }]
  })
  expect(number).toMatchObject({ code: 0, err: '', out: ['4'] })
  expect(heard.out.filter(({ room }) => room.kind === 'message')).toMatchObject([
    { text: 'who is in?', from: 'Ann', room: { seq: 3 } },
    { text: 'I am', from: 'Ann', room: { seq: 4 } }
  ])
  expect(direct).toMatchObject({ code: 0, err: '' })
  expect(told.out).toContainEqual(expect.objectContaining({ text: 'just for you', from: 'Bob' }))
}, 90_000)

it('keeps a room: its title, its topic, who is in it and who owns it', async () => {
  const { ann, bob } = await twoInARoom()

  const refused = await bob('rooms', 'rename', 'Lunch', 'Mine')
  const renamed = await ann('rooms', 'rename', 'Lunch', 'Dinner', '--json')
  const topic = await ann('rooms', 'topic', 'Dinner', 'fish', '--json')
  const promoted = await ann('rooms', 'promote', 'Dinner', 'bob', '--json')
  const members = await ann('rooms', 'members', 'Dinner', '--json')
  const nobody = await ann('rooms', 'remove', 'Dinner', 'Zed')
  const removed = await ann('rooms', 'remove', 'Dinner', 'Bob', '--json')
  const closed = await ann('rooms', 'close', 'Dinner', '--json')

  expect(refused).toMatchObject({ code: 1, err: expect.stringMatching(/owner/) })
  expect(renamed).toMatchObject({ code: 0, err: '', out: [{ title: 'Dinner' }] })
  expect(topic.out[0]).toMatchObject({ topic: 'fish' })
  expect(promoted).toMatchObject({ code: 0, err: '' })
  expect(members.out).toMatchObject([
    { name: 'Ann', role: 'owner', me: true },
    { name: 'Bob', role: 'owner', me: false }
  ])
  expect(nobody).toMatchObject({ code: 1, err: expect.stringContaining('"Zed"') })
  expect(removed.out[0].members).toHaveLength(1)
  expect(closed.out[0]).toMatchObject({ state: 'closed' })
}, 90_000)

it('takes an invitation back, leaves, and says who is there', async () => {
  const { as, ann, bob } = await twoInARoom()

  const second = await ann('rooms', 'invite', 'Lunch', '--uses', '0', '--expires', '12h')
  const revoked = await ann('rooms', 'revoke', 'Lunch', second.out[0])
  const late = await as('zed')('join', second.out[0])
  const left = await bob('rooms', 'leave', 'Lunch', '--json')
  const listed = await bob('rooms', '--json')
  const people = await bob('people', '--json')

  expect(second).toMatchObject({ code: 0, out: [expect.any(String), expect.stringMatching(/^chatapp:/)] })
  expect(revoked).toMatchObject({ code: 0, err: '' })
  expect(late).toMatchObject({ code: 1, err: expect.stringMatching(/revoked/) })
  expect(left).toMatchObject({ code: 0, err: '', out: [{ state: 'left' }] })
  expect(listed.out).toMatchObject([{ title: 'Lunch', kind: 'room', state: 'left' }])
  expect(people).toMatchObject({ code: 0, err: '' })
  expect(people.out.map(({ name }) => name)).toContain('Ann')
}, 90_000)
