// What the build is made from, and whether it is still that.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

const sources = [
  'src',
  'lambda',
  'lib',
  'resources',
  'CHANGELOG.md',
  'electron.vite.config.ts',
  'vite.backend.ts',
  'vite.chunks.ts',
  'vite.late-schemas.ts',
  'vite.lib.ts',
  'vite.shared.ts',
  'package-lock.json',
  'package.json',
  'tsconfig.json'
]

/** Nothing the build reads: tests, and the files that the test of the import rules puts beside the sources for a moment. */
const notBuilt = /\.test\.tsx?$|^boundary-probe-/

/**
 * Every source file of a checkout with the time it was changed, in milliseconds.
 *
 * Times of folders do not count: they move when a file is put there and taken away again.
 *
 * @param {string} root
 * @returns {Record<string, number>}
 */
export function listSources(root) {
  return Object.fromEntries(sources.flatMap((source) => below(root, source)))
}

/** @param {string} root @param {string} path @returns {[string, number][]} */
function below(root, path) {
  // A file may go between being listed and being looked at.
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (!stat) return []
  if (!stat.isDirectory()) return [[path, stat.mtimeMs]]
  return readdirSync(join(root, path))
    .filter((name) => !notBuilt.test(name))
    .flatMap((name) => below(root, `${path}/${name}`))
}

/** Whether a source was changed, added or deleted since the build noted its sources in the stamp. @param {string} root @param {string} stamp */
export function sourcesChanged(root, stamp) {
  try {
    return !isDeepStrictEqual(JSON.parse(readFileSync(stamp, 'utf8')), listSources(root))
  } catch {
    // No stamp, or one that cannot be read: there is no build to rely on.
    return true
  }
}
