import { copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { aProfile } from '../../../test/profile'
import { temporaryFolder } from '../../../test/temporary-folder'
import { Checkpointer } from './checkpointer'
import type { ProfileDatabase } from './database'
import { openDatabase } from './open-database'

const pagesBeforeCommits = (db: ProfileDatabase) =>
  db.sql('PRAGMA wal_autocheckpoint').get()?.['wal_autocheckpoint']

function setup() {
  const profile = aProfile()
  const checkpointer = new Checkpointer(profile.db)
  onTestFinished(() => checkpointer.stop())
  /** What the file alone holds, without its log: what a disk that lost the log would. */
  const inFile = (id: string): boolean => {
    const copy = join(temporaryFolder(), 'copy.sqlite')
    copyFileSync(profile.file, copy)
    const db = new DatabaseSync(copy)
    try {
      return db.prepare('SELECT 1 FROM messages WHERE id = ?').get(id) !== undefined
    } catch {
      return false
    } finally {
      db.close()
    }
  }
  return { ...profile, inFile }
}

it('brings each commit into the file soon, while others go on', async () => {
  const { add, db, inFile } = setup()

  const first = add()
  await expect.poll(() => inFile(first.id), { timeout: 5000 }).toBe(true)
  const second = add()
  await expect.poll(() => inFile(second.id), { timeout: 5000 }).toBe(true)

  expect(pagesBeforeCommits(db)).toBe(8000)
})

it('lets go of the file at its end, so that whoever closes it leaves no log behind', async () => {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  const { db } = openDatabase(file, 'alone')
  const checkpointer = new Checkpointer(db)
  db.transaction(() => db.nextRevision())
  await expect.poll(() => pagesBeforeCommits(db), { timeout: 5000 }).toBe(8000)
  expect(existsSync(`${file}-wal`)).toBe(true)

  await checkpointer.stop()
  expect(pagesBeforeCommits(db)).toBe(2000)
  db.close()

  expect(existsSync(`${file}-wal`)).toBe(false)
})

it('lets its thread end when nothing follows, and has another one once something does', async () => {
  const { db, add } = aProfile()
  const checkpointer = new Checkpointer(db, 10)
  onTestFinished(() => checkpointer.stop())

  for (let time = 0; time < 2; time++) {
    add()
    await expect.poll(() => pagesBeforeCommits(db), { timeout: 5000, interval: 2 }).toBe(8000)
    await expect.poll(() => pagesBeforeCommits(db), { timeout: 5000 }).toBe(2000)
  }
})

it('leaves it to the commits when its thread cannot open the file', async () => {
  const { db, add } = aProfile()
  const missing = Object.assign(Object.create(db) as typeof db, {
    file: join(temporaryFolder(), 'no', 'file')
  })
  const broken = new Checkpointer(missing)
  onTestFinished(() => broken.stop())
  db.checkpointAfter(7)

  add()
  await expect.poll(() => pagesBeforeCommits(db), { timeout: 5000 }).toBe(2000)
})
