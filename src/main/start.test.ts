import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

// The entry needs nothing of Electron for words of the command line, so Node runs it as the packed app does.
const entry = pathToFileURL(resolve('out/main/start.js')).href

let dataDir: string
beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'chatapp-start-'))))
afterEach(() => rm(dataDir, { recursive: true, maxRetries: 5 }))

function start(...words: string[]) {
  return spawn(process.execPath, ['-e', `import(${JSON.stringify(entry)})`, '--', ...words], {
    env: { ...process.env, CHATAPP_HOME: dataDir }
  })
}

async function run(words: string[], input = '') {
  const child = start(...words)
  child.stdin.end(input)
  const ended = new Promise((done) => child.once('close', done))
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { out, err, code: await ended }
}

it('answers for what it is asked about itself, and refuses a word that it does not know', async () => {
  expect(await run(['--help'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('chatapp send "hello"')
  })
  expect(await run(['nonsense'])).toMatchObject({ code: 2, err: expect.stringContaining("'nonsense'") })
  expect(await run(['send', 'a', 'b'])).toMatchObject({ code: 2, out: '' })
})

it('sends what standard input holds and prints each answer, though its main thread stands still', async () => {
  const { out, code } = await run(['send', '--json', '-'], 'one\ntwo\n')

  const lines = out.trim().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { text: 'one', status: 'answered' },
    { text: 'two', status: 'answered' }
  ])
  expect(code).toBe(0)
})

it('writes all of a long output, as fast as its reader takes it', async () => {
  await run(['send', '--json', '-'], `${'x'.repeat(200_000)}\n`)

  const { out, code } = await run(['export'])

  expect(out).toContain('x'.repeat(200_000))
  expect(out.endsWith('\n')).toBe(true)
  expect(code).toBe(0)
})

it('ends at once and well when its reader has seen enough', async () => {
  await run(['send', '--json', '-'], `${'x'.repeat(200_000)}\n`)

  const child = start('export')
  child.stdout.once('data', () => child.stdout.destroy())

  expect(await new Promise((done) => child.once('close', done))).toBe(0)
})

/** How a process ended: its code, or the signal that ended it. */
const endOf = (child: ReturnType<typeof start>) =>
  new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)))

it('ends well at Ctrl+C while it waits for replies', async () => {
  const child = start('receive', '--follow')
  await new Promise((done) => child.stderr.once('data', done))

  child.kill('SIGINT')

  expect(await endOf(child)).toBe(0)
})

it('finishes what is under way at Ctrl+C, says so, and ends as a shell expects', async () => {
  const child = start('send', '--json', '-')
  child.stdin.write('one\n')
  const answer = await new Promise((done) => child.stdout.once('data', done))
  const said = text(child.stderr)

  child.kill('SIGINT')

  expect(await endOf(child)).toBe(130)
  expect(JSON.parse(String(answer))).toMatchObject({ text: 'one', status: 'answered' })
  expect(await said).toBe('chatapp: cancelled.\n')
})

it('stops serving at Ctrl+C and leaves no note of a host that has gone', async () => {
  const child = start('serve', '--json')
  await new Promise((done) => child.stdout.once('data', done))
  const note = join(dataDir, 'profiles', 'default', 'browser-host.json')
  expect(existsSync(note)).toBe(true)

  child.kill('SIGINT')

  expect(await endOf(child)).toBe(0)
  expect(existsSync(note)).toBe(false)
})
