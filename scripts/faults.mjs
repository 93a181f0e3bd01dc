// npm run faults [-- --quick] [-- --only <name>]: makes every fault happen to the built app and counts what was lost.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from './build.mjs'
import { requireNode } from './require-node.mjs'

requireNode()
const { quick, only } = options()
await buildIfStale()
// Loaded here: it needs the newer Node. It runs our TypeScript as the build would see it.
const { runnerImport } = await import('vite')
const root = resolve(import.meta.dirname, '..')
/** @type {{ module: typeof import('../faults/run-faults') }} */
const { module } = await runnerImport(resolve(root, 'faults/run-faults.ts'), {
  root,
  configFile: false,
  logLevel: 'error',
  resolve: { alias: { '#fauxqs': resolve(root, 'node_modules/fauxqs/dist') } }
})
const sound = await module.runFaults({
  quick,
  only,
  out: (/** @type {string} */ line) => void process.stdout.write(`${line}\n`),
  err: (/** @type {string} */ line) => void process.stderr.write(`${line}\n`)
})
process.exit(sound ? 0 : 1)

/** @returns {{ quick: boolean, only: string | undefined }} */
function options() {
  try {
    const { values } = parseArgs({
      options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } }
    })
    return { quick: values.quick, only: values.only }
  } catch (error) {
    process.stderr.write(
      `${error instanceof Error ? error.message : String(error)}\nUsage: npm run faults [-- --quick] [-- --only <part of a name>]\n`
    )
    return process.exit(2)
  }
}
