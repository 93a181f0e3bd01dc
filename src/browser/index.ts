import { resolve } from 'node:path'
import { version } from '../../package.json'
import { createChatApp } from '../core/app'
import { standardOutput } from '../platform/standard-output'
import { stopSignal } from '../platform/stop'
import { browserOf } from './open-in-browser'
import { runBrowserHost } from './run-browser-host'

// The entry of the browser host: everything that touches the process stands here.

// The page needs no terminal: a host goes on where nobody reads its words any longer.
const { stdout, stderr } = process
const { out, err, flushed } = standardOutput({ stdout, stderr, outFailed: () => {} })

const code = await runBrowserHost({
  argv: process.argv.slice(2),
  version,
  rendererDir: resolve(import.meta.dirname, '../renderer'),
  createChatApp,
  ...browserOf(process, err),
  out,
  err,
  stop: stopSignal()
})
await flushed()
process.exit(code)
