import { ChatError } from '../../shared/errors'
import type { ConversationStore } from './conversation-store'
import type { ProfileDatabase } from './database'
import { briefly } from './patient'

export interface ChatDeletionsDeps {
  db: ProfileDatabase
  conversations: Pick<ConversationStore, 'deleteOldest' | 'delete'>
  now: () => number
}

/**
 * Deletes chats, however large, without keeping anything else waiting: the oldest messages first, in short
 * transactions, and the chat itself with the last of them. What is deleted when that is stopped is gone; the rest stays.
 */
export class ChatDeletions {
  private readonly running = new Set<Deletion>()

  constructor(private readonly deps: ChatDeletionsDeps) {}

  /** Resolves when it is gone. Throws `not_found`, or `cancelled` when it was stopped. */
  async delete(id: string): Promise<void> {
    const deletion: Deletion = { id, cancelled: false, ended: Promise.resolve() }
    const work = this.run(deletion)
    deletion.ended = work.catch(() => {})
    this.running.add(deletion)
    await work.finally(() => this.running.delete(deletion))
  }

  /** Stops the deletion of a chat; without one it does nothing. */
  cancel(id: string): void {
    for (const deletion of this.running) if (deletion.id === id) deletion.cancelled = true
  }

  /** Stops all of them; resolves when none is at work any more. */
  async stop(): Promise<void> {
    for (const deletion of this.running) deletion.cancelled = true
    await Promise.all([...this.running].map(({ ended }) => ended))
  }

  private async run(deletion: Deletion): Promise<void> {
    const { db, conversations, now } = this.deps
    while (await briefly(db, () => conversations.deleteOldest(deletion.id))) {
      if (!deletion.cancelled) continue
      await briefly(db, () => db.transaction(() => db.noteReadAnew()))
      throw new ChatError('chat.deletion_cancelled')
    }
    await briefly(db, () => conversations.delete(deletion.id, now()))
  }
}

/** One that is under way. */
interface Deletion {
  readonly id: string
  cancelled: boolean
  /** Settles, without an error, when it is over. */
  ended: Promise<void>
}
