// `node scripts/sbom.mjs FILE`: writes the software bill of materials of what ships (CycloneDX 1.5, JSON), after a build.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ 'bom-ref': string, type: string, name: string, version: string, properties?: { name: string }[] }} Component
 * @typedef {{ metadata: { component: Component }, components: Component[], dependencies: { ref: string, dependsOn: string[] }[] }} Bom
 */

/**
 * The bill of materials of a built checkout: npm's own, of the packages that the build holds code of, and of Electron.
 *
 * npm's `--omit dev` is not used: it leaves out what a tool needs too (React, zod), and does not know what is bundled.
 *
 * @param {string} root
 * @returns {Bom}
 */
export function billOfMaterials(root) {
  const { status, stdout, stderr } = spawnSync(
    'npm',
    ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      shell: process.platform === 'win32'
    }
  )
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr}`)
  /** @type {Bom} */
  const { metadata, components, dependencies, ...rest } = JSON.parse(stdout)
  const ships = shipped(root)
  const kept = components
    .filter(({ name, version }) => name === 'electron' || ships.has(`${name} ${version}`))
    // npm says of some that they are for development, which here they are not.
    .map((one) => ({
      ...one,
      properties: (one.properties ?? []).filter(({ name }) => name !== 'cdx:npm:package:development')
    }))
  // npm calls it by the name of the folder, and a library.
  const component = { ...metadata.component, type: 'application', name: 'chatapp' }
  const refs = new Set([component, ...kept].map((one) => one['bom-ref']))
  return {
    ...rest,
    metadata: { ...metadata, component },
    components: kept,
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }))
  }
}

/** The packages that ship, as `name version`, by the list that the build wrote. @param {string} root */
export const shipped = (root) =>
  new Set(
    [
      ...readFileSync(join(root, 'out', 'renderer', 'licences.txt'), 'utf8').matchAll(/^(\S+ \d\S*): \S/gm)
    ].map(([, one = '']) => one)
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , file = ''] = process.argv
  if (file === '') {
    process.stderr.write('Usage: sbom.mjs FILE\n')
    process.exit(2)
  }
  const bom = billOfMaterials(resolve(import.meta.dirname, '..'))
  writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`)
  process.stderr.write(`${bom.components.length} components in ${file}\n`)
}
