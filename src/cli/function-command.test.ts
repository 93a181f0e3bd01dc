import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const cli = join(root, 'out/main/cli.js')

/** A folder of the user's with these files, where commands run; its data stands beside. */
function aPlace(files: Readonly<Record<string, string>> = {}) {
  const base = mkdtempSync(join(tmpdir(), 'chatapp-functions-'))
  const folder = join(base, 'project')
  mkdirSync(folder)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const running = new Set<ChildProcess>()
  onTestFinished(async () => {
    await Promise.all(
      [...running].map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return
        child.kill('SIGINT')
        await once(child, 'exit')
      })
    )
    rmSync(base, { recursive: true, force: true, maxRetries: 5 })
  })
  const env = { ...process.env, CHATAPP_HOME: join(base, 'home') }
  const start = (program: string, args: readonly string[]) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    const said = { out: '', err: '' }
    child.stdout?.on('data', (chunk: Buffer) => (said.out += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (said.err += chunk.toString()))
    const ended = once(child, 'close').then(([code]: number[]) => ({ code, ...said }))
    return { child, said, ended }
  }
  /** Words of a shell, in which chatapp is ours. */
  const shell = (script: string) =>
    start('sh', ['-ec', `chatapp() { "${process.execPath}" "${cli}" "$@"; }\n${script}`])
  return {
    folder,
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    chatapp: (...args: string[]) => start(process.execPath, [cli, ...args]),
    run: async (...args: string[]) => await start(process.execPath, [cli, ...args]).ended,
    shell
  }
}

const queues = 'queues:\n  orders:\n    attributes: { VisibilityTimeout: 5 }\n  other:\n'
const echo = `export const handler = async ({ Records }) => Records.forEach(({ body }) => console.log('got ' + body))`
const ready = /Saving it loads it anew/

/** The code blocks of a page, by language, in order. */
const blocksOf = (page: string, language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, name, text = '']) =>
    name === language ? [text] : []
  )

/** The lines of an output without what differs each time. */
const words = (text: string): string[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^\S+Z\t\S+\t/, '').replace(/\d+ ms/, 'N ms'))
    .toSorted()

it('the example of docs/local-functions.md does what the page says', async () => {
  const page = readFileSync(join(root, 'docs/local-functions.md'), 'utf8')
  const [run = '', send = '', find = ''] = blocksOf(page, 'sh')
  const [said = '', found = ''] = blocksOf(page, 'text')
  const place = aPlace({
    'queues.yaml': blocksOf(page, 'yaml')[0] ?? '',
    'handler.mjs': blocksOf(page, 'js')[0] ?? '',
    'orders.jsonl': blocksOf(page, 'json')[0] ?? ''
  })
  const running = place.chatapp(...run.trim().split(' ').slice(1))
  await expect.poll(() => running.said.err, { timeout: 20_000 }).toMatch(ready)
  const sent = await place.shell(send).ended
  await expect.poll(() => running.said.err, { timeout: 10_000 }).toMatch(/failed after/)
  const lines = words(running.said.out + running.said.err).filter(
    (line) => /paid|no order|message/.test(line) && !ready.test(line)
  )
  running.child.kill('SIGINT')
  const ended = await running.ended
  const searched = await place.shell(find).ended

  expect([sent.code, lines]).toEqual([0, words(said)])
  expect(readFileSync(join(place.folder, 'ledger.txt'), 'utf8')).toBe('1 250\n')
  expect(ended.code).toBe(0)
  expect(searched).toMatchObject({ code: 1, out: found })
}, 90_000)

it('prints the schedule that it found as JSON, and plays it again by the command that it prints', async () => {
  const place = aPlace({
    'handler.cjs': `const { appendFileSync } = require('node:fs')
      exports.handler = async ({ Records }) => Records.forEach(({ body }) => appendFileSync(process.env.CHATAPP_RUN_FOLDER + '/l', body + '\\n'))`
  })

  const found = await place.run(
    'backend',
    'find',
    '--function',
    'handler.cjs',
    '--message',
    'it’s one',
    '--faults',
    'duplicate',
    '--json'
  )
  const told = JSON.parse(found.out)
  const again = await place.shell(told.command).ended

  expect([found.code, told]).toMatchObject([
    1,
    { broken: true, schedule: 'duplicate 1', only: [1], steady: true }
  ])
  expect([again.code, again.out]).toEqual([1, expect.stringContaining(`Broken: ${told.why}`)])
}, 60_000)

it.each([
  ['no such file', ['--function', 'gone.mjs', '--queue', 'orders'], 2, /There is no file .*gone\.mjs/],
  ['a folder', ['--function', '.', '--queue', 'orders'], 2, /is a folder/],
  ['no code', ['--function', 'queues.yaml', '--queue', 'orders'], 2, /is no JavaScript/],
  ['no queue named', ['--function', 'handler.mjs'], 2, /give both --function and --queue/],
  [
    'a queue that is nowhere',
    ['--function', 'handler.mjs', '--queue', 'nowhere'],
    2,
    /There is no queue "nowhere"/
  ],
  [
    'no handler',
    ['--function', 'handler.mjs', '--queue', 'orders', '--handler', 'main'],
    1,
    /Choose with --handler one of: handler/
  ],
  ['a throw at load', ['--function', 'throws.mjs', '--queue', 'orders'], 1, /not today/],
  [
    'more time than the queue hides',
    ['--function', 'handler.mjs', '--queue', 'orders', '--timeout', '6'],
    1,
    /less than the 6 s/
  ],
  [
    'a large batch without a window',
    ['--function', 'handler.mjs', '--queue', 'orders', '--batch-size', '11'],
    2,
    /give --batch-window/
  ],
  ['no memory', ['--function', 'handler.mjs', '--queue', 'orders', '--memory', '1'], 2, /from 128 to 10240/],
  ['garbage for queues', ['--queues', 'handler.mjs'], 2, /handler\.mjs cannot be used.*line 1/s],
  ['unknown faults', ['--faults', 'explode=1'], 2, /explode/]
])(
  'ends with an exit code and a reason for %s',
  async (_what, args, code, why) => {
    const place = aPlace({
      'handler.mjs': echo,
      'queues.yaml': queues,
      'throws.mjs': `throw new Error('not today')`
    })

    const ended = await place.run(
      'backend',
      ...(args.includes('--queues') ? [] : ['--queues', 'queues.yaml']),
      ...args
    )

    expect(ended).toMatchObject({ code, err: expect.stringMatching(why) })
  },
  30_000
)

it('says that the port is taken, and takes the one that is asked for', async () => {
  const place = aPlace()
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = String(typeof address === 'object' && address ? address.port : 0)

  const refused = await place.run('backend', '--port', port)
  other.close()
  await once(other, 'close')
  const running = place.chatapp('backend', '--port', port)
  await expect.poll(() => running.said.err, { timeout: 20_000 }).toMatch(/Ctrl\+C ends it/)

  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining(`Another program listens on port ${port}.`)
  })
  expect(running.said.out).toContain(`AWS_ENDPOINT_URL=http://127.0.0.1:${port}`)
  expect(await place.run('backend', '--port', '1')).toMatchObject({
    code: 1,
    err: expect.stringContaining('runs already')
  })
}, 60_000)

it('shares one backend between several functions, one a queue, and goes on with it when its owner ends', async () => {
  const place = aPlace({ 'handler.mjs': echo, 'queues.yaml': queues })
  const on = (queue: string) =>
    place.chatapp('backend', '--queues', 'queues.yaml', '--function', 'handler.mjs', '--queue', queue)
  const owner = on('orders')
  await expect.poll(() => owner.said.err, { timeout: 20_000 }).toMatch(ready)
  const second = on('other')
  await expect.poll(() => second.said.err, { timeout: 20_000 }).toMatch(ready)

  const third = await on('other').ended
  // The second one holds no backend: nothing but its watch keeps it while its file is broken.
  place.write('handler.mjs', 'export const')
  await expect.poll(() => second.said.err, { timeout: 20_000 }).toContain('Nothing is taken')
  const waits = performance.now() + 1000
  await expect.poll(() => performance.now() > waits, { timeout: 5000 }).toBe(true)
  place.write('handler.mjs', echo)
  await expect.poll(() => second.said.err, { timeout: 20_000 }).toContain('loaded anew')
  owner.child.kill('SIGINT')
  const ended = await owner.ended
  await place.run('backends', 'set', 'local', '--queue-desk', 'unlocked')
  await expect
    .poll(async () => (await place.run('queues', 'send', 'other', 'hello')).code, { timeout: 20_000 })
    .toBe(0)

  await expect.poll(() => second.said.out, { timeout: 20_000 }).toContain('got hello')
  expect(ended.code).toBe(0)
  expect(third).toMatchObject({
    code: 1,
    err: expect.stringContaining('runs a function on the queue "other" already')
  })
}, 90_000)
