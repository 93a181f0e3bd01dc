import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import { diskFault, isDamage } from '../../platform/disk-fault'
import { isBusy } from '../../platform/folder-lock'
import { suspect } from './page-check'

/** Longest that a call waits for another program's lock, in milliseconds: longer than any commit of ours. Whoever is refused asks again, not at once. */
const BUSY_TIMEOUT_MS = 200

/** Half as many checkpoints as SQLite makes by itself, each short enough that no call waits for long; in pages of 4 KB. */
export const CHECKPOINT_PAGES = 2000

interface CommitListener {
  readonly told: (settings: boolean) => void
  readonly failed: (error: unknown) => void
}

/** Work that waits for the commit of its turn; `run` returns what tells its caller once that has succeeded. */
interface Waiting {
  readonly run: () => () => void
  readonly reject: (error: unknown) => void
}

/** A profile's open database: prepared statements, transactions and the revision that every change raises. */
export class ProfileDatabase {
  private readonly statements = new Map<string, StatementSync>()
  private readonly identity: string
  private readonly committed = new Set<CommitListener>()
  private readonly waiting: Waiting[] = []
  /** The revision as of the running transaction; null while it has not been raised in it. */
  private raisedTo: number | null = null
  /** Whether the running transaction has changed the settings table. */
  private setsSettings = false
  private faulty: (error: ChatError) => void = () => {}

  constructor(
    private readonly connection: DatabaseSync,
    readonly file: string
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

  /** After so many pages in the log, 4 KB each, a commit brings them into the file; see `Checkpointer`. Nothing once it is closed. */
  checkpointAfter(pages = CHECKPOINT_PAGES): void {
    if (this.connection.isOpen) this.connection.exec(`PRAGMA wal_autocheckpoint = ${pages}`)
  }

  /**
   * Told once after each commit of this process that raised the revision, before `transaction` returns, and whether it
   * may have changed settings; returns how to stop. What another process commits is told by `dataVersion`. `failed` is told what a listener throws: the commit
   * stands, and whoever made it learns nothing of that.
   */
  onCommit(told: CommitListener['told'], failed: (error: unknown) => void): () => void {
    const listener = { told, failed }
    this.committed.add(listener)
    return () => this.committed.delete(listener)
  }

  /**
   * The prepared statement for a text; prepared once.
   *
   * A limit is written `LIMIT 0 + ?`: SQLite plans by the value of one that is bound bare, so that each use of the
   * statement planned it anew, which took seven times as long as running it.
   */
  sql(text: string): StatementSync {
    let statement = this.statements.get(text)
    if (!statement) {
      statement = this.connection.prepare(text)
      this.statements.set(text, statement)
    }
    return statement
  }

  /**
   * Runs `work` in one write transaction: all of it, or nothing. Within another one it is a part of that, undone by
   * itself when it throws.
   *
   * Throws `storage`, in words, for a fault of the disk, and when the file is not in its place any more, for what is
   * written into a deleted file is gone with this process. Throws SQLite's own error while others hold a lock.
   */
  transaction<T>(work: () => T): T {
    if (this.connection.isTransaction) return this.part(work)
    this.setsSettings = false
    const result = this.commit(work)
    if (this.raisedTo !== null) {
      this.raisedTo = null
      this.announce(this.setsSettings)
    }
    return result
  }

  /**
   * The same, with whatever else this turn of the event loop brings: all of it shares one commit, and each part that
   * throws is undone alone. Resolves when the part is committed.
   */
  together<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => this.commitWaiting())
      const run = (): (() => void) => {
        const result = this.part(work)
        return () => resolve(result)
      }
      this.waiting.push({ run, reject })
    })
  }

  private commitWaiting(): void {
    const parts = this.waiting.splice(0)
    if (parts.length === 0) return
    const told: (() => void)[] = []
    try {
      this.transaction(() => {
        for (const { run, reject } of parts) {
          try {
            told.push(run())
          } catch (error) {
            // After a full disk SQLite has undone all of them.
            if (!this.connection.isTransaction) throw error
            told.push(() => reject(this.explain(error)))
          }
        }
      })
    } catch (error) {
      for (const { reject } of parts) reject(error)
      return
    }
    for (const tell of told) tell()
  }

  /** Within a transaction: undone by itself when it throws. */
  private part<T>(work: () => T): T {
    const raisedTo = this.raisedTo
    this.sql('SAVEPOINT part').run()
    try {
      const result = work()
      this.sql('RELEASE part').run()
      return result
    } catch (error) {
      if (this.connection.isTransaction) {
        this.sql('ROLLBACK TO part').run()
        this.sql('RELEASE part').run()
        this.raisedTo = raisedTo
      }
      throw error
    }
  }

  /** Sets one entry of the settings table. Inside a transaction. */
  putSetting(key: string, value: unknown): void {
    this.setsSettings = true
    this.sql('INSERT OR REPLACE INTO settings (key, value, revision) VALUES (?, ?, ?)').run(
      key,
      JSON.stringify(value),
      this.nextRevision()
    )
  }

  private announce(settings: boolean): void {
    for (const { told, failed } of this.committed) {
      try {
        told(settings)
      } catch (error) {
        failed(error)
      }
    }
  }

  private commit<T>(work: () => T): T {
    try {
      this.sql('BEGIN IMMEDIATE').run()
      const result = work()
      this.assertInPlace()
      if (this.raisedTo !== null) this.sql('UPDATE revision SET current = ?').run(this.raisedTo)
      this.sql('COMMIT').run()
      return result
    } catch (error) {
      this.raisedTo = null
      // After a full disk SQLite has rolled back already.
      if (this.connection.isTransaction) this.connection.exec('ROLLBACK')
      throw this.explain(error)
    }
  }

  /** Throws `storage` when the database's file was deleted, moved away or replaced. */
  assertInPlace(): void {
    if (identityOf(this.file) === this.identity) return
    const folder = dirname(this.file)
    throw new ChatError('profile.folder_gone', { folder })
  }

  /** A fault of the disk in words, told to who listens for faults; any other error, and a lock of others, as it is. */
  explain(error: unknown): unknown {
    const ofStore = error instanceof Error && ('errcode' in error || isStorage(error))
    if (!ofStore || isBusy(error)) return error
    if (isDamage(error)) suspect(this.file)
    const told = diskFault(error, dirname(this.file))
    this.faulty(told)
    return told
  }

  /** A damaged page was found: tells who listens for faults, and has the next start check the file. */
  tellDamage(): void {
    suspect(this.file)
    this.faulty(new ChatError('database.damaged_page', { file: this.file }))
  }

  /** The profile's revision: grows with every change to anything that panes show. */
  revision(): number {
    return this.raisedTo ?? Number(this.sql('SELECT current FROM revision').get()?.['current'])
  }

  /** Raises the revision and returns it. Throws outside a transaction: nobody would be told of what changed. */
  nextRevision(): number {
    if (!this.connection.isTransaction) throw new Error('The revision is raised outside a transaction.')
    this.raisedTo = this.revision() + 1
    return this.raisedTo
  }

  /**
   * Notes, inside a transaction, that more has changed than anybody wants to be told one by one: every host asks anew
   * for what it shows.
   */
  noteReadAnew(): void {
    this.setMeta('read_anew', String(this.nextRevision()))
  }

  /**
   * What was noted as changed after a revision, each under its key, `settings` and `deleted` (conversations) among them: by
   * one statement, for every commit is followed by it.
   */
  notedSince(revision: number): ReadonlySet<string> {
    const rows = this.sql(
      `SELECT key FROM meta WHERE key IN
         ('read_anew', 'scheduled_revision', 'templates_revision', 'letters_revision', 'people_revision')
         AND CAST(value AS INTEGER) > :revision
       UNION ALL SELECT 'settings' WHERE EXISTS (SELECT 1 FROM settings WHERE revision > :revision)
       UNION ALL SELECT 'deleted' WHERE EXISTS (SELECT 1 FROM deleted_conversations WHERE revision > :revision)
         OR EXISTS (SELECT 1 FROM conversations WHERE revision > :revision AND delete_at IS NOT NULL)`
    ).all({ revision })
    return new Set(rows.map(({ key }) => String(key)))
  }

  /** What the profile notes about itself under a key; null when nothing. */
  getMeta(key: string): string | null {
    const value = this.sql('SELECT value FROM meta WHERE key = ?').get(key)?.['value']
    return typeof value === 'string' ? value : null
  }

  setMeta(key: string, value: string): void {
    this.sql('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(key, value)
  }

  /** Changes when another process has written; says nothing of our own writes. */
  dataVersion(): number {
    return Number(this.sql('PRAGMA data_version').get()?.['data_version'])
  }

  /** Checks every page; `ok`, or throws `storage` with what SQLite found. */
  async integrity(): Promise<string> {
    const found = this.sql('PRAGMA integrity_check(1)').get()?.['integrity_check']
    if (found !== 'ok') throw new ChatError('database.damaged', { detail: String(found) })
    return 'ok'
  }

  close(): void {
    this.commitWaiting()
    this.statements.clear()
    this.connection.close()
  }
}

const isStorage = (error: Error): boolean => error instanceof ChatError && error.code === 'storage'

/** Tells a file from another one of the same name. */
function identityOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false })
  return found ? `${found.dev}:${found.ino}` : 'gone'
}
