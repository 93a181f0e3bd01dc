// npm run bench -- [name …] [--json] [--check] [--update]: builds once, runs each bench in a process of its own, prints
// every result beside its goal. Not part of npm test.
//   --json    one JSON document on standard output: { machine, results: [{ name, ours, peer, unit, ratio, goal, pass, … }] }
//   --check   compares ratios with bench/baseline.json and fails where one got worse by more than the noise stated there
//   --update  writes the ratios of this run into bench/baseline.json
//   --quarter what fits into a quarter of an hour of a quiet machine: all but the moving of a million messages (transfer) and
//             the long runs (steady, scale, start-up, lines)
// Exit codes: 0 done (goals may be missed: the lines say so), 1 a bench failed or --check found something worse, 2 wrong use.
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { lineOf, machine } from '../bench/measure.mjs'
import { buildIfStale } from './build-if-stale.mjs'
import { requireNode } from './require-node.mjs'

requireNode()
const folder = resolve(import.meta.dirname, '../bench')
const baselineFile = join(folder, 'baseline.json')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => name.slice(0, -'.bench.mjs'.length))

/** In the order of what they are worth, should the time be up before. */
const QUARTER = ['exchange', 'mapping', 'send', 'memory', 'store', 'search', 'page', 'first-load']

const { wanted, json, check, update } = read()
/** How much worse a ratio may be than the baseline's before it counts, as a share: what repeated runs differ by. */
const NOISE = 0.25

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        check: { type: 'boolean' },
        update: { type: 'boolean' },
        quarter: { type: 'boolean' }
      }
    })
    const unknown = positionals.filter((name) => !names.includes(name))
    if (unknown.length > 0)
      throw new Error(`There is no bench "${unknown.join(', ')}". There are: ${names.join(', ')}.`)
    const all = values.quarter ? QUARTER : names
    return { ...values, wanted: positionals.length > 0 ? positionals : all }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return process.exit(2)
  }
}

/** The peers are installed when somebody measures, and not before. */
function installPeers() {
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32'
  })
  if (status === 0) return
  process.stderr.write('The peers could not be installed (npm ci in bench/). The lines above say why.\n')
  process.exit(1)
}

await buildIfStale()
installPeers()
process.stderr.write(`${machine()}\n`)
/** @type {import('../bench/measure.mjs').Result[]} */
const results = []
let failed = false
for (const name of wanted) {
  process.stderr.write(`${name}\n`)
  const child = fork(join(folder, `${name}.bench.mjs`), { stdio: ['ignore', 2, 2, 'ipc'] })
  child.on('message', (/** @type {import('../bench/measure.mjs').Result} */ result) => {
    results.push(result)
    if (!json) process.stdout.write(`${lineOf(result)}\n`)
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.stderr.write(`✗ the bench "${name}" failed\n`)
  failed ||= code !== 0
}
if (json) process.stdout.write(`${JSON.stringify({ machine: machine(), results }, null, 2)}\n`)

/** A ratio's name in the baseline. @param {import('../bench/measure.mjs').Result} result */
const keyOf = ({ name, against }) => `${name} against ${against}`
/** @type {Record<string, { ratio: number, better: 'lower' | 'higher' }>} */
const baseline = existsSync(baselineFile) ? JSON.parse(readFileSync(baselineFile, 'utf8')) : {}
const compared = results.flatMap((result) =>
  result.ratio === null ? [] : [{ ...result, ratio: result.ratio }]
)
if (check) {
  for (const result of compared) {
    const before = baseline[keyOf(result)]
    if (!before) continue
    const worse = before.better === 'lower' ? result.ratio / before.ratio : before.ratio / result.ratio
    if (worse <= 1 + NOISE) continue
    failed = true
    process.stderr.write(
      `✗ worse than the baseline: ${keyOf(result)}: ${result.ratio} ×, was ${before.ratio} × (${NOISE * 100} % is noise)\n`
    )
  }
}
if (update) {
  for (const result of compared) {
    baseline[keyOf(result)] = { ratio: result.ratio, better: result.better }
  }
  writeFileSync(baselineFile, `${JSON.stringify(baseline, null, 2)}\n`)
}
process.exit(failed ? 1 : 0)
