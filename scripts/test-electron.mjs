// npm run test:electron: drives the window in a real Electron (e2e/electron/). Where the pinned Electron is not to be
// had, an older one from npm runs a compatible copy of the build; see scripts/electron-stand/.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { buildIfStale } from './build-if-stale.mjs'
import { findElectron } from './electron-binary.mjs'
import { makeCompatibleCopy } from './electron-stand/compatible-copy.mjs'
import { getOldElectron } from './electron-stand/old-electron.mjs'
import { canRead, chooseUser, ensurePackages, startScreen } from './electron-stand/system.mjs'
import { requireNode } from './require-node.mjs'

const root = resolve(import.meta.dirname, '..')
/** How long the specs may take, in seconds; without one, until they are done. CI sets it. */
const limitSeconds = Number(process.env['CHATAPP_ELECTRON_LIMIT_S'] ?? 0)

/** Ends well, unless CHATAPP_ELECTRON_TESTS says that a run without tests is a failure. @param {string} why @returns {never} */
function skip(why) {
  process.stdout.write(`Skipped the tests in a real Electron: ${why}.\n`)
  process.exit(process.env['CHATAPP_ELECTRON_TESTS'] === 'required' ? 1 : 0)
}

/** Electron, and the folder of the app for it. @param {string} work */
async function prepare(work) {
  const pinned = findElectron(root)
  if (pinned) return { executable: pinned, app: root, old: false }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    skip(
      'no Electron is here (npm start gets it), and the older one that stands in for it is for Linux on x64'
    )
  }
  const stand = await getOldElectron(join(root, 'node_modules', '.cache'))
  if ('missing' in stand) skip(stand.missing)
  const app = join(work, 'app')
  await makeCompatibleCopy(root, app, stand.packages)
  return { executable: join(stand.dist, 'electron'), app, old: true }
}

/** Makes Electron start as the chosen user, and what it needs readable for them. @param {string} work @param {string} electron @param {ReturnType<typeof chooseUser>} user */
function starter(work, electron, { uid, before }) {
  const home = join(work, 'home')
  mkdirSync(home)
  if (uid === null) return electron
  chownSync(home, uid, uid)
  let program = electron
  if (!canRead(before, electron)) {
    cpSync(dirname(electron), join(work, 'electron'), { recursive: true })
    program = join(work, 'electron', 'electron')
  }
  const script = join(work, 'start-electron')
  writeFileSync(script, `#!/bin/sh\nexec ${before.join(' ')} '${program}' "$@"\n`)
  chmodSync(script, 0o755)
  return script
}

requireNode()
const { DISPLAY, WAYLAND_DISPLAY, PATH, XAUTHORITY, XDG_RUNTIME_DIR } = process.env
const hasScreen = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY)
if (process.platform === 'linux') {
  const missing = ensurePackages(!hasScreen)
  if (missing !== null) skip(missing)
}
await buildIfStale()
const work = mkdtempSync(join(tmpdir(), 'chatapp-electron-'))
chmodSync(work, 0o755)
/** @type {Awaited<ReturnType<typeof startScreen>> | null} */
let screen = null
let status = 1
try {
  const { executable, app, old } = await prepare(work)
  const user = chooseUser()
  const start = starter(work, executable, user)
  // `nobody` has no way to a screen of root's.
  if (!hasScreen || user.uid !== null) screen = await startScreen(work)
  const version = spawnSync(executable, ['-p', 'process.versions.electron'], {
    encoding: 'utf8',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  }).stdout.trim()
  const who = user.uid === null ? 'as you' : 'as nobody'
  const sandbox = user.sandbox ? 'sandbox on' : 'WITHOUT its sandbox, which this system does not allow'
  const proof = old
    ? ' It proves nothing of what only the pinned Electron does: ES modules, node:sqlite, its own faults.'
    : ''
  process.stdout.write(`Electron ${version}, ${who}, ${sandbox}.${proof}\n`)
  const report = join(work, 'report.json')
  const setting = {
    executable: start,
    before: user.before,
    app,
    uid: user.uid,
    sandbox: user.sandbox,
    screen: screen?.file ?? null,
    dist: dirname(executable)
  }
  const display = screen
    ? { DISPLAY: screen.display }
    : { DISPLAY, WAYLAND_DISPLAY, XAUTHORITY, XDG_RUNTIME_DIR }
  const playwright = join(root, 'node_modules', '@playwright', 'test', 'cli.js')
  const args = [
    'test',
    '--config',
    join(root, 'e2e', 'electron', 'playwright.config.ts'),
    ...process.argv.slice(2)
  ]
  const run = spawnSync(process.execPath, [playwright, ...args], {
    cwd: root,
    stdio: 'inherit',
    // Nothing of the caller's own session: no keyring, no settings, no proxies.
    env: {
      PATH,
      ...display,
      LANG: 'C.UTF-8',
      HOME: join(work, 'home'),
      ...(process.env['CI'] === undefined ? {} : { CI: process.env['CI'] }),
      CHATAPP_ELECTRON_SETTING: JSON.stringify(setting),
      CHATAPP_ELECTRON_SHOTS: process.env['CHATAPP_ELECTRON_SHOTS'],
      CHATAPP_ELECTRON_LIMIT_S: String(limitSeconds),
      PLAYWRIGHT_JSON_OUTPUT_FILE: report
    }
  })
  status = run.status ?? 1
  const { unexpected, expected } = JSON.parse(readFileSync(report, 'utf8')).stats
  if (status !== 0 && unexpected === 0 && expected > 0 && limitSeconds > 0) {
    process.stdout.write(
      `Not all of it ran: ${limitSeconds} s were over after ${expected} tests, none of which failed.\n`
    )
    status = 0
  }
} finally {
  screen?.stop()
  rmSync(work, { recursive: true, force: true, maxRetries: 5 })
}
process.exit(status)
