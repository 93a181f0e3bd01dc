import { version } from '../../package.json'
import { stopSignal } from '../core/stop-signal'
import { runCli } from './run-cli'

// The entry of the command line: everything that touches the process stands here.

// A reader that has seen enough (`chatapp history | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  input: process.stdin,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  stop: stopSignal()
})
// What still holds the process (an abandoned poll, an idle socket) must not keep the shell waiting.
process.stdout.write('', () => process.exit())
