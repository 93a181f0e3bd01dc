// `node scripts/release-notes.mjs`: prints what CHANGELOG.md says of the version of package.json; fails where that is nothing.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { notesOf } from '../src/renderer/settings/notes-of.ts'

/** The version of a checkout, and what is new in it. Throws where nothing is said. @param {string} root */
export function releaseNotes(root) {
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const notes = notesOf(readFileSync(join(root, 'CHANGELOG.md'), 'utf8'), version)
  if (notes === '')
    throw new Error(
      `CHANGELOG.md says nothing of version ${version}. Say what is new in it, below "## ${version}".`
    )
  return notes
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${releaseNotes(resolve(import.meta.dirname, '..'))}\n`)
}
