// What Electron's window needs of a Linux system: libraries, a screen, and a user whom Chromium's sandbox takes.
import { spawn, spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

const APT_LIMIT_MS = 90_000
const XVFB_LIMIT_MS = 15_000
/** `nobody`, on every Linux. */
const NOBODY = 65_534

/** Libraries that Electron opens, and Debian's package of each. */
const libraries = {
  'libgtk-3.so.0': 'libgtk-3-0',
  'libnss3.so': 'libnss3',
  'libasound.so.2': 'libasound2',
  'libgbm.so.1': 'libgbm1',
  'libcups.so.2': 'libcups2',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libdrm.so.2': 'libdrm2',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXrandr.so.2': 'libxrandr2',
  'libxkbcommon.so.0': 'libxkbcommon0'
}

/** @param {string} command @param {string[]} args @param {number} [timeout] */
const run = (command, args, timeout) =>
  spawnSync(command, args, {
    encoding: 'utf8',
    timeout,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  })

/** @param {string} command @param {string[]} [args] */
const works = (command, args = []) => run(command, args).status === 0

export const isRoot = () => process.getuid?.() === 0

/** The packages that are missing, by Debian's names. @param {boolean} withScreen whether a screen has to be made */
function missingPackages(withScreen) {
  const known = run('/sbin/ldconfig', ['-p']).stdout ?? ''
  const missing = Object.entries(libraries)
    .filter(([library]) => !known.includes(library))
    .map(([, name]) => name)
  if (withScreen && !works('which', ['Xvfb'])) missing.push('xvfb')
  if (!run('fc-list', []).stdout) missing.push('fontconfig', 'fonts-dejavu-core')
  return missing
}

/**
 * Sees to it that the system packages are there; as root, with apt where there is one.
 *
 * @param {boolean} withScreen
 * @returns {string | null} why they are not
 */
export function ensurePackages(withScreen) {
  const missing = missingPackages(withScreen)
  if (missing.length === 0) return null
  const wanted = `the system packages ${missing.join(', ')} are not installed`
  if (!isRoot() || !works('which', ['apt-get'])) return `${wanted}, and only root with apt can add them`
  process.stderr.write(`Installing ${missing.join(', ')} …\n`)
  if (run('apt-get', ['update', '-qq'], APT_LIMIT_MS).status !== 0) return `${wanted}, and apt has no network`
  // The 64-bit time of newer Debians and Ubuntus has renamed some.
  const names = missing.map((name) => (run('apt-cache', ['show', `${name}t64`]).stdout ? `${name}t64` : name))
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...names]
  return run('apt-get', install, APT_LIMIT_MS).status === 0
    ? null
    : `${wanted}, and apt could not install them`
}

/**
 * Starts a screen without a monitor. `stop` ends it; `file` holds what it shows.
 *
 * @param {string} folder
 */
export async function startScreen(folder) {
  const answer = join(folder, 'display')
  const log = openSync(join(folder, 'xvfb.log'), 'w')
  writeFileSync(answer, '')
  const numbers = openSync(answer, 'w')
  const args = [
    '-displayfd',
    '3',
    '-screen',
    '0',
    '1280x800x24',
    '-nocursor',
    '-fbdir',
    folder,
    '-nolisten',
    'tcp'
  ]
  const xvfb = spawn('Xvfb', args, { stdio: ['ignore', log, log, numbers] })
  closeSync(log)
  closeSync(numbers)
  const until = Date.now() + XVFB_LIMIT_MS
  while (readFileSync(answer, 'utf8').trim() === '') {
    if (xvfb.exitCode !== null || Date.now() > until) {
      xvfb.kill()
      throw new Error(`Xvfb did not start: ${readFileSync(join(folder, 'xvfb.log'), 'utf8').trim()}`)
    }
    await setTimeout(50)
  }
  return {
    display: `:${readFileSync(answer, 'utf8').trim()}`,
    file: join(folder, 'Xvfb_screen0'),
    stop: () => xvfb.kill()
  }
}

/**
 * How Electron is started: by whom, and whether Chromium's sandbox works for them. Root has none, so `nobody` it is.
 *
 * @returns {{ uid: number | null, sandbox: boolean, before: string[] }}
 */
export function chooseUser() {
  if (process.platform !== 'linux') return { uid: null, sandbox: true, before: [] }
  // The test of what the sandbox does first: a user namespace of one's own.
  const namespace = ['unshare', '--user', '--map-root-user', 'true']
  if (!isRoot()) return { uid: null, sandbox: works('unshare', namespace.slice(1)), before: [] }
  const before = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const sandbox = works('setpriv', [...before.slice(1), ...namespace])
  return sandbox ? { uid: NOBODY, sandbox, before } : { uid: null, sandbox, before: [] }
}

/** Whether a user may read a path. @param {string[]} before what starts a command as the user @param {string} path */
export const canRead = ([command, ...args], path) =>
  command === undefined ? existsSync(path) : works(command, [...args, 'test', '-r', path])
