import { randomUUID } from 'node:crypto'
import { noticeSchema, type Notice } from '../shared/contract'
import type { ProfileDatabase } from './database'

/** What the user should know, kept in the profile until dismissed: the host that finds it may have no window. */
export class Notices {
  constructor(
    private readonly db: ProfileDatabase,
    private readonly now: () => number,
    private readonly changed: (notices: Notice[], added: Notice | null) => void
  ) {}

  /** Adds one; the same text is kept once. */
  add(level: Notice['level'], text: string): void {
    const notice: Notice = { id: randomUUID(), level, text, at: this.now() }
    const { changes } = this.db
      .sql('INSERT OR IGNORE INTO notices (id, level, text, at) VALUES (?, ?, ?, ?)')
      .run(notice.id, level, text, notice.at)
    if (changes > 0) this.changed(this.list(), notice)
  }

  /** All of them, oldest first. */
  list(): Notice[] {
    return this.db
      .sql('SELECT id, level, text, at FROM notices ORDER BY at')
      .all()
      .map((row) => noticeSchema.parse({ ...row }))
  }

  dismiss(id: string): void {
    const { changes } = this.db.sql('DELETE FROM notices WHERE id = ?').run(id)
    if (changes > 0) this.changed(this.list(), null)
  }
}
