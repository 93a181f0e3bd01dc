import { ChatError } from '../../shared/errors'
import type { Backend, BackendNames } from './backend'

/**
 * In place of a chosen backend whose stored entry cannot be read: messages wait until the user has chosen another, or
 * a ChatAPP that can read it has started. They never go to a backend that nobody chose.
 */
export class UnreadableBackend implements Backend {
  readonly kind = 'aws'
  readonly label = 'a backend that cannot be read'
  readonly faultLab = null

  constructor(readonly names: BackendNames) {}

  gateway(): never {
    throw new ChatError('offline', unreadable)
  }

  connection(): never {
    throw new ChatError('offline', unreadable)
  }

  async recover(): Promise<void> {
    throw new ChatError('invalid_input', unreadable)
  }

  onChange(): void {}

  async stop(): Promise<void> {}
}

const unreadable = 'The backend that was chosen cannot be read. Choose one in Settings, or connect it again.'
