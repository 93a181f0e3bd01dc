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
