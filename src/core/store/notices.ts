import { randomUUID } from 'node:crypto'
import { noticeSchema, type Notice } from '../../shared/contract'
import type { Told } from '../../shared/said'
import { parseJson } from '../../platform/json-file'
import type { ProfileDatabase } from './database'

/** What the user should know, kept in the profile until dismissed: the host that finds it may have no window. */
export class Notices {
  /** Those that a full or locked disk did not take. */
  private unsaved: Notice[] = []
  private readonly added: Notice[] = []

  constructor(
    private readonly db: ProfileDatabase,
    private readonly now: () => number,
    private readonly changed: (notices: Notice[]) => void
  ) {}

  /** Adds one; the same text is kept once. Never throws: where it cannot be stored, it lasts for this run. */
  add(level: Notice['level'], { detail: text, said }: Told): void {
    const notice: Notice = { id: randomUUID(), level, text, said, at: this.now() }
    if (this.list().some((other) => other.text === text)) return
    try {
      this.db
        .sql('INSERT OR IGNORE INTO notices (id, level, text, said, at) VALUES (?, ?, ?, ?, ?)')
        .run(notice.id, level, text, JSON.stringify(said), notice.at)
    } catch {
      this.unsaved = [...this.unsaved, notice]
    }
    this.added.push(notice)
    this.changed(this.list())
  }

  /** Those that were added in this run, oldest first, dismissed or not. */
  ofThisRun(): readonly Notice[] {
    return this.added
  }

  /** All of them, oldest first. Never throws: of a database that cannot be read, those of this run are left. */
  list(): Notice[] {
    return [...this.stored(), ...this.unsaved]
  }

  private stored(): Notice[] {
    try {
      const rows = this.db.sql('SELECT id, level, text, said, at FROM notices ORDER BY at').all()
      return rows.map(({ said, ...row }) =>
        noticeSchema.parse(said === null ? row : { ...row, said: parseJson(String(said)) })
      )
    } catch {
      return []
    }
  }

  dismiss(id: string): void {
    this.unsaved = this.unsaved.filter((notice) => notice.id !== id)
    this.db.sql('DELETE FROM notices WHERE id = ?').run(id)
    this.changed(this.list())
  }
}
