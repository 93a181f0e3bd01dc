import { randomUUID } from 'node:crypto'
import type { Notice } from '../shared/contract'

/** What the user should know about this run, until dismissed. */
export class Notices {
  private all: Notice[] = []

  constructor(
    private readonly now: () => number,
    private readonly changed: (notices: Notice[]) => void
  ) {}

  /** Adds one; the same text is kept once. */
  add(level: Notice['level'], text: string): void {
    if (this.all.some((notice) => notice.text === text)) return
    this.all = [...this.all, { id: randomUUID(), level, text, at: this.now() }]
    this.changed(this.all)
  }

  list(): Notice[] {
    return this.all
  }

  dismiss(id: string): void {
    this.all = this.all.filter((notice) => notice.id !== id)
    this.changed(this.all)
  }
}
