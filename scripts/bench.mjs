// npm run bench [name …]: builds once, then prints each figure beside its target. Not part of npm test.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildIfStale } from './build.mjs'
import { requireNode } from './require-node.mjs'

requireNode()
const folder = resolve(import.meta.dirname, '../bench')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.mjs') && name !== 'running-app.mjs')
  .map((name) => name.slice(0, -'.mjs'.length))
const wanted = process.argv.length > 2 ? process.argv.slice(2) : names
const unknown = wanted.filter((name) => !existsSync(join(folder, `${name}.mjs`)))
if (unknown.length > 0) {
  process.stderr.write(`There is no bench "${unknown.join(', ')}". There are: ${names.join(', ')}.\n`)
  process.exit(2)
}
await buildIfStale()
let failed = false
for (const name of wanted) {
  const { status } = spawnSync(process.execPath, [join(folder, `${name}.mjs`)], { stdio: 'inherit' })
  failed ||= status !== 0
}
process.exit(failed ? 1 : 0)
