// Runs before every npm script, on any Node from 20.19, with no dependency: installs what package-lock.json names
// when node_modules is missing or older. Says what it does on standard error; silent when there is nothing to do.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { withLock } from './lock.mjs'

const root = resolve(import.meta.dirname, '..')
const wanted = join(root, 'package-lock.json')
const installed = join(root, 'node_modules', '.package-lock.json')

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `ChatAPP needs Node 20.19 or newer; this is ${process.version}. Install it from nodejs.org.\n`
  )
  process.exit(1)
}

const isMissing = () => !existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs

// Another command may have installed everything while this one waited.
if (isMissing()) await withLock(root, () => void (isMissing() && install()))

function install() {
  process.stderr.write('Installing what ChatAPP needs (once, about a minute) …\n')
  // npm names itself in npm_execpath; without it (run by hand) the npm on PATH serves.
  const npm = process.env['npm_execpath']
  const args = ['ci', '--loglevel=error', '--no-fund', '--no-audit']
  const { status, error } =
    npm && npm.endsWith('.js')
      ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (status !== 0) {
    process.stderr.write(
      `npm ci failed${error ? ` (${error.message})` : ''}. Check the network and the lines above, then run the command again.\n`
    )
    process.exit(1)
  }
}
