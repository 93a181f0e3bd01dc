// What the build is made from, and whether it is still that.
import { readdirSync, readFileSync, statSync } from 'node:fs'
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
  /** @type {Record<string, number>} */
  const found = {}
  for (const source of sources) note(root, source, found)
  return found
}

/** @param {string} root @param {string} path @param {Record<string, number>} found */
function note(root, path, found) {
  // A file may go between being listed and being looked at.
  const stat = statSync(`${root}/${path}`, { throwIfNoEntry: false })
  if (stat?.isDirectory()) noteBelow(root, path, found)
  else if (stat) found[path] = stat.mtimeMs
}

/** @param {string} root @param {string} folder @param {Record<string, number>} found */
function noteBelow(root, folder, found) {
  for (const entry of readdirSync(`${root}/${folder}`, { withFileTypes: true })) {
    if (notBuilt.test(entry.name)) continue
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) noteBelow(root, path, found)
    else note(root, path, found)
  }
}

/** Whether a source was changed, added or deleted since the build noted its sources in the stamp. @param {string} root @param {string} stamp */
export function sourcesChanged(root, stamp) {
  try {
    const [noted, found] = [readFileSync(stamp, 'utf8'), listSources(root)]
    // Mostly they stand there in the same order, too: to compare them one by one takes as long as to list them.
    return noted !== JSON.stringify(found) && !isDeepStrictEqual(JSON.parse(noted), found)
  } catch {
    // No stamp, or one that cannot be read: there is no build to rely on.
    return true
  }
}
