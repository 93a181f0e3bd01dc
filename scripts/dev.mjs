// `npm run dev`: electron-vite's own development mode where there is an Electron; elsewhere the browser host, built and
// started anew after each change.
import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { build } from './build.mjs'
import { findElectron } from './electron-binary.mjs'
import { requireNode } from './require-node.mjs'

const DEVELOPMENT_PORT = '47615'
const root = resolve(import.meta.dirname, '..')
const argv = process.argv.slice(2)

/** @param {string} line */
const say = (line) => void process.stderr.write(`${line}\n`)

requireNode()
const electron = findElectron(root)
const hasDisplay = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']
if (electron && hasDisplay && !argv.includes('--browser')) await developWindow(electron)
else await developInBrowser()

/** @param {string} executable */
async function developWindow(executable) {
  // electron-vite's development mode makes everything but the local backend, MessageProcessor and the template that carries it.
  await buildIfStale()
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const child = spawn(process.execPath, [tool, 'dev', '--watch', '--', ...argv], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ELECTRON_EXEC_PATH: executable }
  })
  child.once('exit', (code) => process.exit(code ?? 1))
}

async function developInBrowser() {
  say(
    'There is no Electron window here, so this develops in the web browser. After a change, open the newly printed link.'
  )
  /** @type {import('node:child_process').ChildProcess | null} */
  let host = null
  /** @type {NodeJS.Timeout | undefined} */
  let timer
  let first = true

  const stopHost = async () => {
    const running = host
    host = null
    if (!running || running.exitCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill()
    await ended
  }
  const buildOrSay = () =>
    build().then(
      (took) => (say(`Built in ${(took / 1000).toFixed(1)} s.`), true),
      (error) => (say(error instanceof Error ? error.message : String(error)), false)
    )
  const renew = async () => {
    if (!(await buildOrSay())) return
    await stopHost()
    const more = first ? [] : ['--no-open']
    const port = argv.some((argument) => argument.startsWith('--port')) ? [] : ['--port', DEVELOPMENT_PORT]
    first = false
    host = spawn(process.execPath, [join(root, 'out', 'main', 'browser.js'), ...port, ...more, ...argv], {
      stdio: 'inherit'
    })
  }
  let renewal = renew()
  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      renewal = renewal.then(renew)
    }, 200)
  }
  for (const folder of ['src', 'lambda', 'resources']) watch(join(root, folder), { recursive: true }, later)
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => void stopHost().then(() => process.exit(0)))
  }
  await renewal
}
