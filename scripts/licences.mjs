// Which packages ship, and under which licences: noted by each part of the build, written into out/renderer/licences.txt.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** @typedef {{ name: string, version: string, licence: string, text: string }} Shipped */

/** @param {string} root */
const notesBelow = (root) => join(root, 'out', '.shipped')

/** Licences that ask for their text to come along, and nothing else. */
const known = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense'
])

/**
 * The build plugin: notes every package that a part of the build holds code of.
 *
 * @param {string} root the checkout; a bundled configuration does not know where this file is
 * @param {string} part
 * @returns {import('vite').Plugin}
 */
export const noteShipped = (root, part) => ({
  name: 'note-shipped',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((output) =>
      output.type === 'chunk' ? output.moduleIds : []
    )
    mkdirSync(notesBelow(root), { recursive: true })
    writeFileSync(join(notesBelow(root), `${part}.json`), JSON.stringify(packagesOf(modules)))
  }
})

/** The folders of the packages that modules belong to. @param {readonly string[]} modules */
export const packagesOf = (modules) => [
  ...new Set(
    modules.flatMap(
      (id) => /^\0?(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id)?.[1] ?? []
    )
  )
]

/**
 * What is known of a package's licence. Throws where it is none of the known ones.
 *
 * @param {string} folder
 * @returns {Shipped}
 */
export function readShipped(folder) {
  /** @type {{ name: string, version: string, license?: unknown }} */
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const licence = typeof license === 'string' ? license : ''
  // An expression: one known choice is enough, every known part is needed.
  const holds = licence
    .replaceAll(/[()]/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => known.has(one.trim())))
  if (!holds)
    throw new Error(
      `${name} ${version} would ship under ${licence || 'no licence'}, which is none of those known in scripts/licences.mjs. Look at it, then add it there or do without the package.`
    )
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .toSorted()
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  return { name, version, licence, text }
}

/**
 * The list that ships: each package with its licence, then each text once with the packages it is of.
 *
 * @param {readonly Shipped[]} shipped
 */
export function licenceList(shipped) {
  /** @type {Map<string, string[]>} */
  const texts = new Map()
  for (const { name, licence, text } of shipped) {
    const words = text.replaceAll('\r\n', '\n') || `${licence}. The package brings no text of it.`
    texts.set(words, [...(texts.get(words) ?? []), name])
  }
  const list = shipped.map(({ name, version, licence }) => `${name} ${version}: ${licence}`)
  const parts = [...texts].map(([text, names]) => `${'-'.repeat(80)}\n${names.join(', ')}\n\n${text}`)
  return `What is in ChatAPP besides its own code (MIT), with the licences of it. The installed app holds Electron (MIT) and
Chromium too; theirs stand in LICENSE.electron.txt and LICENSES.chromium.html beside it.

${list.join('\n')}

${parts.join('\n\n')}
`
}

/** What these parts of the build noted, by name. @param {string} root @param {readonly string[]} parts */
export function readNoted(root, parts) {
  const folders = parts.flatMap((part) => {
    /** @type {string[]} */
    const folders = JSON.parse(readFileSync(join(notesBelow(root), `${part}.json`), 'utf8'))
    return folders
  })
  // A package that is there twice in one version is one.
  const shipped = Map.groupBy(folders.map(readShipped), ({ name, version }) => `${name} ${version}`)
  return [...shipped].toSorted(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, [first]]) => first ?? [])
}

/** Writes the list beside the page, from what the parts of the build noted. Throws for a licence that is not known. @param {string} root */
export function writeLicences(root) {
  const notes = notesBelow(root)
  const parts = readdirSync(notes).map((file) => file.replace(/\.json$/, ''))
  writeFileSync(join(root, 'out', 'renderer', 'licences.txt'), licenceList(readNoted(root, parts)))
  rmSync(notes, { recursive: true })
}
