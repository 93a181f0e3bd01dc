/** What the process gives the command line. */
export interface CliDeps {
  readonly version: string
  readonly input: AsyncIterable<Uint8Array | string>
  readonly out: (line: string) => void
  readonly err: (line: string) => void
  /** Aborted when the user asks to stop. */
  readonly stop: AbortSignal
}

/** Which profile, where: options that stand after every command. */
export interface ProfileOptions {
  readonly profile?: string
  readonly dataDir?: string
}

/** How a command ended. */
export const exitCodes = { done: 0, failed: 1, usage: 2, timedOut: 3, interrupted: 130 } as const
