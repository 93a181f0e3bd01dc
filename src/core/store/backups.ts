import { renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { ChatError } from '../../shared/errors'
import { diskFault } from '../../platform/disk-fault'
import { lockFile } from '../../platform/folder-lock'
import { ensurePrivateFile } from '../../platform/private-files'
import { checkPages } from './page-check'
import { COUNT_KEY, type RecoverableFile } from './recovery'
import { listSetAside, nameOfSetAside, type SetAsideFile } from './set-aside'

/** How many backups are kept. */
export const BACKUPS_KEPT = 7

const DAY_MS = 86_400_000

/** When it is looked for the first time whether a backup is due, and how often then, in milliseconds. */
const FIRST_LOOK_MS = 60_000
const LOOK_EVERY_MS = 3_600_000

/** Pages that are copied before others get their turn: some 0.4 MB, less than a millisecond. */
const STEP_PAGES = 100

/** Bytes that must stay free on the disk beside a backup: messages come first. */
const LEFT_FREE = 100_000_000

export interface BackupsDeps {
  /** The profile's database. */
  file: string
  now: () => number
  /** Whether the user wants one a day. */
  daily: () => boolean
  /** Told why the daily one could not be made. */
  failed: (error: unknown) => void
}

/** Copies of a profile's database beside it, as they are read back by `Recovery`: one a day, checked, the last seven kept. */
export class Backups {
  private timer: NodeJS.Timeout | undefined
  private running: Promise<unknown> = Promise.resolve()
  private readonly ending = new AbortController()

  constructor(private readonly deps: BackupsDeps) {}

  /** Makes one a day from now on; nothing where nothing has changed since the last. */
  start(): void {
    const look = (): void => {
      this.timer = setTimeout(look, LOOK_EVERY_MS).unref()
      if (!this.deps.daily() || !this.isDue()) return
      this.make().catch((error: unknown) => {
        // Another host on this profile is making it, or this one ends.
        const meant = error instanceof ChatError && ['conflict', 'cancelled'].includes(error.code)
        if (!meant) this.deps.failed(error)
      })
    }
    this.timer = setTimeout(look, FIRST_LOOK_MS).unref()
  }

  /** Ends a copy that is under way; what there is of it goes. */
  async stop(): Promise<void> {
    this.ending.abort()
    clearTimeout(this.timer)
    await this.running
  }

  /**
   * Makes one now and checks every page of it; older ones beyond seven go. Messages go on meanwhile.
   *
   * It holds no access keys. Throws `conflict` while one is being made, `cancelled` when
   * `stop` is called meanwhile, `storage` when the disk has no room or a page is damaged: then no older one goes.
   */
  async make(): Promise<RecoverableFile> {
    const { file } = this.deps
    const lock = lockFile(`${file}.backup-lock`, 'exclusive')
    if (!lock) throw new ChatError('backup.under_way')
    const work = this.copy().finally(() => lock.release())
    this.running = work.catch(() => {})
    return await work
  }

  /** Whether a day is over since the last one, by a clock that may have been set back, and something has changed. */
  isDue(): boolean {
    const [newest] = this.kept()
    if (!newest) return true
    const { file, now } = this.deps
    if (Math.abs(now() - newest.at) < DAY_MS) return false
    return revisionOf(file) !== revisionOf(join(dirname(file), newest.name))
  }

  private kept(): SetAsideFile[] {
    return listSetAside(dirname(this.deps.file)).filter(({ reason }) => reason === 'backup')
  }

  private async copy(): Promise<RecoverableFile> {
    const { file, now } = this.deps
    const draft = `${file}.backup-draft`
    forget(draft)
    try {
      assertRoom(file)
      ensurePrivateFile(draft)
      await this.copyPages(file, draft)
      const messages = settle(draft)
      await this.check(draft)
      const at = now()
      const name = nameOfSetAside(file, 'backup', at)
      const bytes = statSync(draft).size
      renameSync(draft, join(dirname(file), name))
      for (const old of this.kept().slice(BACKUPS_KEPT)) forget(join(dirname(file), old.name))
      return { name, reason: 'backup', at, bytes, messages }
    } catch (error) {
      throw diskFault(error, dirname(file))
    } finally {
      forget(draft)
    }
  }

  /** From one moment of the database, however long it takes and whatever is written meanwhile. */
  private async copyPages(file: string, draft: string): Promise<void> {
    const source = new DatabaseSync(file, { readOnly: true })
    try {
      source.exec('BEGIN')
      source.prepare('SELECT current FROM revision').get()
      const { signal } = this.ending
      await backup(source, draft, { rate: STEP_PAGES, progress: () => signal.throwIfAborted() })
    } catch (error) {
      throw this.ending.signal.aborted ? new ChatError('backup.stopped') : error
    } finally {
      source.close()
    }
  }

  private async check(draft: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const { signal } = this.ending
      const stopped = (): void => {
        stop()
        reject(new ChatError('backup.stopped'))
      }
      const stop = checkPages({
        file: draft,
        sound: resolve,
        damaged: () => reject(new ChatError('backup.damaged', { file: this.deps.file })),
        unread: reject,
        beginAfterMs: 0
      })
      if (signal.aborted) stopped()
      else signal.addEventListener('abort', stopped, { once: true })
    })
  }
}

function assertRoom(file: string): void {
  const { bavail, bsize } = statfsSync(dirname(file))
  const needed = statSync(file).size + LEFT_FREE
  if (bavail * bsize < needed)
    throw new ChatError('backup.no_room', { folder: dirname(file), megabytes: Math.ceil(needed / 1e6) })
}

/**
 * Without access keys, which a backup would keep after they were removed here. It is one file
 * from then on: SQLite's log is no part of a copy. Returns how many messages it holds, which it says itself too.
 */
function settle(draft: string): number {
  const copy = new DatabaseSync(draft)
  try {
    copy.exec(`PRAGMA secure_delete = ON; DELETE FROM settings WHERE key LIKE 'keys:%'`)
    const messages = Number(copy.prepare('SELECT count(*) AS size FROM messages').get()?.['size'])
    copy.prepare('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)').run(COUNT_KEY, String(messages))
    copy.exec('PRAGMA journal_mode = DELETE')
    return messages
  } finally {
    copy.close()
  }
}

/** What a database has come to; null when it cannot be read. */
function revisionOf(file: string): number | null {
  try {
    const db = new DatabaseSync(file, { readOnly: true })
    try {
      return Number(db.prepare('SELECT current FROM revision').get()?.['current'])
    } finally {
      db.close()
    }
  } catch {
    return null
  }
}

function forget(file: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(file + suffix, { force: true })
}
