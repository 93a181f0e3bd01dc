import { resolve } from 'node:path'
import { version } from '../../package.json'
import { createChatApp } from '../core/create-chat-app'
import { stopSignal } from '../core/stop-signal'
import { canOpenBrowser, openInBrowser } from './open-in-browser'
import { runBrowserHost } from './run-browser-host'

// The entry of the browser host: everything that touches the process stands here.

const err = (line: string): void => void process.stderr.write(`${line}\n`)
const cannotOpen = (): void => err('The web browser could not be opened. Open the link above yourself.')

const code = await runBrowserHost({
  argv: process.argv.slice(2),
  version,
  rendererDir: resolve(import.meta.dirname, '../renderer'),
  createChatApp,
  openLink: canOpenBrowser(process.platform, process.env)
    ? (link, spent) => openInBrowser(link, spent, cannotOpen)
    : undefined,
  out: (line) => void process.stdout.write(`${line}\n`),
  err,
  stop: stopSignal()
})
process.exit(code)
