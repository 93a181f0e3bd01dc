import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import { createChatApp } from '../core/app'
import { runLines as run } from './test-cli'

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
    templates: 0,
    scheduled: 0,
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

/** A profile with two chats, a message in each; resolves to the id of the second. */
async function twoChats(dataDir: string): Promise<string> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  await app.handlers['chat.send']({ text: 'in the first' })
  const { id } = await app.handlers['conversations.create']({ title: 'Plans' })
  await app.handlers['chat.send']({ text: 'in the second, "quoted"', conversationId: id })
  await app.stop()
  return id
}

it('exports one chat alone, by its title, so that an import takes it', async () => {
  const [from, to] = [temporaryFolder(), temporaryFolder()]
  await twoChats(from)

  const { out } = await run('export', '--chat', 'Plans', '--data-dir', from)
  const file = join(to, 'plans.jsonl')
  writeFileSync(file, out.join('\n'))
  const tried = await run('import', file, '--dry-run', '--data-dir', to)
  const imported = await run('import', file, '--data-dir', to)

  expect(out.join('\n')).not.toContain('in the first')
  expect(tried.err).toEqual([
    'Would import 1 messages and 1 chats; 0 are there already. Nothing was changed.'
  ])
  expect(imported).toMatchObject({ code: 0, err: ['Imported 1 messages and 1 chats; 0 were there already.'] })
})

it('exports chats to read, and as a table', async () => {
  const dataDir = temporaryFolder()
  const id = await twoChats(dataDir)

  const markdown = await run('export', '--format', 'markdown', '--data-dir', dataDir)
  const csv = await run('export', '--format', 'csv', '--chat', id, '--data-dir', dataDir)

  expect(markdown.out.join('\n').match(/^# .*|in the \w+/gm)).toEqual([
    '# Plans',
    'in the second',
    '# MessageProcessor',
    'in the first'
  ])
  expect(csv.out.map((line) => line.split(',')[0])).toEqual(['chat', 'Plans'])
  expect(csv.out[1]).toContain(',"in the second, ""quoted""",queued,')
})

it('says so when the chat to export is not there', async () => {
  const { code, err } = await run('export', '--chat', 'nowhere', '--data-dir', temporaryFolder())

  expect(code).toBe(1)
  expect(err.join('\n')).toContain('There is no chat "nowhere"')
})

it('accounts for every message: in words, as one object, and message by message', async () => {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  const { id } = await app.handlers['chat.send']({ text: 'kept' })
  await app.stop()

  const words = await run('ledger', '--data-dir', dataDir)
  const json = await run('ledger', '--json', '--data-dir', dataDir)
  const list = await run('ledger', '--export', '--data-dir', dataDir)

  expect([words.code, json.code, list.code]).toEqual([0, 0, 0])
  expect(words.out[0]).toMatch(/^1 message written since .+\. They are:$/)
  expect(words.out[1]).toBe('           1  in the outbox: SQS has not accepted them yet')
  expect(JSON.parse(json.out[0] ?? '')).toMatchObject({ places: { outbox: 1 }, unaccounted: 0 })
  expect(list.out.map((line) => JSON.parse(line) as object)).toMatchObject([
    { type: 'chatapp-ledger', counters: { written: 1 } },
    { id, place: 'outbox', code: null }
  ])
})

it('fails, and says so, when a message is nowhere', async () => {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  await app.handlers['chat.send']({ text: 'lost' })
  await app.stop()
  const raw = new DatabaseSync(join(dataDir, 'profiles', 'default', 'chatapp.sqlite'))
  raw.exec('DROP TRIGGER messages_delete_ledger; DELETE FROM messages')
  raw.close()

  const { code, err } = await run('ledger', '--data-dir', dataDir)

  expect(code).toBe(1)
  expect(err).toEqual([expect.stringContaining('1 of 1 messages are nowhere')])
})
