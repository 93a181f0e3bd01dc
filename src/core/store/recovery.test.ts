import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import type { ChatApp } from '../chat-app'
import { createChatApp } from '../app'

async function anApp(dataDir: string): Promise<ChatApp> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  onTestFinished(() => app.stop())
  return app
}

/** A stopped profile with these messages; resolves to its database. */
async function aStoppedProfile(dataDir: string, count: number): Promise<string> {
  const app = await anApp(dataDir)
  for (let index = 0; index < count; index++)
    await app.handlers['chat.send']({ text: `${index} ${'.'.repeat(800)}` })
  await app.handlers['settings.set']({ senderName: 'Grace' })
  await app.stop()
  return join(dataDir, 'profiles', 'default', 'chatapp.sqlite')
}

const texts = async (app: ChatApp): Promise<number[]> => {
  const { messages } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 500 })
  return messages.map(({ text }) => Number.parseInt(text))
}

it('reads a database of a newer ChatAPP back, adding only what is not here, and sends nothing of it', async () => {
  const dataDir = temporaryFolder()
  const file = await aStoppedProfile(dataDir, 3)
  const raw = new DatabaseSync(file)
  raw.exec('ALTER TABLE messages ADD COLUMN news TEXT; PRAGMA user_version = 999')
  raw.close()
  const app = await anApp(dataDir)

  const [setAside] = await app.handlers['recovery.list']()
  const first = await app.handlers['recovery.readBack']({ name: setAside?.name ?? '' })
  const second = await app.handlers['recovery.readBack']({ name: setAside?.name ?? '' })

  expect(setAside).toMatchObject({ reason: 'newer', messages: 3 })
  expect(first).toEqual({
    conversations: 0,
    messages: 3,
    present: 0,
    templates: 0,
    scheduled: 0,
    unreadable: 0
  })
  expect(second).toEqual({
    conversations: 0,
    messages: 0,
    present: 3,
    templates: 0,
    scheduled: 0,
    unreadable: 0
  })
  expect(await texts(app)).toEqual([0, 1, 2])
  expect(await app.handlers['connection.get']()).toMatchObject({ outbox: 0 })
  expect(await app.handlers['settings.get']()).toMatchObject({ senderName: 'Grace' })
})

it('reads of a database with a bad page everything that stands on the others', async () => {
  const dataDir = temporaryFolder()
  const file = await aStoppedProfile(dataDir, 120)
  const bytes = readFileSync(file)
  // A leaf of the messages' table: the page that holds the text of one in the middle.
  const page = Math.floor(bytes.indexOf('60 ......') / 4096)
  writeFileSync(file, bytes.fill(0xa5, page * 4096, (page + 1) * 4096))
  const app = await anApp(dataDir)

  const [setAside] = await app.handlers['recovery.list']()
  const { messages, unreadable } = await app.handlers['recovery.readBack']({ name: setAside?.name ?? '' })

  expect(setAside).toMatchObject({ reason: 'damaged' })
  expect(messages).toBeGreaterThan(110)
  expect(messages + unreadable).toBe(120)
  expect(await texts(app)).toHaveLength(messages)
})

it('says so when nothing can be read from a file, and leaves it where it is', async () => {
  const dataDir = temporaryFolder()
  const file = await aStoppedProfile(dataDir, 1)
  writeFileSync(file, 'no database at all, '.repeat(300))
  const app = await anApp(dataDir)
  const [setAside] = await app.handlers['recovery.list']()
  const name = setAside?.name ?? ''

  await expect(app.handlers['recovery.readBack']({ name })).rejects.toMatchObject({ code: 'storage' })
  expect(setAside).toMatchObject({ reason: 'damaged', messages: null })
  expect(readdirSync(join(file, '..'))).toContain(name)
})

it.each(['../../../etc/passwd', 'chatapp.sqlite', 'chatapp.sqlite.damaged-x'])(
  'reads back no file called %s',
  async (name) => {
    const app = await anApp(temporaryFolder())

    await expect(app.handlers['recovery.readBack']({ name })).rejects.toMatchObject({ code: 'not_found' })
  }
)
