// npm run conformance: what SQS does, as AWS documents it, asked of the local backend and of the emulators that can be had:
// moto and MiniStack (PyPI), ElasticMQ (Maven, Java). `--update` writes the table into docs/local-backend.md, `--json`
// prints it, `--only=local` asks one of them. Fails when the local backend differs where it should not.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { exceptions, subjects } from '../conformance/rows.ts'
import { Trial } from '../conformance/trial.ts'
import { buildIfStale } from './build.mjs'
import { freePort, installPython, lastLine, programs } from './emulators.mjs'
import { requireNode } from './require-node.mjs'

/** @typedef {import('../conformance/trial.ts').Target} Target */
/** @typedef {{ target: Target, stop: () => void }} Running */
/** @typedef {{ name: string, start: () => Promise<Running | string> }} Server what starts it, or why it cannot be had */

const root = resolve(import.meta.dirname, '..')
const cache = join(root, 'node_modules/.cache')
const doc = join(root, 'docs/local-backend.md')
const DOCS = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/'

/** How long a server's start may take, in milliseconds. */
const START_BOUND_MS = 60_000
/** Rows that are asked at once: most of them wait. */
const AT_ONCE = 12
/** How long a row may take, in milliseconds: one waits for a minute by itself. */
const ROW_BOUND_MS = 100_000

const keys = { region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' }

/**
 * A program that serves SQS, once it answers; or why it does not.
 *
 * @param {string} command @param {string[]} args @param {{ url: string, env?: Record<string, string> }} options
 * @returns {Promise<Running | string>}
 */
async function serving(command, args, { url, env = {} }) {
  const server = spawn(command, args, { stdio: 'ignore', env: { ...process.env, ...env } })
  const deadline = AbortSignal.timeout(START_BOUND_MS)
  while (!deadline.aborted && server.exitCode === null) {
    const answered = await fetch(url, { signal: deadline }).catch(() => null)
    if (answered) return { target: { url, ...keys }, stop: () => void server.kill() }
    await setTimeout(100)
  }
  server.kill()
  return `it did not answer on ${url} within ${START_BOUND_MS / 1000} s.`
}

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

/** @type {Server} */
const moto = {
  name: 'moto 5.2.5',
  start: async () => {
    const missing = installPython('moto', 'test-aws/requirements.txt', 'moto and the AWS CLI')
    if (missing !== null) return missing
    const port = String(await freePort())
    const program = join(cache, 'moto', programs, 'moto_server')
    return await serving(program, ['-H', '127.0.0.1', '-p', port], { url: `http://127.0.0.1:${port}` })
  }
}

/** @type {Server} */
const miniStack = {
  name: 'MiniStack 1.5.33',
  start: async () => {
    const missing = installPython('ministack', 'conformance/ministack-requirements.txt', 'MiniStack')
    if (missing !== null) return missing
    const port = String(await freePort())
    return await serving(join(cache, 'ministack', programs, 'ministack'), [], {
      url: `http://127.0.0.1:${port}`,
      env: { GATEWAY_PORT: port, EDGE_PORT: port, SERVICES: 'sqs' }
    })
  }
}

/** @type {Server} */
const elasticMq = {
  name: 'ElasticMQ 1.6.14',
  start: async () => {
    const jars = join(cache, 'elasticmq')
    if (spawnSync('java', ['-version']).status !== 0) return 'it needs Java, and there is none on the PATH.'
    if (!existsSync(jars)) {
      const pom = join(root, 'conformance/elasticmq.pom.xml')
      const args = ['-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]
      const { status, stdout, error } = spawnSync('mvn', args, { encoding: 'utf8' })
      if (status !== 0) return `Maven could not get it: ${error?.message ?? lastLine(stdout)}`
    }
    const port = await freePort()
    const config = join(jars, `${port}.conf`)
    const node = `node-address { protocol = http, host = localhost, port = ${port}, context-path = "" }`
    const rest = `rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }`
    writeFileSync(
      config,
      `include classpath("application.conf")\n${node}\n${rest}\nrest-stats { enabled = false }\n`
    )
    const args = [`-Dconfig.file=${config}`, '-cp', `${jars}/*`, 'org.elasticmq.server.Main']
    return await serving('java', args, { url: `http://127.0.0.1:${port}` })
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
