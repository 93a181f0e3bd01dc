import { existsSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'

/** Where a Chromium usually stands, on systems for which npm carries none. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
]

/**
 * The Chromium that tests drive: `CHROMIUM_PATH`, else the one in npm's @sparticuz/chromium (Linux x64), else an
 * installed one. Throws, naming the variable, when there is none.
 */
export async function chromiumPath(): Promise<string> {
  const named = process.env['CHROMIUM_PATH']
  if (named) return named
  if (process.platform === 'linux' && process.arch === 'x64') return await fromNpm()
  const found = installed.find((path) => existsSync(path))
  if (found) return found
  throw new Error('No Chromium found. Install Chrome or Edge, or set CHROMIUM_PATH to a Chromium executable.')
}

/** The package inflates into `$TMPDIR/chromium` and reuses any file there, so it gets a folder of its own. */
async function fromNpm(): Promise<string> {
  const folder = resolve(import.meta.dirname, '../node_modules/.cache/chromium')
  mkdirSync(folder, { recursive: true })
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  try {
    const { default: chromium } = await import('@sparticuz/chromium')
    return await chromium.executablePath()
  } finally {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
  }
}
