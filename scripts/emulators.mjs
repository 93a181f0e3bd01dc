// Emulators from PyPI and Maven for the tests against them, in environments of their own below node_modules/.cache.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'

/** @typedef {import('../conformance/trial.ts').Target} Target */
/** @typedef {{ target: Target, stop: () => void }} Running */
/** @typedef {{ name: string, start: () => Promise<Running | string> }} Server what starts it, or why it cannot be had */

const root = resolve(import.meta.dirname, '..')
export const programs = process.platform === 'win32' ? 'Scripts' : 'bin'

/** How long PyPI may take, in milliseconds. */
const INSTALL_BOUND_MS = 300_000

/** @param {string} command @param {string[]} args */
const run = (command, args) => spawnSync(command, args, { encoding: 'utf8', timeout: INSTALL_BOUND_MS })

/** The name of a Python that is new enough, or null. */
function findPython() {
  const names = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python']
  const check = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))'
  return names.find((name) => run(name, ['-c', check]).status === 0) ?? null
}

/**
 * Puts pinned packages into an environment of their own below node_modules/.cache, once. Returns why that cannot be done;
 * null when they are there.
 *
 * @param {string} name @param {string} requirements a file, from the root @param {string} what
 */
export function installPython(name, requirements, what) {
  const venv = join(root, 'node_modules/.cache', name)
  const file = join(root, requirements)
  const stamp = join(venv, 'installed.txt')
  const wanted = readFileSync(file, 'utf8')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return null
  const python = findPython()
  if (python === null) return 'it needs Python 3.9 or newer with venv, and there is none on the PATH.'
  process.stderr.write(`Installing ${what} into node_modules/.cache/${name} …\n`)
  rmSync(venv, { recursive: true, force: true })
  const made = run(python, ['-m', 'venv', venv])
  if (made.status !== 0) return `python -m venv failed: ${lastLine(made.stderr)}`
  const options = ['--quiet', '--retries=1', '--timeout=15', '--disable-pip-version-check']
  const pip = run(join(venv, programs, 'python'), ['-m', 'pip', 'install', ...options, '-r', file])
  if (pip.status !== 0) {
    rmSync(venv, { recursive: true, force: true })
    return `pip could not install ${wanted.trim().split('\n').join(', ')}: ${lastLine(pip.stderr)}`
  }
  writeFileSync(stamp, wanted)
  return null
}

/** @param {string | null} text */
export const lastLine = (text) => (text ?? '').trim().split('\n').at(-1) || 'no reason given.'

/** @returns {Promise<number>} */
export const freePort = () =>
  new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

const cache = join(root, 'node_modules/.cache')

/** How long a server's start may take, in milliseconds. */
const START_BOUND_MS = 60_000

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
export const moto = {
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
export const miniStack = {
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
export const elasticMq = {
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
