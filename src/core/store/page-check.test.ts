import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../../test/temporary-folder'
import { openDatabase } from './open-database'
import { checkPages } from './page-check'

const PAGE = 4096

/** A database of ten megabytes that its process has closed. */
function aLargeDatabase(): string {
  const file = join(temporaryFolder(), 'chatapp.sqlite')
  const { db } = openDatabase(file, 'alone')
  db.sql(
    `INSERT INTO meta WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
     SELECT 'key' || i, hex(randomblob(230)) FROM n`
  ).run()
  db.close()
  return file
}

/** What the page of a table that holds rows begins with; that of an index begins otherwise. */
const LEAF_OF_A_TABLE = 0x0d

/** Destroys a page that is full of rows. */
function damage(file: string): void {
  const bytes = readFileSync(file)
  let page = Math.floor(bytes.length / PAGE / 2)
  while (bytes[page * PAGE] !== LEAF_OF_A_TABLE) page++
  writeFileSync(file, bytes.fill(0xa5, page * PAGE, (page + 1) * PAGE))
}

/** Opens it alone and closes it again. */
function opened(file: string): { reason: string | undefined; unchecked: boolean } {
  const { db, notice, unchecked } = openDatabase(file, 'alone')
  db.close()
  return { reason: notice?.reason, unchecked }
}

/** Reads all pages as an open profile does. */
const read = (file: string): Promise<'sound' | 'damaged'> =>
  new Promise((resolve) => {
    const { db } = openDatabase(file, 'alone')
    const done = (found: 'sound' | 'damaged'): void => {
      stop()
      db.close()
      resolve(found)
    }
    const damaged = (): void => {
      db.tellDamage()
      done('damaged')
    }
    const stop = checkPages({ file, damaged, sound: () => done('sound'), beginAfterMs: 0 })
    onTestFinished(stop)
  })

it('uses a large database that was closed at once, reads its pages meanwhile, and keeps it when they are sound', async () => {
  const file = aLargeDatabase()

  expect(opened(file)).toEqual({ reason: undefined, unchecked: true })
  expect(await read(file)).toBe('sound')
  expect(opened(file)).toEqual({ reason: undefined, unchecked: true })
})

it('finds a damaged page of it, and sets it aside at the next start', async () => {
  const file = aLargeDatabase()
  damage(file)

  expect(await read(file)).toBe('damaged')
  expect(existsSync(`${file}-suspect`)).toBe(true)
  expect(opened(file)).toEqual({ reason: 'damaged', unchecked: false })
  expect(existsSync(`${file}-suspect`)).toBe(false)
  expect(opened(file).reason).toBeUndefined()
})

it('sets it aside at the next start when somebody came upon the damage before', () => {
  const file = aLargeDatabase()
  damage(file)
  const { db } = openDatabase(file, 'alone')
  const error: unknown = (() => {
    try {
      return db.sql('SELECT sum(length(value)) FROM meta').get()
    } catch (thrown) {
      return thrown
    }
  })()
  expect(db.explain(error)).toMatchObject({ code: 'storage' })
  db.close()

  expect(opened(file).reason).toBe('damaged')
})

it('checks one that was not closed before it is used', () => {
  const file = aLargeDatabase()
  using killed = new DatabaseSync(file)
  killed.exec(`INSERT INTO meta VALUES ('last', 'words')`)
  const left = join(temporaryFolder(), 'chatapp.sqlite')
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, left + suffix)
  damage(left)

  expect(opened(left).reason).toBe('damaged')
})
