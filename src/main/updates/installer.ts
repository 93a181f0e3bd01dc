import type { UpdateChoices } from '../../shared/contract'

/** A version that is newer than the one that runs. */
export interface NewerVersion {
  readonly version: string
  /** What is new in it, in its makers' words; Markdown. */
  readonly notes: string
}

/** Finds, fetches and puts in place newer versions. */
export interface Installer {
  /** The newest version of a channel; null when it is not newer than the one that runs. Throws `update.…`. */
  readonly find: (channel: UpdateChoices['channel']) => Promise<NewerVersion | null>
  /** Fetches what was found last, and verifies it. Throws `update.file_damaged`, or what the network or the disk said. */
  readonly fetch: (onShare: (share: number) => void) => Promise<void>
  /** Ends a fetch that is under way. */
  readonly cancel: () => void
  /**
   * Puts the fetched version in place and has it start when this process has ended. Throws when it could not be; on macOS
   * the system does it, and it may still fail after this: `failed` is called then.
   */
  readonly install: (failed: (error: unknown) => void) => void
}
