// After `npm install` through a registry that serves only this platform's packages: writes the other platforms'
// optional packages into package-lock.json, so that `npm ci` works there too. npm adds their integrity when it can.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ version?: string, dev?: boolean, optionalDependencies?: Record<string, string> }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lockfile
 */

/** Optional dependencies that the lockfile names and does not hold, with who wants them. @param {Lockfile} lockfile */
export function missingPackages({ packages }) {
  return Object.entries(packages).flatMap(([path, { dev, optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isHeld(packages, path, name))
      .map(([name, version]) => ({ name, version, dev: dev ?? false }))
  )
}

/** Looks where Node would, from the package's folder up. @param {Lockfile['packages']} packages @param {string} from @param {string} name @returns {boolean} */
function isHeld(packages, from, name) {
  if (`${from}${from && '/'}node_modules/${name}` in packages) return true
  if (from === '') return false
  return isHeld(packages, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name)
}

/** What a binding's name says of where it runs: `…-linux-arm64-musl`, `…/darwin-x64`. @param {string} name */
function platformOf(name) {
  const found =
    /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(\w+))?$/.exec(
      name
    )
  if (!found) throw new Error(`The name ${name} does not say for which platform it is.`)
  const [, os = '', cpu = '', abi] = found
  const libc = os !== 'linux' || !abi ? {} : { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] }
  return { cpu: [cpu], ...libc, os: [os] }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = resolve(import.meta.dirname, '../package-lock.json')
  const lockfile = /** @type {Lockfile} */ (JSON.parse(readFileSync(file, 'utf8')))
  const missing = missingPackages(lockfile)
  for (const { name, version, dev } of missing) {
    const entry = { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) }
    lockfile.packages[`node_modules/${name}`] = entry
  }
  const sorted = Object.entries(lockfile.packages).toSorted(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(file, `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`)
  process.stderr.write(`Added ${missing.length} packages of other platforms to package-lock.json.\n`)
}
