import { DatabaseSync } from 'node:sqlite'
import { ListQueuesCommand, PurgeQueueCommand } from '@aws-sdk/client-sqs'
import { expect, it } from 'vitest'
import { createChatApp } from '../core/app'
import { faultsSchema } from '../shared/contract'
import { aCliBesideItsBackend } from './test-cli'

/** Command lines of profiles on one backend, how a profile loses its device key, how all lose what waits for them, and what goes wrong on purpose. */
async function aTown() {
  const { run, dataDir, client } = await aCliBesideItsBackend()
  const as =
    (profile: string) =>
    async (...argv: string[]) =>
      await run(...argv, '--profile', profile)
  const loseKey = (profile: string): void => {
    using db = new DatabaseSync(`${dataDir}/profiles/${profile}/chatapp.sqlite`)
    db.exec("DELETE FROM settings WHERE key = 'keys:device-key'")
  }
  const faults = async (some: object): Promise<void> => {
    const app = await createChatApp({
      host: 'cli',
      version: '0.0.0',
      profile: 'ann',
      dataDir,
      connect: false
    })
    await app.handlers['faults.set'](faultsSchema.parse(some))
    await app.stop()
  }
  const loseNews = async (): Promise<void> => {
    const { QueueUrls = [] } = await client.send(
      new ListQueuesCommand({ QueueNamePrefix: 'ChatAPP-responses-' })
    )
    for (const QueueUrl of QueueUrls) await client.send(new PurgeQueueCommand({ QueueUrl }))
  }
  return { as, loseKey, loseNews, faults }
}

it('tells a newcomer whose name is taken so in every command, and lets everything go on by another', async () => {
  const { as } = await aTown()
  const [ann, zed] = [as('ann'), as('zed')]
  await ann('rooms', 'me', 'Ann')
  await ann('rooms', 'create', 'Lunch')
  const { out: made } = await ann('rooms', 'invite', 'Lunch', '--json')
  const refused = { code: 1, out: [], err: expect.stringContaining('chatapp rooms me NAME') }

  expect(await zed('rooms', 'me', 'ANN')).toMatchObject({
    ...refused,
    err: expect.stringContaining('this name')
  })
  expect(await zed('rooms', 'me')).toMatchObject(refused)
  expect(await zed('people')).toMatchObject(refused)
  expect(await zed('send', '--to', 'Ann', 'hi')).toMatchObject(refused)
  expect(await zed('join', made[0].code)).toMatchObject(refused)
  expect(await zed('rooms', 'create', 'Mine')).toMatchObject(refused)
  expect(await zed('send', '--room', 'Mine', '--timeout', '2', 'hi')).toMatchObject({
    code: 3,
    err: expect.stringContaining('Somebody else on this backend')
  })

  expect(await zed('rooms', 'me', 'Zed')).toMatchObject({ code: 0, err: '' })
  expect(await zed('join', made[0].code)).toMatchObject({ code: 0, err: '' })
  expect(await zed('rooms', 'create', 'Mine')).toMatchObject({ code: 0, err: '' })
}, 90_000)

it('lets one go on by the name from before when another is refused', async () => {
  const { as } = await aTown()
  const [ann, bob] = [as('ann'), as('bob')]
  await ann('rooms', 'me', 'Ann')
  await bob('rooms', 'me', 'Bob')
  await bob('rooms', 'create', 'Mine')

  const renamed = await bob('rooms', 'me', 'ann')
  const sent = await bob('send', '--room', 'Mine', 'still here')

  expect(renamed).toMatchObject({ code: 1, out: [], err: expect.stringContaining('this name') })
  expect(sent).toMatchObject({ code: 0, err: '', out: ['2'] })
  expect(await bob('rooms', 'me')).toMatchObject({ code: 0, out: [expect.stringMatching(/^Bob /)] })
}, 90_000)

it('takes what is around a title or a topic away, and refuses what would be another line', async () => {
  const { as } = await aTown()
  const ann = as('ann')
  await ann('rooms', 'me', 'Ann')
  await ann('rooms', 'create', ' Lunch\n')

  const topic = await ann('rooms', 'topic', 'Lunch', ' soup ', '--json')
  const title = await ann('rooms', 'rename', 'Lunch', ' Dinner ', '--json')
  const refused = [
    await ann('rooms', 'create', 'Tea\n0192f1a0  Forged'),
    await ann('rooms', 'rename', 'Dinner', 'a\u202Eb'),
    await ann('rooms', 'topic', 'Dinner', '\u001B[31mred'),
    await ann('rooms', 'me', 'A\nnn'),
    await ann('rooms', 'create', '\u200B')
  ]

  expect(topic).toMatchObject({ code: 0, err: '', out: [{ topic: 'soup' }] })
  expect(title).toMatchObject({ code: 0, err: '', out: [{ title: 'Dinner' }] })
  for (const one of refused) expect(one).toMatchObject({ code: 2, out: [] })
}, 90_000)

it('says that a message waits because the other has a new key, shows the words, and goes on when told so', async () => {
  const { as, loseKey } = await aTown()
  const [ann, bob] = [as('ann'), as('bob')]
  await ann('rooms', 'me', 'Ann')
  await bob('rooms', 'me', 'Bob')
  await ann('rooms', 'create', 'Lunch')
  await ann('send', '--to', 'Bob', 'hello')
  await bob('receive')
  const before = [await ann('rooms', 'words', 'Bob'), await bob('rooms', 'words', 'Ann')]

  loseKey('bob')
  await bob('rooms', 'me')
  const waits = await ann('send', '--to', 'Bob', 'for the new one', '--timeout', '3')
  const changed = await ann('rooms', 'words', 'Bob', '--json')
  const accepted = await ann('rooms', 'words', 'Bob', '--same')
  await ann('send', '--to', 'Bob', 'and this')
  const heard = await bob('receive', '--room', 'Ann')

  expect(before[0]).toMatchObject({ code: 0, out: [expect.stringMatching(/^(\w+ ){11}\w+$/)] })
  expect(before[1]?.out).toEqual(before[0]?.out)
  expect(waits).toMatchObject({ code: 3, err: expect.stringContaining('chatapp rooms words "Bob"') })
  expect(changed).toMatchObject({ code: 0, out: [{ state: 'key_changed', verified: false }] })
  expect(accepted).toMatchObject({ code: 0, out: [changed.out[0].words.join(' ')] })
  expect(heard.out.map((line) => line.replace(/^\S+ /, ''))).toEqual([
    'Ann: for the new one',
    'Ann: and this'
  ])
  expect(await ann('rooms', 'words', 'Bob', '--json')).toMatchObject({
    out: [{ state: 'on', verified: true }]
  })
  expect(await ann('rooms', 'words', 'Lunch')).toMatchObject({ code: 1, out: [] })
}, 90_000)

it('prints what was said before it ends, though the news of it were lost and the table is slow', async () => {
  const { as, faults, loseNews } = await aTown()
  const [ann, bob] = [as('ann'), as('bob')]
  await ann('rooms', 'me', 'Ann')
  await bob('rooms', 'me', 'Bob')
  await ann('rooms', 'create', 'Lunch')
  const { out: made } = await ann('rooms', 'invite', 'Lunch', '--json')
  await bob('join', made[0].code)
  for (const line of ['soup', 'fish']) await ann('send', '--room', 'Lunch', line)
  await loseNews()
  await faults({ tableDelayMs: 2000 })

  const heard = await bob('receive', '--room', 'Lunch', '--json')

  expect(heard.out.map(({ text }) => text)).toEqual(['soup', 'fish'])
}, 90_000)

it('lists invitations that can still be used, to owners, and says so to others', async () => {
  const { as } = await aTown()
  const [ann, bob] = [as('ann'), as('bob')]
  await ann('rooms', 'me', 'Ann')
  await bob('rooms', 'me', 'Bob')
  await ann('rooms', 'create', 'Lunch')
  const { out: made } = await ann('rooms', 'invite', 'Lunch', '--json')
  const { out: open } = await ann('rooms', 'invite', 'Lunch', '--uses', '0', '--json')
  await bob('join', made[0].code)
  await ann('receive')

  expect((await ann('rooms', 'invitations', 'Lunch', '--json')).out).toMatchObject([{ id: open[0].id }])
  expect(await bob('rooms', 'invitations', 'Lunch')).toMatchObject({
    code: 1,
    out: [],
    err: expect.stringContaining('owners')
  })
}, 90_000)
