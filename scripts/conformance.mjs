// npm run conformance: what SQS does, as AWS documents it, asked of the local backend and of the emulators that can be had:
// moto and MiniStack (PyPI), ElasticMQ (Maven, Java). `--update` writes the table into docs/local-backend.md, `--json`
// prints it, `--only=local` asks one of them. Fails when the local backend differs where it should not.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { exceptions, subjects } from '../conformance/rows.ts'
import { Trial } from '../conformance/trial.ts'
import { buildIfStale } from './build-if-stale.mjs'
import { elasticMq, lastLine, miniStack, moto, programs } from './emulators.mjs'
import { requireNode } from './require-node.mjs'

/** @typedef {import('../conformance/trial.ts').Target} Target */
/** @typedef {import('./emulators.mjs').Server} Server */

const root = resolve(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache')
const doc = join(root, 'docs/local-backend.md')
const DOCS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/'

/** Rows that are asked at once: most of them wait. */
const AT_ONCE = 12
/** How long a row may take, in milliseconds: one waits for a minute by itself. */
const ROW_BOUND_MS = 100_000

/** @type {Server} */
const local = {
  name: 'ChatAPP',
  start: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chatapp-conformance-'))
    const cli = [join(root, 'out/main/cli.js'), 'backend', '--data-dir', folder]
    const { stdout, stderr, status } = spawnSync(process.execPath, [...cli, '--print-env', '--json'], {
      encoding: 'utf8'
    })
    if (status !== 0) throw new Error(`chatapp backend failed: ${lastLine(stderr)}`)
    const env = JSON.parse(stdout)
    return {
      target: {
        url: env.AWS_ENDPOINT_URL,
        region: env.AWS_REGION,
        accessKeyId: env.AWS_ACCESS_KEY_ID,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY
      },
      stop: () => {
        spawnSync(process.execPath, [...cli, '--stop'])
        rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
      }
    }
  }
}

/** How a server answers each row: null as AWS documents it, or the difference. @param {Target} target */
async function ask(target) {
  /** @type {Map<string, string | null>} */
  const outcomes = new Map()
  const rows = Object.values(subjects)
    .flat()
    .toSorted((a, b) => Number(b.slow ?? false) - Number(a.slow ?? false))
  const next = async () => {
    for (let row = rows.shift(); row; row = rows.shift()) {
      const tooLong = setTimeout(ROW_BOUND_MS, undefined, { ref: false }).then(() => {
        throw new Error('no answer in time')
      })
      const difference = await Promise.race([row.check(new Trial(target)), tooLong]).then(
        () => null,
        (/** @type {Error} */ error) => error.message.split('\n')[0] || error.name
      )
      outcomes.set(row.says, difference)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next))
  return outcomes
}

const line = (/** @type {string[]} */ ...cells) => `| ${cells.join(' | ')} |`
const share = (/** @type {Map<string, string | null>} */ outcomes) => {
  const good = [...outcomes.values()].filter((difference) => difference === null).length
  return `${good} of ${outcomes.size} (${Math.round((100 * good) / outcomes.size)} %)`
}

/** @param {{ name: string, outcomes: Map<string, string | null> }[]} columns */
function table(columns) {
  const lines = [
    line('What SQS does, as AWS documents it', ...columns.map(({ name }) => name)),
    line('---', ...columns.map(() => '---')),
    line('**in all**', ...columns.map(({ outcomes }) => `**${share(outcomes)}**`))
  ]
  for (const [subject, rows] of Object.entries(subjects)) {
    lines.push(line(`**${subject}**`, ...columns.map(() => '')))
    for (const { says, source } of rows) {
      const cells = columns.map(({ outcomes }) => (outcomes.get(says) === null ? '✓' : '✗'))
      lines.push(line(`[${says}](${DOCS}${source})`, ...cells))
    }
  }
  return lines.join('\n')
}

requireNode()
await buildIfStale()
const only = process.argv.find((argument) => argument.startsWith('--only='))?.slice('--only='.length)
const all = { local, moto, ministack: miniStack, elasticmq: elasticMq }
const wanted = Object.entries(all).filter(([key]) => only === undefined || only === key)
if (wanted.length === 0) {
  process.stderr.write(`There is no server "${only}": it is one of ${Object.keys(all).join(', ')}.\n`)
  process.exit(2)
}
process.env['PATH'] = `${process.env['PATH']}${delimiter}${join(cache, 'moto', programs)}`
/** @type {{ name: string, outcomes: Map<string, string | null> }[]} */
const columns = []
for (const [, { name, start }] of wanted) {
  const running = await start()
  if (typeof running === 'string') {
    process.stderr.write(`Left out ${name}: ${running}\n`)
    continue
  }
  try {
    const outcomes = await ask(running.target)
    columns.push({ name, outcomes })
    for (const [says, difference] of outcomes)
      if (difference !== null) process.stderr.write(`${name}: ${says}: ${difference}\n`)
  } finally {
    running.stop()
  }
}
if (process.argv.includes('--json')) {
  const plain = columns.map(({ name, outcomes }) => ({ name, outcomes: Object.fromEntries(outcomes) }))
  process.stdout.write(`${JSON.stringify(plain)}\n`)
} else process.stdout.write(`${table(columns)}\n`)
if (process.argv.includes('--update')) {
  const text = readFileSync(doc, 'utf8')
  const marks = /(<!-- conformance -->\n)[^]*(\n<!-- \/conformance -->)/
  writeFileSync(
    doc,
    text.replace(marks, (_, begin, end) => `${begin}${table(columns)}${end}`)
  )
}
const unexpected = [...(columns.find(({ name }) => name === local.name)?.outcomes ?? [])].filter(
  ([says, difference]) => (difference !== null) !== exceptions.has(says)
)
process.exit(unexpected.length === 0 ? 0 : 1)
