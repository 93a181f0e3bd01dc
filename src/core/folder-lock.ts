import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ChatError } from '../shared/errors'

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
  const file = join(folder, 'lock.sqlite')
  let database: DatabaseSync | undefined
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    database = new DatabaseSync(file, { timeout: 0 })
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database?.close()
    if (isBusy(cause)) return null
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new ChatError(
      'storage',
      `The folder ${folder} cannot be locked (${reason}). Check that it is writable and not full, or choose another one.`,
      { cause }
    )
  }
  const connection = database
  held.add(connection)
  return {
    release: () => {
      if (held.delete(connection)) connection.close()
    }
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY
