import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ChatError } from '../shared/errors'
import { sayError } from '../shared/said'
import { diskFault } from './disk-fault'
import { ensurePrivateFile } from './private-files'

/** The right to be the only process that works in a folder. */
export interface FolderLock {
  /** Gives the folder free. A second call does nothing. */
  release(): void
}

/** SQLite's result code for "another connection holds the lock". */
const SQLITE_BUSY = 5

/** Keeps held locks reachable: a collected connection would close and free its folder silently. */
const held = new Set<DatabaseSync>()

/**
 * Takes a folder for this process, or returns null when another process (or another caller here) has it.
 *
 * The lock is an open SQLite transaction on `lock.sqlite`, so the operating system frees it however the process
 * ends, `kill -9` included, and no stale file can block a start. Throws `storage` when the folder is unusable.
 */
export function acquireFolderLock(folder: string): FolderLock | null {
  return lockFile(join(folder, 'lock.sqlite'), 'exclusive')
}

/**
 * Takes a lock on a file that serves for nothing else: `exclusive` for one holder, `shared` for any number while
 * nobody has it exclusively. Null when others hold it; never waits.
 */
export function lockFile(file: string, kind: 'exclusive' | 'shared'): FolderLock | null {
  const folder = join(file, '..')
  let database: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    ensurePrivateFile(file)
    database = new DatabaseSync(file, { timeout: 0 })
    // Nothing is ever written: a journal would only be made, brought to the disk and deleted, some milliseconds each time.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF')
    if (kind === 'exclusive') database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    else database.exec('BEGIN; SELECT count(*) FROM sqlite_master')
  } catch (cause) {
    database?.close()
    if (isBusy(cause)) return null
    const detail = sayError(diskFault(cause, folder))
    throw new ChatError('folder.not_lockable', { folder, detail }, { cause })
  }
  const connection = database
  held.add(connection)
  return {
    release: () => {
      if (held.delete(connection)) connection.close()
    }
  }
}

/** Whether SQLite refused because another connection holds a lock. */
export const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  'errcode' in error &&
  typeof error.errcode === 'number' &&
  (error.errcode & 0xff) === SQLITE_BUSY
