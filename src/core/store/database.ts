import { existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import { diskFault, isDamage } from '../../platform/disk-fault'
import { isBusy } from '../../platform/folder-lock'
import { migrations } from './migrations'
import { ensurePrivateFile } from '../../platform/private-files'
import { setAside } from './set-aside'

/** Longest that opening waits for another program's lock before it lets the event loop go on, in milliseconds. */
const OPEN_TIMEOUT_MS = 1000

/** The same for every later call. Longer than any commit of ours takes; whoever is refused asks again, not at once. */
const BUSY_TIMEOUT_MS = 200

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
  if (others === 'beside') return { db: openBeside(file), notice: null }
  const bytes = sizeOf(file)
  const log = sizeOf(`${file}-wal`) ?? 0
  if (bytes === null && log === 0) return { db: create(file), notice: null }
  // A first start on a full disk, or an older ChatAPP's, left a file without a byte.
  if (bytes === 0 && log === 0) return { db: create(file), notice: { reason: 'empty', backup: null } }
  try {
    if (!bytes) throw damaged('the file is empty, but its log is not')
    return { db: openSound(file), notice: null }
  } catch (error) {
    const reason = error instanceof NewerDatabaseError ? 'newer' : isDamage(error) ? 'damaged' : null
    if (reason === null) throw error
    const backup = setAside(file, reason)
    return { db: create(file), notice: { reason, backup } }
  }
}

/** A profile's open database: prepared statements, transactions and the revision that every change raises. */
export class ProfileDatabase {
  private readonly statements = new Map<string, StatementSync>()
  private readonly identity: string
  private readonly committed = new Set<() => void>()
  private raised = false
  private faulty: (error: ChatError) => void = () => {}

  constructor(
    private readonly connection: DatabaseSync,
    private readonly file: string
  ) {
    this.identity = identityOf(file)
  }

  /** From now on a lock of others is waited for as short as an open window bears. */
  letGoSooner(): void {
    this.connection.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
  }

  /** Tells of every change that the disk did not take: full, damaged, deleted. A lock of others is none. */
  onFault(listener: (error: ChatError) => void): void {
    this.faulty = listener
  }

  /**
   * Told once after each commit of this process that raised the revision, before `transaction` returns; returns how to
   * stop. What another process commits is told by `dataVersion`. A listener must not throw.
   */
  onCommit(listener: () => void): () => void {
    this.committed.add(listener)
    return () => this.committed.delete(listener)
  }

  /** The prepared statement for a text; prepared once. */
  sql(text: string): StatementSync {
    let statement = this.statements.get(text)
    if (!statement) {
      statement = this.connection.prepare(text)
      this.statements.set(text, statement)
    }
    return statement
  }

  /**
   * Runs `work` in one write transaction: all of it, or nothing. Not re-entrant.
   *
   * Throws `storage`, in words, for a fault of the disk, and when the file is not in its place any more, for what is
   * written into a deleted file is gone with this process. Throws SQLite's own error while others hold a lock.
   */
  transaction<T>(work: () => T): T {
    const result = this.commit(work)
    if (this.raised) for (const listener of this.committed) listener()
    return result
  }

  private commit<T>(work: () => T): T {
    this.raised = false
    try {
      this.connection.exec('BEGIN IMMEDIATE')
      const result = work()
      this.assertInPlace()
      this.connection.exec('COMMIT')
      return result
    } catch (error) {
      // After a full disk SQLite has rolled back already.
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK')
      throw this.explain(error)
    }
  }

  /** Throws `storage` when the database's file was deleted, moved away or replaced. */
  assertInPlace(): void {
    if (identityOf(this.file) === this.identity) return
    const folder = dirname(this.file)
    throw new ChatError(
      'storage',
      `The data of this profile is gone: ${folder} was deleted, moved or replaced while ChatAPP ran. Nothing can be ` +
        'stored until it is back in its place; else close ChatAPP and start it again.'
    )
  }

  /** A fault of the disk in words, told to who listens for faults; any other error, and a lock of others, as it is. */
  explain(error: unknown): unknown {
    const ofStore = error instanceof Error && ('errcode' in error || isStorage(error))
    if (!ofStore || isBusy(error)) return error
    const told = diskFault(error, dirname(this.file))
    this.faulty(told)
    return told
  }

  /** The profile's revision: grows with every change to anything that panes show. */
  revision(): number {
    return Number(this.sql('SELECT current FROM revision').get()?.['current'])
  }

  /** Raises the revision, inside a transaction, and returns it. */
  nextRevision(): number {
    this.raised = true
    return Number(this.sql('UPDATE revision SET current = current + 1 RETURNING current').get()?.['current'])
  }

  /** Changes when another process has written; says nothing of our own writes. */
  dataVersion(): number {
    return Number(this.sql('PRAGMA data_version').get()?.['data_version'])
  }

  /** Checks every page; `ok`, or throws `storage` with what SQLite found. */
  async integrity(): Promise<string> {
    const found = this.sql('PRAGMA integrity_check(1)').get()?.['integrity_check']
    if (found !== 'ok') throw new ChatError('storage', `The database is damaged: ${String(found)}`)
    return 'ok'
  }

  close(): void {
    this.statements.clear()
    this.connection.close()
  }
}

/** Thrown when the file's `user_version` is above ours. */
class NewerDatabaseError extends Error {}

const isStorage = (error: Error): boolean => error instanceof ChatError && error.code === 'storage'

const sizeOf = (file: string): number | null => statSync(file, { throwIfNoEntry: false })?.size ?? null

/** Tells a file from another one of the same name. */
function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : 'gone'
}

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
  return openSound(file)
}

/** Opens, migrates and checks; nobody else has the file open. */
function openSound(file: string): ProfileDatabase {
  return closingOnError(open(file), (db) => {
    migrate(db, file)
    const check = db.prepare('PRAGMA quick_check(1)').get()
    if (check?.['quick_check'] !== 'ok') throw damaged('quick_check failed')
    return new ProfileDatabase(db, file)
  })
}

/** Opens what others have open, or says why it cannot be used together with them. */
function openBeside(file: string): ProfileDatabase {
  if (!existsSync(file)) throw refusedBeside(file, 'has been deleted')
  try {
    return closingOnError(open(file), (db) => {
      const version = versionOf(db)
      if (version > migrations.length) throw refusedBeside(file, 'was written by a newer ChatAPP')
      if (version < migrations.length) throw refusedBeside(file, 'is used by an older ChatAPP')
      return new ProfileDatabase(db, file)
    })
  } catch (cause) {
    if (isDamage(cause)) throw refusedBeside(file, 'is damaged', cause)
    throw cause
  }
}

function refusedBeside(file: string, why: string, cause?: unknown): ChatError {
  return new ChatError(
    'storage',
    `The database of this profile ${why}, and another ChatAPP has it open. It was left as it is: ${file}. ` +
      'Close the other ChatAPP and start again, with the newest version you have.',
    { cause }
  )
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
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
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
export function databaseNotice({ reason, backup }: DatabaseNotice): string {
  if (backup === null)
    return 'The database of this profile was an empty file: there was nothing in it to keep, and ChatAPP began a new one.'
  const why = reason === 'newer' ? 'was written by a newer ChatAPP' : 'was damaged'
  return (
    `The database of this profile ${why}. It is kept as ${basename(backup)} in ${dirname(backup)}, and ChatAPP began a new ` +
    'one. Read it back in Settings, or with "chatapp recover".'
  )
}
