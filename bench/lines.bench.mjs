// A real text through the CLI's standard input, one message a line; every line must be answered.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { inEmptyHome } from './host.mjs'
import { state } from './measure.mjs'

const root = resolve(import.meta.dirname, '..')
const core = join(root, 'src', 'core')
const text = readdirSync(core, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(join(core, name), 'utf8'))
  .join('\n')
const lines = text.split('\n').filter((line) => line.trim() !== '')

await inEmptyHome(async (home) => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'send', '--json', '-'], {
    env: { ...process.env, CHATAPP_HOME: home },
    stdio: ['pipe', 'pipe', 'ignore']
  })
  child.stdin.end(lines.join('\n'))
  let output = ''
  child.stdout.on('data', (/** @type {Buffer} */ data) => (output += data.toString()))
  await once(child, 'close')
  const seconds = (performance.now() - startedAt) / 1000
  const answers = output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const answered = answers.filter(({ status }) => status === 'answered').length
  const inOrder = answers.every(({ text: sent }, index) => sent === lines[index])
  state({
    name: 'lines of our own source answered, a share',
    ours: inOrder ? answered / lines.length : 0,
    unit: '',
    atLeast: 1
  })
  state({
    name: `chatapp send - of ${lines.length} lines, start and stop included`,
    ours: seconds,
    unit: 's'
  })
  if (answered !== lines.length || !inOrder || child.exitCode !== 0) process.exitCode = 1
})
