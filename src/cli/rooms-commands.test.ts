import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { cliOn } from './test-cli'

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
