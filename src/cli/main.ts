import { version } from '../../package.json'
import { standardOutput, wholeStream } from '../platform/standard-output'
import { stopSignal } from '../platform/stop'
import { exitCodes } from './cli-deps'
import { runCli } from './run-cli'

// Everything of the command line that touches the process stands here.

/** How long what was said may still take to reach its reader once the user has asked to stop, in milliseconds. */
const LAST_WORDS_MS = 500

const output = standardOutput({
  stdout: wholeStream(process.stdout),
  stderr: wholeStream(process.stderr),
  outFailed: (why) => {
    // A reader that has seen enough (`chatapp history | head`) is no error.
    if (why === null) process.exit(exitCodes.done)
    output.err(`chatapp: standard output could not be written: ${why}. What is there is not complete.`)
    void output.flushed().then(() => process.exit(exitCodes.failed))
  }
})
const stop = stopSignal()
const exitCode = await runCli(process.argv.slice(2), { version, input: process.stdin, stop, ...output })
if (stop.aborted) setTimeout(() => process.exit(exitCode), LAST_WORDS_MS)
const whole = await output.flushed()
// What still holds the process (an abandoned poll, an idle socket) must not keep the shell waiting.
process.exit(whole ? exitCode : exitCode || exitCodes.failed)
