import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, readdirSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { aRequest } from '../../../test/fakes'
import { temporaryFolder } from '../../../test/temporary-folder'
import { encodeBody } from '../../shared/message'
import { openDataFolder, type DataFolder } from '../../platform/data-folder'
import { MessageStore } from './message-store'
import { openProfile, type OpenedProfile } from './open-profile'

const cli = resolve(import.meta.dirname, '../../../out/main/cli.js')

async function open(folder: DataFolder): Promise<OpenedProfile> {
  const profile = await openProfile({ folder, reading: false, now: () => 1000 })
  let open = true
  const close = (): void => {
    if (open) profile.close()
    open = false
  }
  onTestFinished(close)
  return { ...profile, close }
}

const aFolder = (dataDir = temporaryFolder()): DataFolder => openDataFolder({ dataDir })

/** Marks the file as one of another version, past everything that has it open. */
function setVersion({ database }: DataFolder, version: number): void {
  const raw = new DatabaseSync(database)
  raw.exec(`PRAGMA user_version = ${version}`)
  raw.close()
}

const databases = ({ path }: DataFolder): string[] =>
  readdirSync(path).filter((name) => name.startsWith('chatapp.sqlite') && !/-(wal|shm)$/.test(name))

it('lets eight processes start at the same moment in a new folder: none is refused, none sets anything aside', async () => {
  const dataDir = temporaryFolder()
  const codes = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const child = spawn(process.execPath, [cli, 'history', '--data-dir', dataDir], { stdio: 'ignore' })
      const [code] = await once(child, 'exit')
      return Number(code)
    })
  )

  expect(codes).toEqual(Array.from({ length: 8 }, () => 0))
  expect(databases(aFolder(dataDir))).toEqual(['chatapp.sqlite'])
}, 60_000)

it('refuses a newcomer that cannot use the database of a running host, and leaves that alone', async () => {
  const folder = aFolder()
  const running = await open(folder)
  setVersion(folder, 999)

  await expect(open(folder)).rejects.toMatchObject({
    code: 'storage',
    message: expect.stringMatching(/newer ChatAPP.*another ChatAPP has it open/)
  })
  expect(databases(folder)).toEqual(['chatapp.sqlite'])
  new MessageStore(running.db).addRequest(aRequest(), encodeBody(aRequest()), { now: 1 })
})

it('sets the same file aside once nobody has it open, and says how to read it back', async () => {
  const folder = aFolder()
  const before = await open(folder)
  setVersion(folder, 999)
  before.close()

  const { notices } = await open(folder)

  expect(databases(folder)).toHaveLength(2)
  expect(notices).toMatchObject([{ detail: expect.stringContaining('chatapp recover') }])
})

it('leaves a database alone that an older ChatAPP works on, which knows no lock of users', async () => {
  const folder = aFolder()
  const first = await open(folder)
  first.close()
  truncateSync(folder.database, 5000)
  const old = new DatabaseSync(join(folder.path, 'lock.sqlite'))
  onTestFinished(() => old.close())
  old.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')

  await expect(open(folder)).rejects.toMatchObject({ code: 'storage' })
  expect(databases(folder)).toEqual(['chatapp.sqlite'])
})

it('moves no log that a running host writes into', async () => {
  const folder = aFolder()
  const running = await open(folder)
  writeFileSync(folder.logFile, '')
  truncateSync(folder.logFile, 6_000_000)

  await open(folder).then((beside) => beside.close())
  const whileRunning = readdirSync(join(folder.path, 'logs'))
  running.close()
  await open(folder)

  expect(whileRunning).toEqual(['chatapp.log'])
  expect(readdirSync(join(folder.path, 'logs'))).toContain('chatapp.log.1')
})

it('takes an id of its own in a copied folder, asks again what waited there, and says so', async () => {
  const folder = aFolder()
  const original = await open(folder)
  const store = new MessageStore(original.db)
  const request = aRequest()
  store.addRequest(request, encodeBody(request), { now: 1 })
  store.markSent([{ ids: [request.id], replyTo: 'ChatAPP-responses-old', at: 2 }])
  const copied = temporaryFolder()
  original.close()
  cpSync(folder.root, copied, { recursive: true })

  const copy = await open(aFolder(copied))
  const again = await open(folder)

  expect(copy.installId).toMatch(/^[0-9a-f]{12}$/)
  expect(copy.installId).not.toBe(original.installId)
  expect(copy.notices).toMatchObject([{ detail: expect.stringContaining('is a copy of the one in') }])
  expect(new MessageStore(copy.db).get(request.id)).toMatchObject({ status: 'queued' })
  expect(new MessageStore(copy.db).outboxSize()).toBe(1)
  expect([again.installId, again.notices]).toEqual([original.installId, []])
})

it('stays the same installation when its folder is renamed', async () => {
  const root = temporaryFolder()
  const first = await open(aFolder(join(root, 'before')))
  first.close()
  renameSync(join(root, 'before'), join(root, 'after'))

  const moved = await open(aFolder(join(root, 'after')))

  expect([moved.installId, moved.notices]).toEqual([first.installId, []])
})

it.skipIf(process.platform === 'win32')(
  'keeps its files to this user, also those that were open to all',
  async () => {
    const folder = aFolder()
    const first = await open(folder)
    first.close()
    writeFileSync(folder.logFile, '')
    for (const path of [folder.path, join(folder.path, 'logs'), folder.localBackend]) chmodSync(path, 0o755)
    for (const file of [folder.database, folder.logFile]) chmodSync(file, 0o644)

    await open(openDataFolder({ dataDir: folder.root }))

    const wide = [folder.path, join(folder.path, 'logs'), folder.localBackend, join(folder.root, 'profiles')]
      .flatMap((path) => [path, ...readdirSync(path).map((name) => join(path, name))])
      .filter((path) => (statSync(path).mode & 0o077) !== 0)
    expect(wide).toEqual([])
  }
)
