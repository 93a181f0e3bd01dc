import { version } from '../../package.json'
import { standardOutput, type StandardOutputDeps } from '../platform/standard-output'
import { exitCodes, type CliDeps } from './cli-deps'
import { runCli } from './run-cli'

/** How long what was said may still take to reach its reader once the user has asked to stop, in milliseconds. */
const LAST_WORDS_MS = 500

export interface CommandLine
  extends Pick<CliDeps, 'input' | 'stop'>, Pick<StandardOutputDeps, 'stdout' | 'stderr'> {
  /** The words after the program's name. */
  readonly argv: readonly string[]
}

/** Carries out the command line that this process, or this thread of the packed app, is for, and exits with its code. */
export async function runProcess({ argv, stdout, stderr, input, stop }: CommandLine): Promise<void> {
  const output = standardOutput({
    stdout,
    stderr,
    outFailed: (why) => {
      // A reader that has seen enough (`chatapp history | head`) is no error.
      if (why === null) process.exit(exitCodes.done)
      output.err(`chatapp: standard output could not be written: ${why}. What is there is not complete.`)
      void output.flushed().then(() => process.exit(exitCodes.failed))
    }
  })
  const exitCode = await runCli(argv, { version, input, stop, isTerminal: stderr.isTTY === true, ...output })
  if (stop.aborted) setTimeout(() => process.exit(exitCode), LAST_WORDS_MS)
  const whole = await output.flushed()
  // What still holds the process (an abandoned poll, an idle socket) must not keep the shell waiting.
  process.exit(whole ? exitCode : exitCode || exitCodes.failed)
}
