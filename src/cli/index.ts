import { version } from '../../package.json'
import { runCli } from './run-cli'

// The entry of the command line: everything that touches the process stands here.

/** One Ctrl+C can arrive twice, from the terminal and from npm, which passes it on; in milliseconds. */
const SAME_KEY_PRESS_MS = 500

const stop = new AbortController()
let askedAt = 0
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Somebody who asks twice does not want to wait.
    if (stop.signal.aborted && performance.now() - askedAt > SAME_KEY_PRESS_MS) process.exit(130)
    if (!stop.signal.aborted) askedAt = performance.now()
    stop.abort()
  })
}
// A reader that has seen enough (`chatapp history | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))

process.exitCode = await runCli(process.argv.slice(2), {
  version,
  input: process.stdin,
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  stop: stop.signal
})
// What still holds the process (an abandoned poll, an idle socket) must not keep the shell waiting.
process.stdout.write('', () => process.exit())
