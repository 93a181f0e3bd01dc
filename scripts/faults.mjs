// npm run faults [-- --quick] [-- --only <name>]: makes every fault happen to the built app and counts what was lost.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { buildIfStale } from './build-if-stale.mjs'
import { requireNode } from './require-node.mjs'

requireNode()
const { quick, only } = options()
await buildIfStale()
// Loaded here: it needs the newer Node. It runs our TypeScript as the build would see it.
const { createServer } = await import('vite')
const root = resolve(import.meta.dirname, '..')
// Open until the end: what is loaded with a first call is loaded while the faults happen.
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
  resolve: { alias: { '#fauxqs': resolve(root, 'node_modules/fauxqs/dist') } }
})
const module = /** @type {typeof import('../faults/run-faults')} */ (
  await server.ssrLoadModule(resolve(root, 'faults/run-faults.ts'))
)
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
