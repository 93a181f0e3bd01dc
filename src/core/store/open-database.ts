import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import { isDamage } from '../../platform/disk-fault'
import { ensurePrivateFile } from '../../platform/private-files'
import { CHECKPOINT_PAGES, ProfileDatabase } from './database'
import { migrations } from './migrations'
import { forgetSuspicion, isToBeChecked } from './page-check'
import { setAside } from './set-aside'
import { say, type Told } from '../../shared/said'

/** Longest that opening waits for another program's lock before it lets the event loop go on, in milliseconds. */
const OPEN_TIMEOUT_MS = 1000

/** What opening found, when it had to begin anew. */
export interface DatabaseNotice {
  readonly reason: 'damaged' | 'newer' | 'empty'
  /** Where the old file was kept; null for an empty one, in which there was nothing to keep. */
  readonly backup: string | null
}

/** An open profile database and what the user must be told about it. */
export interface OpenedDatabase {
  readonly db: ProfileDatabase
  readonly notice: DatabaseNotice | null
  /** Whether it is in use unchecked, so that its pages are to be read meanwhile. */
  readonly unchecked: boolean
  /** Whether the last process that had it open ended without closing it. */
  readonly unclean: boolean
}

/**
 * Opens a profile's database and brings it to this version's schema. The caller holds the profile's opening lock.
 *
 * `alone`, when nobody else has it open: a missing one is made, an older one migrated, and a damaged file, or one
 * written by a newer ChatAPP, is kept under another name and a new one is begun; the notice says so. `beside` others,
 * nothing of this is done: what cannot be used as it stands is refused. Throws `storage`; SQLite's own error when
 * another program holds a lock.
 */
export function openDatabase(file: string, others: 'alone' | 'beside'): OpenedDatabase {
  if (others === 'beside') return { db: openBeside(file), notice: null, unchecked: false, unclean: false }
  const bytes = sizeOf(file)
  const log = sizeOf(`${file}-wal`) ?? 0
  if (bytes === null && log === 0) return begin(file, null)
  // A first start on a full disk, or an older ChatAPP's, left a file without a byte.
  if (bytes === 0 && log === 0) return begin(file, { reason: 'empty', backup: null })
  try {
    if (!bytes) throw damaged('the file is empty, but its log is not')
    const unchecked = !isToBeChecked(file)
    return { db: openSound(file, unchecked), notice: null, unchecked, unclean: log > 0 }
  } catch (error) {
    const reason = error instanceof NewerDatabaseError ? 'newer' : isDamage(error) ? 'damaged' : null
    if (reason === null) throw error
    const backup = setAside(file, reason)
    forgetSuspicion(file)
    return begin(file, { reason, backup })
  }
}

const begin = (file: string, notice: DatabaseNotice | null): OpenedDatabase => ({
  db: create(file),
  notice,
  unchecked: false,
  unclean: false
})

/** Thrown when the file's `user_version` is above ours. */
class NewerDatabaseError extends Error {}

const sizeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null

/**
 * Made under another name and moved into its place: it is there whole, or not at all, whenever this process ends.
 *
 * The draft keeps SQLite's rollback journal, so that all of it stands in its one file as soon as it is committed. A
 * log (WAL) is merged only when the last connection closes, and would stay behind under the draft's name.
 */
function create(file: string): ProfileDatabase {
  const draft = `${file}.new`
  const forget = (): void => {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true })
  }
  forget()
  try {
    ensurePrivateFile(draft)
    const db = new DatabaseSync(draft, { enableForeignKeyConstraints: true })
    closingOnError(db, () => migrate(db, draft))
    db.close()
  } catch (error) {
    forget()
    throw error
  }
  rmSync(`${file}-shm`, { force: true })
  renameSync(draft, file)
  return openSound(file, true)
}

/** Opens, migrates and checks; nobody else has the file open. */
function openSound(file: string, unchecked: boolean): ProfileDatabase {
  return closingOnError(open(file), (db) => {
    migrate(db, file)
    const check = unchecked ? null : db.prepare('PRAGMA quick_check(1)').get()
    if (check && check['quick_check'] !== 'ok') throw damaged('quick_check failed')
    if (check) forgetSuspicion(file)
    return new ProfileDatabase(db, file)
  })
}

/** Opens what others have open, or says why it cannot be used together with them. */
function openBeside(file: string): ProfileDatabase {
  if (!existsSync(file)) throw new ChatError('database.deleted', { file })
  try {
    return closingOnError(open(file), (db) => {
      const version = versionOf(db)
      if (version > migrations.length) throw new ChatError('database.newer', { file })
      if (version < migrations.length) throw new ChatError('database.older', { file })
      return new ProfileDatabase(db, file)
    })
  } catch (cause) {
    if (isDamage(cause)) throw new ChatError('database.damaged_in_use', { file }, { cause })
    throw cause
  }
}

function closingOnError<T>(db: DatabaseSync, work: (db: DatabaseSync) => T): T {
  try {
    return work(db)
  } catch (error) {
    db.close()
    throw error
  }
}

function open(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: OPEN_TIMEOUT_MS })
  return closingOnError(db, () => {
    // WAL with NORMAL: a killed process loses nothing; a power cut may lose the last commits, never the file.
    db.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`
    )
    return db
  })
}

const versionOf = (db: DatabaseSync): number =>
  Number(db.prepare('PRAGMA user_version').get()?.['user_version'])

function migrate(db: DatabaseSync, file: string): void {
  const current = versionOf(db)
  if (current > migrations.length) throw new NewerDatabaseError(`user_version ${current}`)
  if (current === migrations.length) return
  new ProfileDatabase(db, file).transaction(() => {
    for (const migration of migrations.slice(current)) db.exec(migration)
    db.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

const damaged = (reason: string): Error => Object.assign(new Error(reason), { errcode: 11 })

/** What the user is told when a new database had to be begun. */
export function databaseNotice({ reason, backup }: DatabaseNotice): Told {
  if (backup === null) return say('notice.database_empty')
  const kept = { file: basename(backup), folder: dirname(backup) }
  return reason === 'newer' ? say('notice.database_newer', kept) : say('notice.database_damaged', kept)
}
