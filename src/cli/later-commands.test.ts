import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { cliOn } from './test-cli'

/** The command line on a profile of its own. */
const aCli = () => cliOn(temporaryFolder())

it('keeps a message for a moment, lists it, changes it and cancels it', async () => {
  const run = aCli()

  const sent = await run(
    'send',
    '--json',
    '--at',
    '2099-12-24 17:30',
    '--attribute',
    'team=blue',
    'time to go'
  )
  const { id, sendAt } = sent.out[0]
  const edited = await run('scheduled', 'edit', id, '--json', '--text', 'go now')
  const listed = await run('scheduled', '--json')
  const cancelled = await run('scheduled', 'cancel', id, '--json')
  const after = await run('scheduled', 'list')

  expect(sent).toMatchObject({ code: 0, err: expect.stringContaining(`chatapp scheduled cancel ${id}`) })
  expect(sendAt).toBe(new Date(2099, 11, 24, 17, 30).getTime())
  const now = { id, conversationId: 'processor', text: 'go now', sendAt }
  expect(edited.out).toEqual([{ ...now, attributes: [{ name: 'team', type: 'String', value: 'blue' }] }])
  expect(listed.out).toEqual(edited.out)
  expect(cancelled.out).toEqual([{ cancelled: id }])
  expect(after).toMatchObject({ code: 0, out: [] })
})

it('waits here for what is longer than SQS holds a message back', async () => {
  const run = aCli()
  const before = Date.now()

  const { out } = await run('send', '--json', '--in', '16m', 'later')

  expect(out[0]).toMatchObject({ status: 'scheduled', text: 'later' })
  expect(out[0].sendAt).toBeGreaterThanOrEqual(before + 960_000)
})

it.each([
  ['an attribute that SQS keeps', ['send', 'x', '--attribute', 'AWS.x=1'], /belong to AWS/],
  ['a value that is no number', ['send', 'x', '--attribute', 'n:Number=one'], /is a number/],
  ['an attribute of no type', ['send', 'x', '--attribute', 'n:Float=1'], /Name:Type=Value/],
  ['two moments', ['send', 'x', '--in', '5m', '--at', '17:30'], /cannot be used with/],
  ['a moment that has passed', ['send', 'x', '--at', '2001-01-01 00:00'], /has passed/],
  ['no change', ['scheduled', 'edit', 'x'], /--text/],
  ['neither text nor template', ['send'], /--template/]
])('refuses %s, in words, as bad usage', async (_, argv, words) => {
  const { code, err } = await aCli()(...argv)

  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(words) })
})

it('says of what is not there that it is not', async () => {
  const run = aCli()

  expect(await run('scheduled', 'cancel', 'x')).toMatchObject({
    code: 1,
    err: expect.stringContaining('was cancelled')
  })
  expect(await run('send', '--template', 'x')).toMatchObject({
    code: 1,
    err: expect.stringContaining('no template "x"')
  })
})

it('saves a template, asks for its fields, and sends it filled in', async () => {
  const run = aCli()
  await run('templates', 'save', 'due', 'Order {{number}} is due', '--attribute', 'order:Number={{number}}')

  const listed = await run('templates')
  const missing = await run('send', '--template', 'due')
  const sent = await run(
    'send',
    '--json',
    '--at',
    '2099-01-01 00:00',
    '--template',
    'due',
    '--field',
    'number=12'
  )
  const waiting = await run('scheduled', '--json')
  await run('templates', 'delete', 'due')

  expect(listed.out).toEqual(['due: Order {{number}} is due  (asks for number)'])
  expect(missing).toMatchObject({ code: 2, err: expect.stringContaining('asks for number') })
  expect(sent.code).toBe(0)
  expect(waiting.out).toMatchObject([
    { text: 'Order 12 is due', attributes: [{ name: 'order', type: 'Number', value: '12' }] }
  ])
  expect((await run('templates', 'list')).out).toEqual([])
})
