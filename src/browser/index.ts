import { resolve } from 'node:path'
import { version } from '../../package.json'
import { createChatApp } from '../core/app'
import { standardOutput } from '../platform/standard-output'
import { stopSignal } from '../platform/stop'
import { canOpenBrowser, openInBrowser } from './open-in-browser'
import { runBrowserHost } from './run-browser-host'

// The entry of the browser host: everything that touches the process stands here.

// The page needs no terminal: a host goes on where nobody reads its words any longer.
const { stdout, stderr } = process
const { out, err, flushed } = standardOutput({ stdout, stderr, outFailed: () => {} })
const cannotOpen = (): void => err('The web browser could not be opened. Open the link above yourself.')

const code = await runBrowserHost({
  argv: process.argv.slice(2),
  version,
  rendererDir: resolve(import.meta.dirname, '../renderer'),
  createChatApp,
  openLink: canOpenBrowser(process.platform, process.env)
    ? (link, spent) => openInBrowser(link, spent, cannotOpen)
    : undefined,
  out,
  err,
  stop: stopSignal()
})
await flushed()
process.exit(code)
