// Electron's binary: whether it is there, and how to get it without waiting for ever. Never `require('electron')`
// to find out: that starts a download which blocks.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const DAY_MS = 24 * 60 * 60 * 1000

/** The executable inside Electron's folder. @param {NodeJS.Platform} platform */
export function executableIn(platform) {
  if (platform === 'darwin') return join('Electron.app', 'Contents', 'MacOS', 'Electron')
  return platform === 'win32' ? 'electron.exe' : 'electron'
}

/** @param {string} path */
function readText(path) {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}

/** @param {string} root @returns {string} */
function wantedVersion(root) {
  const manifest = readText(join(root, 'node_modules', 'electron', 'package.json'))
  return manifest === '' ? '' : String(JSON.parse(manifest).version)
}

/**
 * The complete Electron executable of this checkout, or null. `ELECTRON_OVERRIDE_DIST_PATH` names another folder.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Platform} [platform]
 * @returns {string | null}
 */
export function findElectron(root, env = process.env, platform = process.platform) {
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  const folder = override || join(root, 'node_modules', 'electron', 'dist')
  const executable = join(folder, executableIn(platform))
  if (!existsSync(executable)) return null
  if (override) return executable
  // The installer writes path.txt last, so a download that was cut off has none.
  if (readText(join(root, 'node_modules', 'electron', 'path.txt')) === '') return null
  return readText(join(folder, 'version')).replace(/^v/, '') === wantedVersion(root) ? executable : null
}

/** @param {string} root */
const failureFile = (root) => join(root, 'node_modules', '.cache', 'chatapp', 'electron-download.json')

/**
 * Why no download is tried now: one of this version failed less than a day ago. Null when it is worth a try.
 *
 * @param {string} root
 * @param {number} now
 * @returns {string | null}
 */
export function recentFailure(root, now) {
  try {
    const failure = JSON.parse(readText(failureFile(root)))
    const recent =
      failure.version === wantedVersion(root) && now - failure.at >= 0 && now - failure.at < DAY_MS
    return recent ? String(failure.reason) : null
  } catch {
    return null
  }
}

/** @param {string} root @param {string} reason @param {number} now */
export function rememberFailure(root, reason, now) {
  const file = failureFile(root)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify({ version: wantedVersion(root), at: now, reason }))
}

/**
 * Downloads Electron with its own installer, but for no longer than the limit. Resolves to why it failed, or null.
 *
 * @param {string} root
 * @param {number} limitMs
 * @returns {Promise<string | null>}
 */
export async function downloadElectron(root, limitMs) {
  const script = join(root, 'node_modules', 'electron', 'install.js')
  if (!existsSync(script)) return 'the package electron is not installed'
  const child = spawn(process.execPath, [script], { cwd: root, stdio: 'ignore' })
  /** @type {PromiseWithResolvers<string | null>} */
  const { promise, resolve } = Promise.withResolvers()
  const timer = setTimeout(() => {
    child.kill('SIGKILL')
    resolve(`the download took longer than ${limitMs / 1000} s`)
  }, limitMs)
  child.once('error', (error) => resolve(error.message))
  child.once('exit', (code) => resolve(code === 0 ? null : 'its download server cannot be reached'))
  const reason = await promise
  clearTimeout(timer)
  if (reason === null) rmSync(failureFile(root), { force: true })
  return reason
}
