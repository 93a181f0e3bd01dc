// Emulators from PyPI for the tests against them, in environments of their own below node_modules/.cache.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
export const programs = process.platform === 'win32' ? 'Scripts' : 'bin'

/** How long PyPI may take, in milliseconds. */
const INSTALL_BOUND_MS = 300_000

/** @param {string} command @param {string[]} args */
const run = (command, args) => spawnSync(command, args, { encoding: 'utf8', timeout: INSTALL_BOUND_MS })

/** The name of a Python that is new enough, or null. */
function findPython() {
  const names = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'
  return names.find((name) => run(name, ['-c', check]).status === 0) ?? null
}

/**
 * Puts pinned packages into an environment of their own below node_modules/.cache, once. Returns why that cannot be done;
 * null when they are there.
 *
 * @param {string} name @param {string} requirements a file, from the root @param {string} what
 */
export function installPython(name, requirements, what) {
  const venv = join(root, 'node_modules/.cache', name)
  const file = join(root, requirements)
  const stamp = join(venv, 'installed.txt')
  const wanted = readFileSync(file, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return null
  const python = findPython()
  if (python === null) return 'it needs Python 3.9 or newer with venv, and there is none on the PATH.'
  process.stderr.write(`Installing ${what} into node_modules/.cache/${name} …\n`)
  rmSync(venv, { recursive: true, force: true })
  const made = run(python, ['-m', 'venv', venv])
  if (made.status !== 0) return `python -m venv failed: ${lastLine(made.stderr)}`
  const options = ['--quiet', '--retries=1', '--timeout=15', '--disable-pip-version-check']
  const pip = run(join(venv, programs, 'python'), ['-m', 'pip', 'install', ...options, '-r', file])
  if (pip.status !== 0) {
    rmSync(venv, { recursive: true, force: true })
    return `pip could not install ${wanted.trim().split('\n').join(', ')}: ${lastLine(pip.stderr)}`
  }
  writeFileSync(stamp, wanted)
  return null
}

/** @param {string | null} text */
export const lastLine = (text) => (text ?? '').trim().split('\n').at(-1) || 'no reason given.'

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
