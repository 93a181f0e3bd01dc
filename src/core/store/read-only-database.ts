import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { ChatError } from '../../shared/errors'
import { ProfileDatabase } from './database'
import { migrations } from './migrations'

/** Longest to wait for another program's lock, in milliseconds. */
const TIMEOUT_MS = 1000

/** A database that can be read where nothing can be written. */
export interface ReadOnlyDatabase {
  readonly db: ProfileDatabase
  close(): void
}

/**
 * Opens a profile's database to read it on a full or read-only disk; changes nothing in its folder.
 *
 * SQLite needs some room beside a database with a log. Where there is none, the log is taken in by other ways: none is
 * there; its index is kept in memory; or both are copied to the system's temporary folder. Throws `storage` when none
 * of them works, or when the database is of another version, which cannot be changed here.
 */
export function openForReading(file: string): ReadOnlyDatabase {
  let refused: unknown
  for (const way of [asItStands, withoutLog, withIndexInMemory, copied]) {
    try {
      const opened = way(file)
      if (opened) return opened
    } catch (error) {
      if (error instanceof ChatError) throw error
      refused = error
    }
  }
  throw new ChatError(
    'database.read_only',
    { file },
    {
      cause: refused
    }
  )
}

const asItStands = (file: string): ReadOnlyDatabase =>
  checked(new DatabaseSync(file, { readOnly: true, timeout: TIMEOUT_MS }), file)

function withoutLog(file: string): ReadOnlyDatabase | null {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })
  if (log && log.size > 0) return null
  const url = pathToFileURL(file)
  url.searchParams.set('immutable', '1')
  return checked(new DatabaseSync(url, { readOnly: true }), file)
}

/** https://sqlite.org/wal.html#use_of_wal_without_shared_memory: for one process alone, which others then wait for. */
function withIndexInMemory(file: string): ReadOnlyDatabase {
  const connection = new DatabaseSync(file, { timeout: TIMEOUT_MS })
  connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA query_only = ON')
  return checked(connection, file)
}

function copied(file: string): ReadOnlyDatabase {
  const folder = mkdtempSync(join(tmpdir(), 'chatapp-reading-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    const copy = join(folder, basename(file))
    for (const suffix of ['', '-wal'])
      if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix)
    const opened = checked(new DatabaseSync(copy), copy)
    const closeAndRemove = (): void => {
      opened.close()
      remove()
    }
    return { db: opened.db, close: closeAndRemove }
  } catch (error) {
    remove()
    throw error
  }
}

/** Reads something: SQLite finds out only then whether it can. */
function checked(connection: DatabaseSync, file: string): ReadOnlyDatabase {
  try {
    const version = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'])
    connection.prepare('SELECT count(*) FROM sqlite_master').get()
    if (version !== migrations.length) {
      throw new ChatError(
        version > migrations.length ? 'database.newer_read_only' : 'database.older_read_only',
        { file }
      )
    }
    const db = new ProfileDatabase(connection, file)
    return { db, close: () => db.close() }
  } catch (error) {
    connection.close()
    throw error
  }
}
