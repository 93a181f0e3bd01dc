import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import type { ChatApp } from '../chat-app'
import { createChatApp } from '../app'

/** The app without a backend: what it stores is what counts here. */
async function anApp(dataDir: string): Promise<ChatApp> {
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  onTestFinished(() => app.stop())
  return app
}

const profileIn = (dataDir: string): string => join(dataDir, 'profiles', 'default')
const noticesOf = async (app: ChatApp): Promise<string[]> =>
  (await app.handlers['notices.list']()).map(({ text }) => text)

it('tells at once that its data folder was deleted, and pretends to store nothing from then on', async () => {
  const dataDir = temporaryFolder()
  const app = await anApp(dataDir)
  const announced: string[] = []
  app.on('connection.changed', ({ state, detail }) => announced.push(`${state}: ${detail}`))
  rmSync(dataDir, { recursive: true })

  await expect(app.handlers['chat.send']({ text: 'lost?' })).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringContaining('is gone')
  })
  await vi.waitFor(() => expect(announced.at(-1)).toMatch(/^offline: .* is gone/), 3000)
  expect(await app.handlers['connection.get']()).toMatchObject({ state: 'offline' })
  expect(await noticesOf(app)).toEqual([expect.stringContaining(profileIn(dataDir))])
})

it('waits for a database that another program has locked, and goes on meanwhile with all else', async () => {
  const dataDir = temporaryFolder()
  const app = await anApp(dataDir)
  const other = new DatabaseSync(join(profileIn(dataDir), 'chatapp.sqlite'))
  other.exec('BEGIN IMMEDIATE')
  let stored = false
  const sent = app.handlers['chat.send']({ text: 'later' }).then((message) => {
    stored = true
    return message
  })
  let longest = 0
  for (let last = performance.now(), from = last; performance.now() - from < 1200; last = performance.now()) {
    await pause(5)
    longest = Math.max(longest, performance.now() - last)
  }

  expect(stored).toBe(false)
  other.close()
  const { message: later } = await app.handlers['chat.detail'](await sent)
  expect(later).toMatchObject({ text: 'later', status: 'queued' })
  // One try and the machine's load; a wait for the lock would have been the whole time.
  expect(longest).toBeLessThan(900)
})

it('tells of a page that went bad while it runs by a notice', async () => {
  const dataDir = temporaryFolder()
  const app = await anApp(dataDir)
  const file = join(profileIn(dataDir), 'chatapp.sqlite')
  const other = new DatabaseSync(file)
  other.exec(`INSERT INTO meta VALUES ('news', ''); PRAGMA wal_checkpoint(TRUNCATE)`)
  other.close()
  writeFileSync(file, readFileSync(file).fill(0xa5, 8192))

  await expect(app.handlers['chat.send']({ text: 'refused' })).rejects.toMatchObject({ code: 'storage' })
  expect(await noticesOf(app)).toEqual([expect.stringMatching(/damaged/)])
})
