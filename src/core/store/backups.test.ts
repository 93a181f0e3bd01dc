import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { v7 as uuidv7 } from 'uuid'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { createChatApp } from '../app'
import { Backups, BACKUPS_KEPT } from './backups'
import { lockFile } from '../../platform/folder-lock'

/** A running profile, and what makes its backups, by a clock of the test's own. */
async function setup() {
  const dataDir = temporaryFolder()
  const app = await createChatApp({ host: 'cli', version: '0.0.0', dataDir, connect: false })
  onTestFinished(() => app.stop())
  const folder = join(dataDir, 'profiles', 'default')
  const file = join(folder, 'chatapp.sqlite')
  let now = Date.UTC(2026, 10, 26)
  const backups = new Backups({ file, now: () => now, daily: () => true, failed: () => {} })
  const kept = () => readdirSync(folder).filter((name) => name.includes('.backup-2'))
  const send = (text: string) => app.handlers['chat.send']({ text })
  return { app, folder, file, backups, kept, send, pass: (ms: number) => (now += ms) }
}

it('makes a backup that brings back what was deleted since, and sends nothing of it', async () => {
  const { app, send, folder } = await setup()
  await send('first')
  await send('second')

  const { name, messages, reason } = await app.handlers['recovery.backUp']()
  await app.handlers['conversations.delete']({ id: 'processor' })
  const back = await app.handlers['recovery.readBack']({ name })

  expect({ messages, reason }).toEqual({ messages: 2, reason: 'backup' })
  expect(back).toMatchObject({ messages: 2, unreadable: 0 })
  expect(await app.handlers['connection.get']()).toMatchObject({ outbox: 0 })
  expect(await app.handlers['recovery.list']()).toMatchObject([{ name, messages: 2 }])
  expect(statSync(join(folder, name)).mode & 0o077).toBe(0)
})

it('is one file, without access keys', async () => {
  const { app, file, folder, backups } = await setup()
  const raw = new DatabaseSync(file)
  raw.exec(`INSERT INTO settings (key, value, revision) VALUES ('keys:work', '"planted-secret"', 1)`)
  raw.close()
  await app.handlers['settings.set']({ senderName: 'Grace' })

  const { name } = await backups.make()

  const bytes = readFileSync(join(folder, name))
  expect(bytes.includes('Grace')).toBe(true)
  expect(bytes.includes('planted-')).toBe(false)
  expect(readdirSync(folder).filter((other) => other.startsWith(name))).toEqual([name])
})

it('keeps the last seven', async () => {
  const { backups, kept, pass } = await setup()
  const names: string[] = []
  for (let day = 0; day < BACKUPS_KEPT + 2; day++) {
    names.push((await backups.make()).name)
    pass(86_400_000)
  }

  expect(kept().toSorted()).toEqual(names.slice(-BACKUPS_KEPT))
})

it('keeps what is written meanwhile out of the backup, and loses none of it', async () => {
  const { app, backups, send } = await setup()
  for (let index = 0; index < 50; index++) await send(`${index} ${'.'.repeat(50_000)}`)

  const making = backups.make()
  await send('meanwhile')
  const { messages } = await making

  const { messages: shown } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 500 })
  expect(messages).toBe(50)
  expect(shown).toHaveLength(51)
})

it('is refused while another host makes one, and leaves nothing of one that was stopped', async () => {
  const { backups, file, folder, send } = await setup()
  for (let index = 0; index < 20; index++) await send(`${index} ${'.'.repeat(100_000)}`)
  const other = lockFile(`${file}.backup-lock`, 'exclusive')
  await expect(backups.make()).rejects.toMatchObject({ code: 'conflict' })
  other?.release()

  const making = backups.make()
  await Promise.all([expect(making).rejects.toMatchObject({ code: 'cancelled' }), backups.stop()])

  expect(readdirSync(folder).filter((name) => /backup-(draft|2)/.test(name))).toEqual([])
})

it('takes no damaged page for a backup, and keeps the older ones', async () => {
  const { app, backups, file, kept, send } = await setup()
  for (let index = 0; index < 120; index++) await send(`${index} ${'.'.repeat(800)}`)
  const { name } = await backups.make()
  await app.stop()
  const bytes = readFileSync(file)
  const page = Math.floor(bytes.indexOf('60 ......') / 4096)
  writeFileSync(file, bytes.fill(0xa5, page * 4096, (page + 1) * 4096))

  await expect(backups.make()).rejects.toMatchObject({ code: 'storage' })

  expect(kept()).toEqual([name])
  expect(existsSync(`${file}.backup-draft`)).toBe(false)
})

it('is due once a day where something has changed, also by a clock that was set back', async () => {
  const { backups, send, pass } = await setup()
  const day = 86_400_000

  const first = backups.isDue()
  await backups.make()
  await send('news')
  pass(day - 1)
  const sameDay = backups.isDue()
  pass(1)
  const nextDay = backups.isDue()
  await backups.make()
  pass(day)
  const unchanged = backups.isDue()
  await send('more')
  pass(-90 * day)
  const setBack = backups.isDue()

  expect({ first, sameDay, nextDay, unchanged, setBack }).toEqual({
    first: true,
    sameDay: false,
    nextDay: true,
    unchanged: false,
    setBack: true
  })
})

it('brings back a template that was deleted since', async () => {
  const { app } = await setup()
  const id = uuidv7()
  await app.handlers['templates.save']({ id, name: 'due', text: 'Order {{number}}', attributes: [] })
  const { name } = await app.handlers['recovery.backUp']()
  await app.handlers['templates.delete']({ id })

  await app.handlers['recovery.readBack']({ name })

  expect(await app.handlers['templates.list']()).toMatchObject([
    { id, name: 'due', text: 'Order {{number}}' }
  ])
})

it('brings back a message that waited and was cancelled since, and does not send it by itself', async () => {
  const { app } = await setup()
  const [id, kept] = [uuidv7(), uuidv7()]
  const later = { text: 'tomorrow', sendAt: Date.now() + 86_400_000 }
  await app.handlers['scheduled.add']({ id, ...later })
  await app.handlers['scheduled.add']({ id: kept, ...later })
  const { name } = await app.handlers['recovery.backUp']()
  await app.handlers['scheduled.cancel']({ id })

  await app.handlers['recovery.readBack']({ name })

  expect(await app.handlers['scheduled.list']()).toMatchObject([{ id: kept }])
  const { messages } = await app.handlers['chat.history']({ conversationId: 'processor', limit: 5 })
  expect(messages).toMatchObject([{ id, text: 'tomorrow', status: 'failed' }])
})
