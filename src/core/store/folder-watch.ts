import type { ChatError } from '../../shared/errors'
import type { ProfileDatabase } from './database'
import { toChatError } from '../../shared/to-chat-error'

export interface FolderWatchDeps {
  db: Pick<ProfileDatabase, 'assertInPlace'>
  /** Told when the folder has gone, with what to do. */
  gone: (error: ChatError) => void
  /** Told when it has gone or is back. */
  changed: () => void
}

/** How often to look, in milliseconds. */
const LOOK_EVERY_MS = 500

/** Sees that the data folder was deleted or moved away under the running app: files that are open do not show it. */
export class FolderWatch {
  private timer: NodeJS.Timeout | undefined
  private error: ChatError | null = null

  constructor(private readonly deps: FolderWatchDeps) {}

  start(): void {
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  /** Why nothing can be stored; null while the folder is in its place. */
  gone(): ChatError | null {
    return this.error
  }

  private look(): void {
    const before = this.error
    this.error = this.found()
    if ((before === null) === (this.error === null)) return
    if (this.error) this.deps.gone(this.error)
    this.deps.changed()
  }

  private found(): ChatError | null {
    try {
      this.deps.db.assertInPlace()
      return null
    } catch (error) {
      return toChatError(error)
    }
  }
}
