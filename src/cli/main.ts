import { wholeStream } from '../platform/standard-output'
import { stopSignal } from '../platform/stop'
import { runProcess } from './run-process'

// Everything of the command line that touches the process stands here and in run-process.ts.

await runProcess({
  argv: process.argv.slice(2),
  stdout: wholeStream(process.stdout),
  stderr: wholeStream(process.stderr),
  input: process.stdin,
  stop: stopSignal()
})
