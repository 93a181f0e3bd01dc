import type { StandardOutput } from '../platform/standard-output'

/** What the process gives the command line. */
export interface CliDeps extends Pick<StandardOutput, 'out' | 'err' | 'drained'> {
  readonly version: string
  readonly input: AsyncIterable<Uint8Array | string>
  /** Whether a person reads `err`, on a terminal. */
  readonly isTerminal?: boolean
  /** Aborted when the user asks to stop; its reason is the signal's name. */
  readonly stop: AbortSignal
}

/** Which profile, where: options that stand after every command. */
export interface ProfileOptions {
  readonly profile?: string
  readonly dataDir?: string
}

/** Where a command works in the place of where its backend says. */
export interface PlaceOptions {
  readonly region?: string
  readonly awsProfile?: string
  readonly endpointUrl?: string
}

/** How a command ended; one that a signal ended has `stoppedExitCode`. */
/** `incomplete`: what could be looked at is in order, but not everything could be. */
export const exitCodes = { done: 0, failed: 1, usage: 2, timedOut: 3, incomplete: 4 } as const
