import type { Deletion } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { UNDO_MS } from '../../shared/wire'
import type { ConversationStore } from './conversation-store'
import type { ProfileDatabase } from './database'
import { briefly } from './patient'

export interface ChatDeletionsDeps {
  db: ProfileDatabase
  conversations: ConversationStore
  now: () => number
  /** Told how far one is that takes long. */
  progress: (deletion: Deletion) => void
  /** Told why one that nobody waits for did not come to its end; the next start goes on with it. */
  failed: (error: unknown) => void
}

/** How long one that is deleted later waits, in milliseconds: longer than a person is offered to have it back. */
export const WAIT_MS = UNDO_MS + 1000

/** How often to tell how far one is; one that takes no longer than this needs no word. In milliseconds. */
const TELL_EVERY_MS = 250

/**
 * Deletes chats, however large, without keeping anything else waiting: the oldest messages first, in short
 * transactions, and the chat itself with the last of them. What is deleted when that is stopped is gone; the rest stays.
 *
 * One that is deleted later is marked in the database, which hides it; whichever host of the profile is there when it is
 * due deletes it, so that it is gone although the host that marked it ended.
 */
export class ChatDeletions {
  private readonly running = new Set<Running>()
  private readonly waiting = new Map<string, NodeJS.Timeout>()
  private stopped = false

  constructor(private readonly deps: ChatDeletionsDeps) {}

  /** Resolves when it is gone. Throws `not_found`, or `cancelled` when it was stopped. */
  async delete(id: string): Promise<void> {
    await this.begin(id, () => true)
  }

  /** Hides it now, and deletes it when it can no longer be had back. Throws `not_found`, or `conflict` for the default one. */
  later(id: string): void {
    this.deps.conversations.deleteAt(id, this.deps.now() + WAIT_MS)
    this.resume()
  }

  /** Goes on with what was to be deleted later, whoever marked it. What is due is begun now; nothing waits longer than it was to. */
  resume(): void {
    const now = this.deps.now()
    for (const { id, at } of this.deps.conversations.toDelete()) {
      if (this.stopped || this.waiting.has(id)) continue
      const wait = Math.min(Math.max(at - now, 0), WAIT_MS)
      const timer = setTimeout(() => void this.deleteMarked(id), wait)
      this.waiting.set(id, timer.unref())
    }
  }

  /** Stops the deletion of a chat, and takes back that it is to be deleted; without one it does nothing. */
  cancel(id: string): void {
    for (const running of this.running) if (running.id === id) running.cancelled = true
    if (this.deps.conversations.toDelete().some((one) => one.id === id)) this.restore(id)
  }

  /** Shows a chat again that was to be deleted. Throws `not_found` when it is gone. */
  restore(id: string): ReturnType<ConversationStore['restore']> {
    clearTimeout(this.waiting.get(id))
    this.waiting.delete(id)
    return this.deps.conversations.restore(id)
  }

  /** Stops all of them; resolves when none is at work any more. Those that are marked go on with the next start. */
  async stop(): Promise<void> {
    this.stopped = true
    for (const timer of this.waiting.values()) clearTimeout(timer)
    for (const running of this.running) running.cancelled = true
    await Promise.all([...this.running].map(({ ended }) => ended))
  }

  private async deleteMarked(id: string): Promise<void> {
    const { conversations, failed } = this.deps
    const marked = (): boolean => conversations.toDelete().some((one) => one.id === id)
    try {
      if (marked()) await this.begin(id, marked)
    } catch (error) {
      // Stopped, had back, or deleted by another host meanwhile.
      const isMeant = error instanceof ChatError && (error.code === 'cancelled' || error.code === 'not_found')
      if (!isMeant) failed(error)
    } finally {
      this.waiting.delete(id)
    }
  }

  private async begin(id: string, wanted: () => boolean): Promise<void> {
    const running: Running = { id, cancelled: false, ended: Promise.resolve() }
    const work = this.run(running, wanted)
    running.ended = work.catch(() => {})
    this.running.add(running)
    await work.finally(() => this.running.delete(running))
  }

  private async run(running: Running, wanted: () => boolean): Promise<void> {
    const { db, conversations, now, progress } = this.deps
    const { id } = running
    const gauge = new Gauge(() => conversations.extent(id), progress)
    /** In one transaction with what it asks for: who has it back meanwhile, has all that is left. */
    const step = (): { deleted: number; more: boolean } | null =>
      db.transaction(() => (wanted() ? conversations.deleteOldest(id) : null))
    try {
      for (let done = await briefly(db, step); done?.more !== false; done = await briefly(db, step)) {
        if (done) gauge.add(done.deleted)
        if (done && !running.cancelled) continue
        await briefly(db, () => db.transaction(() => db.noteReadAnew()))
        throw new ChatError('chat.deletion_cancelled')
      }
      await briefly(db, () => db.transaction(() => wanted() && conversations.delete(id, now())))
    } finally {
      gauge.end()
    }
  }
}

/** One that is under way. */
interface Running {
  readonly id: string
  cancelled: boolean
  /** Settles, without an error, when it is over. */
  ended: Promise<void>
}

/** Tells now and then how far a deletion is. */
class Gauge {
  private deleted = 0
  private toldAt = performance.now()
  private extent: Pick<Deletion, 'id' | 'title' | 'total'> | null = null

  constructor(
    private readonly measure: () => Pick<Deletion, 'id' | 'title' | 'total'>,
    private readonly progress: (deletion: Deletion) => void
  ) {}

  add(deleted: number): void {
    this.deleted += deleted
    if (performance.now() - this.toldAt < TELL_EVERY_MS) return
    this.toldAt = performance.now()
    if (this.extent === null) {
      const left = this.measure()
      this.extent = { ...left, total: left.total + this.deleted }
    }
    this.progress({ ...this.extent, deleted: this.deleted, over: false })
  }

  end(): void {
    if (this.extent) this.progress({ ...this.extent, deleted: this.deleted, over: true })
  }
}
