// Builds out/: the hosts, the preload, the page (electron-vite) and the MessageProcessor bundle (vite).
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireNode } from './require-node.mjs'

const root = resolve(import.meta.dirname, '..')
const stamp = join(root, 'out', '.built')
const sources = [
  'src',
  'lambda',
  'resources',
  'electron.vite.config.ts',
  'vite.shared.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json'
]

/** Newest modification time below a path, in milliseconds; 0 where it does not exist. @param {string} path @returns {number} */
function newest(path) {
  if (!existsSync(path)) return 0
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), stat.mtimeMs)
}

/** Whether a source is newer than the build. */
export function isStale() {
  if (!existsSync(stamp)) return true
  const built = statSync(stamp).mtimeMs
  return sources.some((source) => newest(join(root, source)) > built)
}

/** @param {string} tool @param {string[]} args */
function run(tool, args) {
  const bin = join(root, 'node_modules', tool)
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' }
  })
  if (status === 0) return
  process.stderr.write(stdout + stderr)
  throw new Error(`The build failed in ${tool} (exit ${status}). The lines above say where.`)
}

export async function build() {
  const started = Date.now()
  run('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'])
  run('vite/bin/vite.js', ['build', '--config', 'lambda/vite.config.ts', '--logLevel', 'warn'])
  mkdirSync(join(root, 'out'), { recursive: true })
  writeFileSync(stamp, '')
  // Sources saved while the build ran count as newer than it.
  utimesSync(stamp, started / 1000, started / 1000)
  return Date.now() - started
}

/** Builds only when a source is newer than the build. */
export async function buildIfStale() {
  if (!isStale()) return
  process.stderr.write('Building ChatAPP …\n')
  const took = await build()
  process.stderr.write(`Built in ${(took / 1000).toFixed(1)} s.\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode()
  const took = await build()
  process.stderr.write(`Built in ${(took / 1000).toFixed(1)} s.\n`)
}
