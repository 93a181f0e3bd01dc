// `npm start`: builds when a source is newer than the build, then shows ChatAPP in its own window or, where there is
// no Electron or no display, in the web browser. Standard output carries the ready line only.
import { spawn } from 'node:child_process'
import { enableCompileCache } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildIfStale } from './build-if-stale.mjs'
import { chooseHost } from './choose-host.mjs'
import { downloadElectron, findElectron, recentFailure, rememberFailure } from './electron-binary.mjs'
import { requireNode } from './require-node.mjs'

const DOWNLOAD_LIMIT_MS = 60_000
/** One Ctrl+C can arrive twice, from the terminal and from npm, which passes it on. */
const SAME_KEY_PRESS_MS = 500
const root = resolve(import.meta.dirname, '..')
const argv = process.argv.slice(2)

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`)

requireNode()
// Compiled code is kept, so that the next start is quicker.
enableCompileCache(join(root, 'node_modules', '.cache', 'compile'))
try {
  await buildIfStale()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
await start()

async function start() {
  const choice = chooseHost(argv, process.env, process.platform)
  if (choice.host === 'browser') return await showInBrowser(choice.reason)
  const electron = findElectron(root) ?? (await fetchElectron())
  if (typeof electron === 'object') return await showInBrowser(electron.reason)
  const failure = await showInWindow(electron)
  if (failure) await showInBrowser(`because the window could not be opened (${failure})`)
}

/** @returns {Promise<string | { reason: string }>} the executable, or why there is none */
async function fetchElectron() {
  const before = recentFailure(root, Date.now())
  if (before)
    return { reason: `because Electron is not here: ${before}; npm start tries again a day after that` }
  say(
    `Getting Electron, which draws ChatAPP’s window (once, about 120 MB, at most ${DOWNLOAD_LIMIT_MS / 1000} s) …`
  )
  const failure = await downloadElectron(root, DOWNLOAD_LIMIT_MS)
  const electron = failure === null ? findElectron(root) : null
  if (electron) return electron
  const reason = failure ?? 'its download is not complete'
  rememberFailure(root, reason, Date.now())
  return { reason: `because Electron is not here: ${reason}; npm start tries again in a day` }
}

/** The browser host runs in this process: a second Node would cost a third of the time to the ready line. @param {string | null} reason */
async function showInBrowser(reason) {
  if (reason) say(`ChatAPP opens in the web browser, ${reason}.`)
  const entry = join(root, 'out', 'main', 'browser.js')
  process.argv = [process.execPath, entry, ...argv]
  await import(pathToFileURL(entry).href)
}

/**
 * Runs the window until it is closed and exits with its code. Returns why, when it died before it was ready.
 *
 * Electron quits in order at its first signal and at once at its second, so it gets a process group of its own,
 * which the terminal does not reach, and exactly one signal from here.
 *
 * @param {string} electron
 * @returns {Promise<string>}
 */
async function showInWindow(electron) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const detached = process.platform !== 'win32'
  const child = spawn(electron, [root, ...argv], { stdio: ['ignore', 'pipe', 'inherit'], env, detached })
  let askedAt = Number.POSITIVE_INFINITY
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (performance.now() - askedAt > SAME_KEY_PRESS_MS) child.kill('SIGKILL')
      else if (askedAt === Number.POSITIVE_INFINITY) child.kill(signal)
      askedAt = Math.min(askedAt, performance.now())
    })
  }
  let ready = false
  child.stdout.on('data', (/** @type {Buffer} */ text) => {
    ready ||= text.includes('ChatAPP is ready')
    process.stdout.write(text)
  })
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => {
      // 0 and 1 are ours: done, or told the user why not. Anything else before the ready line is Chromium's death.
      if (ready || code === 0 || code === 1) process.exit(code ?? 1)
      resolve(signal ? `it ended with ${signal}` : `it ended with code ${code}`)
    })
  })
}
