// npm run test:aws: proves the AWS side against moto and LocalStack, emulators from PyPI that nobody here wrote. Needs
// Python 3.9+; LocalStack 3.10+.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { buildIfStale } from './build-if-stale.mjs'
import { elasticMq, freePort, installPython, lastLine, miniStack, programs } from './emulators.mjs'
import { requireNode } from './require-node.mjs'

const root = resolve(import.meta.dirname, '..')
const bin = join(root, 'node_modules/.cache/moto', programs)

/** How long the emulator's start may take, in milliseconds. */
const START_BOUND_MS = 30_000

/** Ends well, unless CHATAPP_AWS_TESTS says that a run without tests is a failure. @param {string} why @returns {never} */
function skip(why) {
  process.stdout.write(`Skipped the tests against an AWS emulator: ${why}\n`)
  process.exit(process.env['CHATAPP_AWS_TESTS'] === 'required' ? 1 : 0)
}

/** Where LocalStack's Python is; empty where it cannot be had, which is said and leaves its tests out. */
function localStack() {
  const why =
    process.platform === 'win32'
      ? 'it does not run on Windows.'
      : installPython('localstack', 'test-aws/localstack-requirements.txt', 'LocalStack (500 MB)')
  if (why === null) return join(root, 'node_modules/.cache/localstack', programs)
  process.stdout.write(`Skipped the tests against LocalStack: ${why}\n`)
  return ''
}

/** What IAM would say, as a program: pinned beside the tests, installed once. */
function installSimulator() {
  const folder = join(root, 'test-aws')
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32'
  })
  if (status !== 0) skip(`npm ci in test-aws/ failed: ${lastLine(stderr)}`)
}

/** @param {string} url */
async function untilItAnswers(url) {
  const bound = AbortSignal.timeout(START_BOUND_MS)
  while (!bound.aborted) {
    const answered = await fetch(`${url}/moto-api/data.json`, { signal: bound }).catch(() => null)
    if (answered?.ok) return
    await setTimeout(100)
  }
  throw new Error(`moto did not answer on ${url} within ${START_BOUND_MS / 1000} s.`)
}

requireNode()
const missing = installPython('moto', 'test-aws/requirements.txt', 'moto and the AWS CLI')
if (missing !== null) skip(missing)
const localStackBin = localStack()
installSimulator()
await buildIfStale()
const url = `http://127.0.0.1:${await freePort()}`
const server = [join(root, 'test-aws/moto_server.py'), '-H', '127.0.0.1', '-p', new URL(url).port]
const moto = spawn(join(bin, 'python'), server, {
  stdio: 'ignore'
})
/** Emulators that are only connected: each that can be had, else why not. */
const running = []
for (const { name, start } of [miniStack, elasticMq]) {
  const server = await start()
  if (typeof server === 'string') process.stdout.write(`Skipped the tests against ${name}: ${server}\n`)
  else running.push({ name: name.split(' ')[0], ...server })
}
let status = 1
try {
  await untilItAnswers(url)
  const vitest = spawnSync(
    'vitest',
    ['run', '--config', 'test-aws/vitest.config.ts', ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        CHATAPP_MOTO_URL: url,
        CHATAPP_EMULATORS: running.map(({ name, target }) => `${name}=${target.url}`).join(' '),
        PATH: `${process.env['PATH']}${delimiter}${bin}`,
        CHATAPP_AWS_CLI: bin,
        CHATAPP_LOCALSTACK: localStackBin
      }
    }
  )
  status = vitest.status ?? 1
} finally {
  for (const { stop } of running) stop()
  moto.kill()
}
process.exit(status)
