import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { createChatApp } from '../core/app'
import { runCli } from './run-cli'

async function run(...argv: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runCli(argv, {
    version: '0.0.0',
    input: (async function* () {})(),
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    drained: async () => {},
    stop: new AbortController().signal
  })
  return { code, out, err }
}

/** A profile with a message, whose database another version has marked as its own. */
async function aNewerProfile(): Promise<string> {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  await app.handlers['chat.send']({ text: 'kept' })
  await app.stop()
  const raw = new DatabaseSync(join(dataDir, 'profiles', 'default', 'chatapp.sqlite'))
  raw.exec('PRAGMA user_version = 999')
  raw.close()
  return dataDir
}

it('lists what was set aside and reads it back by its name', async () => {
  const dataDir = await aNewerProfile()

  const listed = await run('recover', '--json', '--data-dir', dataDir)
  const { name } = JSON.parse(listed.out[0] ?? '')
  const read = await run('recover', name, '--json', '--data-dir', dataDir)
  const history = await run('history', '--data-dir', dataDir)

  expect(listed.code).toBe(0)
  expect(listed.err[0]).toContain('chatapp recover')
  expect(JSON.parse(read.out[0] ?? '')).toEqual({
    name,
    conversations: 0,
    messages: 1,
    present: 0,
    unreadable: 0
  })
  expect(history.out[0]).toContain('kept')
})

it('says so when nothing was set aside, or nothing of this name', async () => {
  const dataDir = temporaryFolder()

  expect(await run('recover', '--data-dir', dataDir)).toEqual({
    code: 0,
    out: [],
    err: ['Nothing was set aside in this profile.']
  })
  expect(await run('recover', 'nothing', '--data-dir', dataDir)).toMatchObject({ code: 1, out: [] })
})

it('exits 1 and changes nothing beside a ChatAPP that has a newer database open', async () => {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  const raw = new DatabaseSync(join(dataDir, 'profiles', 'default', 'chatapp.sqlite'))
  raw.exec('PRAGMA user_version = 999')
  raw.close()

  const { code, err } = await run('history', '--data-dir', dataDir)
  await app.stop()

  expect(code).toBe(1)
  expect(err).toEqual([expect.stringMatching(/newer ChatAPP.*has it open/)])
})

it('makes a backup, which the list names and which is read back after the chat was deleted', async () => {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  await app.handlers['chat.send']({ text: 'kept' })

  const made = await run('backup', '--json', '--data-dir', dataDir)
  await app.handlers['conversations.delete']({ id: 'processor' })
  await app.stop()
  const { name } = JSON.parse(made.out[0] ?? '')
  const listed = await run('recover', '--data-dir', dataDir)
  const read = await run('recover', name, '--json', '--data-dir', dataDir)

  expect(made.code).toBe(0)
  expect(listed.out[0]).toMatch(new RegExp(`^${name} {2}backup, [\\d,]+ bytes, 1 messages$`))
  expect(JSON.parse(read.out[0] ?? '')).toMatchObject({ messages: 1, present: 0 })
})
