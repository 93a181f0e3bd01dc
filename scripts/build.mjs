// Builds out/: the hosts, the preload, the page (electron-vite), the local
// backend, the library for scripts and the MessageProcessor bundle (vite).
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isStale, stamp } from './build-if-stale.mjs'
import { finishLibrary } from './build-library.mjs'
import { writeLicences } from './licences.mjs'
import { withLock } from './lock.mjs'
import { requireNode } from './require-node.mjs'
import { listSources } from './sources.mjs'

const root = resolve(import.meta.dirname, '..')

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

/** Builds, and resolves to how long it took in milliseconds. Two processes build one after the other. */
export const build = () => withLock(root, buildAlone)

function buildAlone() {
  const started = Date.now()
  // Taken first: sources saved while the build runs count as changed after it.
  const made = listSources(root)
  // A build that is under way, or failed, is none.
  rmSync(stamp, { force: true })
  rmSync(join(root, 'out', 'main'), { recursive: true, force: true })
  run('electron-vite/bin/electron-vite.js', ['build', '--logLevel', 'warn'])
  for (const config of ['vite.backend.ts', 'vite.lib.ts', 'lambda/vite.config.ts'])
    run('vite/bin/vite.js', ['build', '--config', config, '--logLevel', 'warn'])
  finishLibrary(root)
  writeLicences(root)
  writeFileSync(stamp, JSON.stringify(made))
  return Date.now() - started
}

/** Builds what another process has not built meanwhile. */
export async function buildStale() {
  await withLock(root, () => {
    // Another process may have built while this one waited.
    if (!isStale()) return
    process.stderr.write('Building ChatAPP …\n')
    const took = buildAlone()
    process.stderr.write(`Built in ${(took / 1000).toFixed(1)} s.\n`)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  requireNode()
  const took = await build()
  process.stderr.write(`Built in ${(took / 1000).toFixed(1)} s.\n`)
}
