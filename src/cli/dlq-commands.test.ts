import { writeFileSync } from 'node:fs'
import { GetQueueUrlCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { expect, it, onTestFinished } from 'vitest'
import { silentLog } from '../../test/fakes'
import { temporaryFolder } from '../../test/temporary-folder'
import { backendFile } from '../core/fakes/test-account'
import { attachLocalBackend } from '../local-backend/client/start-local-backend'
import { createLocalClient } from '../local-backend/sqs/sqs-client'
import { cliOn } from './test-cli'

/** The command line on a profile of its own, whose local backend runs with so many letters in its dead-letter queue. */
async function aCli(letters: number) {
  const dataDir = temporaryFolder()
  const folder = `${dataDir}/local-backend`
  const backend = await attachLocalBackend({ folder, log: silentLog, childFile: backendFile })
  onTestFinished(() => backend.stop())
  const client = createLocalClient(backend.endpoint)
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'ChatAPP-dlq' }))
  for (let n = 0; n < letters; n++)
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: `/fail ${n}` }))
  return cliOn(dataDir)
}

it('lists, shows, takes, tries out, sends again and puts back letters', async () => {
  const run = await aCli(3)

  const listed = await run('dlq', '--json')
  const [one, two] = listed.out.map(({ id }) => String(id))
  const shown = await run('dlq', 'show', one ?? '')
  const taken = await run('dlq', 'take', one ?? '', '--json')
  const tray = await run('dlq', 'list', '--tray', '--json')
  const trayId = String(tray.out[0].id)
  const tried = await run('dlq', 'resend', trayId, '--dry-run', '--text', '/echo mended')
  const failing = await run('dlq', 'resend', two ?? '', '--dry-run', '--json')
  const sent = await run('dlq', 'resend', trayId, '--text', '/echo mended')
  const all = await run('dlq', 'take', '--all')
  const back = await run('dlq', 'return', '--all', '--json')

  expect(listed.out).toHaveLength(3)
  expect(shown.out).toEqual(expect.arrayContaining(['In: the queue', expect.stringMatching(/^\/fail \d$/)]))
  expect(taken).toMatchObject({ code: 0, out: [{ kind: 'take', done: 1, missed: 0 }] })
  expect(tried).toMatchObject({ code: 0, out: ['reply: mended'] })
  expect(failing).toMatchObject({ code: 1, out: [{ succeeded: false }] })
  expect(sent).toMatchObject({ code: 0, err: '1 of 1 done.' })
  expect(all).toMatchObject({ code: 0, err: '2 of 2 done.' })
  expect(back).toMatchObject({ code: 0, out: [{ kind: 'return', done: 2 }] })
  expect((await run('dlq', 'list', '--json')).out).toHaveLength(2)
  const log = (await run('dlq', 'log')).out.map(({ act }) => String(act))
  expect(log.toReversed().slice(0, 3)).toEqual(['take', 'edit', 'resend'])
}, 60_000)

it('brings an exported tray into another profile', async () => {
  const run = await aCli(2)
  const other = await aCli(0)
  await run('dlq', 'take', '--all')
  const file = `${temporaryFolder()}/letters.jsonl`
  writeFileSync(file, (await run('dlq', 'export')).out.map((line) => JSON.stringify(line)).join('\n'))

  const first = await other('dlq', 'import', file, '--json')
  const again = await other('dlq', 'import', file)

  expect(first).toMatchObject({ code: 0, out: [{ added: 2, present: 0 }] })
  expect(again.err).toBe('0 letters are new in the tray; 2 were here before.')
  expect((await other('dlq', 'list', '--tray', '--json')).out).toHaveLength(2)
}, 30_000)

it('purges only what is called by its name, and says why the server gave up a move', async () => {
  const run = await aCli(1)

  const refused = await run('dlq', 'purge', 'ChatAPP')
  // Sent there by hand: nobody knows where it came from.
  const moved = await run('dlq', 'redrive')
  const purged = await run('dlq', 'purge', 'ChatAPP-dlq', '--json')

  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('not "ChatAPP-dlq"') })
  expect(moved).toMatchObject({ code: 1, err: expect.stringContaining('CouldNotDetermineMessageSource') })
  expect(purged).toMatchObject({ code: 0, out: [{ purged: 'ChatAPP-dlq' }] })
  expect((await run('dlq')).err).toContain('No letter lies there')
}, 30_000)

it('names what is missing, in words', async () => {
  const run = await aCli(0)

  expect(await run('dlq', 'take')).toMatchObject({ code: 1, err: expect.stringContaining('--all') })
  expect(await run('dlq', 'show', 'nowhere')).toMatchObject({
    code: 1,
    err: expect.stringContaining('does not lie in the queue')
  })
  expect(await run('dlq', 'resend', '--rate', 'x')).toMatchObject({ code: 2 })
}, 30_000)
