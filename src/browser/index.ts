import { resolve } from 'node:path'
import { version } from '../../package.json'
import { createChatApp } from '../core/create-chat-app'
import { canOpenBrowser, openInBrowser } from './open-in-browser'
import { runBrowserHost } from './run-browser-host'

// The entry of the browser host: everything that touches the process stands here.

/** One Ctrl+C can arrive twice, from the terminal and from npm, which passes it on. */
const SAME_KEY_PRESS_MS = 500

const stop = new AbortController()
let askedAt = Number.POSITIVE_INFINITY
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Somebody who asks twice does not want to wait.
    if (performance.now() - askedAt > SAME_KEY_PRESS_MS) process.exit(130)
    askedAt = Math.min(askedAt, performance.now())
    stop.abort()
  })
}

const err = (line: string): void => void process.stderr.write(`${line}\n`)
const cannotOpen = (): void => err('The web browser could not be opened. Open the link above yourself.')

const code = await runBrowserHost({
  argv: process.argv.slice(2),
  version,
  rendererDir: resolve(import.meta.dirname, '../renderer'),
  createChatApp,
  openLink: canOpenBrowser(process.platform, process.env)
    ? (url) => openInBrowser(url, cannotOpen)
    : undefined,
  out: (line) => void process.stdout.write(`${line}\n`),
  err,
  stop: stop.signal
})
process.exit(code)
