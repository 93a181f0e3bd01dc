import { existsSync, renameSync, statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { ChatError } from '../shared/errors'
import { migrations } from './migrations'
import { toChatError } from './to-chat-error'

/** SQLite's SQLITE_CORRUPT and SQLITE_NOTADB: the file is not (any longer) a database. */
const DAMAGED = new Set([11, 26])

/** What opening found, when it had to begin anew. */
export interface DatabaseNotice {
  readonly reason: 'damaged' | 'newer'
  /** Where the old file was kept. */
  readonly backup: string
}

/** An open profile database and what the user must be told about it. */
export interface OpenedDatabase {
  readonly db: ProfileDatabase
  readonly notice: DatabaseNotice | null
}

/**
 * Opens a profile's database and brings it to this version's schema.
 *
 * A damaged file, or one written by a newer ChatAPP, is kept under another name and a new one is begun; the notice
 * says so. Throws `storage` when the file cannot be read or written at all.
 */
export function openDatabase(file: string): OpenedDatabase {
  try {
    if (existsSync(file) && statSync(file).size === 0) throw damaged('the file is empty')
    return { db: new ProfileDatabase(openAndMigrate(file)), notice: null }
  } catch (error) {
    const reason = error instanceof NewerDatabaseError ? 'newer' : isDamage(error) ? 'damaged' : null
    if (reason === null) throw toChatError(error)
    const backup = setAside(file, reason)
    return { db: new ProfileDatabase(openAndMigrate(file)), notice: { reason, backup } }
  }
}

/** A profile's open database: prepared statements, transactions and the revision that every change raises. */
export class ProfileDatabase {
  private readonly statements = new Map<string, StatementSync>()

  constructor(private readonly connection: DatabaseSync) {}

  /** The prepared statement for a text; prepared once. */
  sql(text: string): StatementSync {
    let statement = this.statements.get(text)
    if (!statement) {
      statement = this.connection.prepare(text)
      this.statements.set(text, statement)
    }
    return statement
  }

  /** Runs `work` in one write transaction: all of it, or nothing. Not re-entrant. */
  transaction<T>(work: () => T): T {
    this.connection.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.connection.exec('COMMIT')
      return result
    } catch (error) {
      // After a full disk SQLite has rolled back already.
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK')
      throw error
    }
  }

  /** The profile's revision: grows with every change to anything that panes show. */
  revision(): number {
    return Number(this.sql('SELECT current FROM revision').get()?.['current'])
  }

  /** Raises the revision, inside a transaction, and returns it. */
  nextRevision(): number {
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

function openAndMigrate(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 5000 })
  try {
    // WAL with NORMAL: a killed process loses nothing; a power cut may lose the last commits, never the file.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    migrate(db)
    const check = db.prepare('PRAGMA quick_check(1)').get()
    if (check?.['quick_check'] !== 'ok') throw damaged('quick_check failed')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function migrate(db: DatabaseSync): void {
  const version = (): number => Number(db.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version() === migrations.length) return
  new ProfileDatabase(db).transaction(() => {
    // Read again inside the transaction: another host may have migrated while this one waited.
    const current = version()
    if (current > migrations.length) throw new NewerDatabaseError(`user_version ${current}`)
    for (const migration of migrations.slice(current)) db.exec(migration)
    db.exec(`PRAGMA user_version = ${migrations.length}`)
  })
}

const damaged = (reason: string): Error => Object.assign(new Error(reason), { errcode: 11 })

function isDamage(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0
  return DAMAGED.has(code & 0xff)
}

function setAside(file: string, reason: DatabaseNotice['reason']): string {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const backup = `${file}.${reason}-${stamp}`
  try {
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, backup + suffix)
    }
  } catch (cause) {
    throw new ChatError(
      'storage',
      `The database ${file} is unusable and could not be set aside. Move it away by hand.`,
      {
        cause
      }
    )
  }
  return backup
}
