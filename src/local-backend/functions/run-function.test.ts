import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { noFaults } from '../faults/fault-lab'
import { LambdaRunner } from '../lambda/lambda-runner'
import { aFolder } from '../sqs/test-server'
import { threadHouse } from './function-house'
import { aFunction, filesIn, workerFile } from './test-function'

const root = join(import.meta.dirname, '../../..')
const bodiesOf = `event.Records.map((record) => record.body).join(' ')`

it.each([
  ['a CommonJS module', 'handler.cjs', `exports.handler = async (event) => console.log(${bodiesOf})`, {}],
  ['an ES module', 'handler.mjs', `export const handler = (event) => console.log(${bodiesOf})`, {}],
  [
    'a default export',
    'handler.mjs',
    `export default async (event) => console.log(${bodiesOf})`,
    { handler: 'default' }
  ],
  [
    'another name',
    'orders.cjs',
    `module.exports = { take: async (event) => console.log(${bodiesOf}) }`,
    { handler: 'take' }
  ],
  [
    'TypeScript',
    'handler.ts',
    `export const handler = async (event: any): Promise<void> => console.log(${bodiesOf})`,
    {}
  ],
  [
    'a callback',
    'handler.cjs',
    `exports.handler = (event, context, done) => { console.log(${bodiesOf}); setTimeout(done, 5) }`,
    {}
  ]
])('runs %s, and deletes what it succeeded with', async (_what, file, code, options) => {
  const { send, lines, counts } = await aFunction({ [file]: code }, options)

  await send('hello')

  await expect.poll(lines, { timeout: 5000 }).toEqual(['hello'])
  await expect.poll(counts).toBe('0 visible, 0 in flight')
})

it('gives it the context of Lambda, its own variables, and nothing of this computer’s', async () => {
  process.env['CHATAPP_CANARY'] = 'secret'
  const { send, lines } = await aFunction(
    {
      'handler.mjs': `export const handler = async (event, context) => console.log(JSON.stringify({
        left: context.getRemainingTimeInMillis(), id: context.awsRequestId.length, name: context.functionName,
        memory: context.memoryLimitInMB, color: process.env.COLOR, canary: process.env.CHATAPP_CANARY ?? null,
        task: process.cwd() === process.env.LAMBDA_TASK_ROOT, zone: process.env.TZ }))`
    },
    { environment: { COLOR: 'blue' }, memoryMb: 256 }
  )

  await send('hello')

  await expect.poll(lines, { timeout: 5000 }).toHaveLength(1)
  delete process.env['CHATAPP_CANARY']
  expect(JSON.parse(lines()[0] ?? '')).toEqual({
    left: expect.toSatisfy((left: number) => left > 2000 && left <= 3000),
    id: 36,
    name: 'handler',
    memory: '256',
    color: 'blue',
    canary: null,
    task: true,
    zone: 'UTC'
  })
})

it('lets an SDK client in it talk to this backend without being told where that is', async () => {
  const sdk = pathToFileURL(join(root, 'node_modules/@aws-sdk/client-sqs/dist-cjs/index.js')).href
  const { send, createQueue, receive } = await aFunction(
    {
      'handler.mjs': `import sdk from '${sdk}'
      const sqs = new sdk.SQSClient({})
      export const handler = async ({ Records }) => {
        const { QueueUrl } = await sqs.send(new sdk.GetQueueUrlCommand({ QueueName: 'receipts' }))
        for (const { body } of Records) await sqs.send(new sdk.SendMessageCommand({ QueueUrl, MessageBody: 'paid ' + body }))
      }`
    },
    { memoryMb: 512 }
  )
  const receipts = await createQueue('receipts')

  await send('order 1')

  const got = await receive(receipts, { WaitTimeSeconds: 10 })
  expect(got.map(({ Body }) => Body)).toEqual(['paid order 1'])
})

const failing = (answer: string) => `export const handler = async ({ Records }) => {
  const ids = Records.map(({ messageId }) => messageId)
  ${answer}
}`

it.each([
  ['null', 'return null', 0],
  ['nothing', '', 0],
  ['an empty object', 'return {}', 0],
  ['an empty list', 'return { batchItemFailures: [] }', 0],
  ['null as list', 'return { batchItemFailures: null }', 0],
  ['one id', 'return { batchItemFailures: [{ itemIdentifier: ids[0] }] }', 1],
  ['an unknown id', `return { batchItemFailures: [{ itemIdentifier: 'nobody' }] }`, 2],
  ['an empty id', `return { batchItemFailures: [{ itemIdentifier: '' }] }`, 2],
  ['a null id', 'return { batchItemFailures: [{ itemIdentifier: null }] }', 2],
  ['another key', 'return { batchItemFailures: [{ id: ids[0] }] }', 2],
  ['no list', `return { batchItemFailures: 'all' }`, 2],
  ['garbage', `return 'fine'`, 2],
  ['a throw', `throw new Error('boom')`, 2]
])('takes %s for what AWS takes it', async (_what, answer, failed) => {
  const { sendAll, batches, counts } = await aFunction({ 'handler.mjs': failing(answer) })

  await sendAll('a', 'b')

  await expect
    .poll(() => batches().reduce((sum, { messages }) => sum + messages, 0), { timeout: 5000 })
    .toBe(2)
  expect(batches().reduce((sum, batch) => sum + batch.failed, 0)).toBe(failed)
  await expect.poll(counts).toBe(`0 visible, ${failed} in flight`)
})

it.each([
  ['never ends', 'for (;;);', {}, /Task timed out after 1.00 seconds/],
  ['waits for ever', 'await new Promise(() => {})', {}, /Task timed out after 1.00 seconds/],
  [
    'fills its memory with objects',
    'const all = []; for (;;) all.push({ a: [1, 2, 3] })',
    { timeoutSeconds: 3 },
    /ended by SIG|exit code/
  ],
  [
    'fills its memory with buffers',
    'const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))',
    { timeoutSeconds: 3 },
    /ended by SIGKILL/
  ],
  ['calls process.exit', 'process.exit(0)', {}, /ended with exit code 0/],
  [
    'throws beside its promise',
    `setTimeout(() => { throw new Error('late') }); await new Promise(() => {})`,
    {},
    /Error: late/
  ],
  [
    'rejects beside its promise',
    `void Promise.reject(new Error('loose')); await new Promise(() => {})`,
    {},
    /Error: loose/
  ]
])(
  'one that %s costs its batch, which comes back, and nothing else',
  async (_what, code, options, reason) => {
    const { send, batches, counts, lines } = await aFunction(
      {
        'handler.mjs': `export const handler = async ({ Records: [{ body, attributes }] }) => {
        if (attributes.ApproximateReceiveCount === '1') { ${code} }
        console.log('done ' + body)
      }`
      },
      { timeoutSeconds: 1, hiddenSeconds: 3, concurrency: 1, ...options }
    )

    await send('a')

    await expect.poll(() => batches()[0]?.reason, { timeout: 9000 }).toMatch(reason)
    await expect.poll(lines, { timeout: 13_000 }).toContain('done a')
    await expect.poll(counts).toBe('0 visible, 0 in flight')
  },
  30_000
)

it('prints a hundred thousand lines, all of them, in order', async () => {
  const { send, lines, batches } = await aFunction(
    { 'handler.mjs': `export const handler = async () => { for (let n = 0; n < 1e5; n++) console.log(n) }` },
    { timeoutSeconds: 30 }
  )

  await send('a')

  await expect.poll(() => batches().length, { timeout: 20_000 }).toBe(1)
  await expect.poll(() => lines().length, { timeout: 20_000 }).toBe(100_000)
  expect(lines()).toEqual(Array.from({ length: 100_000 }, (_, n) => String(n)))
}, 45_000)

it('loads it anew when its file or what that imports is saved, however it is saved', async () => {
  const { send, lines, path, events } = await aFunction({
    'handler.mjs': `import { word } from './lib/word.mjs'\nexport const handler = async () => console.log('1 ' + word)`,
    'lib/word.mjs': `export const word = 'one'`
  })
  const reloads = () => events.filter(({ type }) => type === 'reloaded').length
  await send('a')
  await expect.poll(lines, { timeout: 5000 }).toEqual(['1 one'])

  writeFileSync(path('lib/word.mjs'), `export const word = 'two'`)
  await expect.poll(reloads, { timeout: 5000 }).toBe(1)
  await send('b')
  await expect.poll(lines, { timeout: 5000 }).toEqual(['1 one', '1 two'])
  writeFileSync(
    path('new.mjs'),
    `import { word } from './lib/word.mjs'\nexport const handler = async () => console.log('2 ' + word)`
  )
  renameSync(path('new.mjs'), path('handler.mjs'))
  await expect.poll(reloads, { timeout: 5000 }).toBe(2)
  await send('c')

  await expect.poll(lines, { timeout: 5000 }).toEqual(['1 one', '1 two', '2 two'])
})

it('takes nothing while it cannot be loaded, says where it is wrong, and spends no attempt', async () => {
  const { send, lines, path, events, counts } = await aFunction({
    'handler.mjs': `export const handler = async () => console.log('good')`
  })
  const told = () => events.findLast(({ type }) => type === 'broken' || type === 'reloaded')

  writeFileSync(path('handler.mjs'), 'export const handler = async () => {')
  await expect
    .poll(told, { timeout: 5000 })
    .toMatchObject({ type: 'broken', error: expect.stringContaining('SyntaxError') })
  // The server has to hear that nobody waits any more.
  const heard = performance.now() + 200
  await expect.poll(() => performance.now() > heard).toBe(true)
  await send('a')
  const whileBroken = await counts()
  rmSync(path('handler.mjs'))
  writeFileSync(
    path('handler.mjs'),
    `export const handler = async ({ Records }) =>
    console.log('attempt ' + Records[0].attributes.ApproximateReceiveCount)`
  )

  await expect.poll(lines, { timeout: 5000 }).toEqual(['attempt 1'])
  expect(whileBroken).toBe('1 visible, 0 in flight')
})

it('lets a batch end in the code that it began in', async () => {
  const { send, lines, path, events } = await aFunction(
    {
      'handler.mjs': `import { existsSync } from 'node:fs'
        export const handler = async () => {
          console.log('begun')
          while (!existsSync('go')) await new Promise((done) => setTimeout(done, 10))
          console.log('old') }`
    },
    { timeoutSeconds: 20 }
  )
  await send('a')
  await expect.poll(lines, { timeout: 5000 }).toEqual(['begun'])

  writeFileSync(path('handler.mjs'), `export const handler = async () => console.log('new')`)
  await expect.poll(() => events.some(({ type }) => type === 'reloaded'), { timeout: 5000 }).toBe(true)
  await send('b')
  await expect.poll(lines, { timeout: 5000 }).toEqual(['begun', 'new'])
  writeFileSync(path('go'), '')

  await expect.poll(lines, { timeout: 5000 }).toEqual(['begun', 'new', 'old'])
})

it('gives back what was not done when it is stopped: nothing is lost', async () => {
  const { send, lines, running, counts } = await aFunction(
    {
      'handler.mjs': `export const handler = async () => { console.log('begun'); await new Promise(() => {}) }`
    },
    { timeoutSeconds: 20 }
  )
  await send('a')
  await expect.poll(lines, { timeout: 5000 }).toEqual(['begun'])

  await running.stop()

  expect(await counts()).toBe('0 visible, 1 in flight')
}, 20_000)

it('gathers a batch for its window, and ends it when it is full', async () => {
  const { sendAll, send, batches } = await aFunction(
    { 'handler.mjs': 'export const handler = async () => {}' },
    { batchSize: 12, windowSeconds: 2 }
  )

  await sendAll(...'a b c d e f g h i j'.split(' '))
  await send('k')
  await send('l')

  await expect.poll(() => batches().map(({ messages }) => messages), { timeout: 6000 }).toEqual([12])
  expect(batches()[0]?.failed).toBe(0)
})

it('lets a debugger attach, stop at a breakpoint for longer than the limit, and keeps the message hidden meanwhile', async () => {
  const port = await freePort()
  const { send, lines, path, counts } = await aFunction(
    {
      'handler.mjs': `export const handler = async ({ Records }) => {\n  const [{ body }] = Records\n  console.log(body)\n}\n`
    },
    { inspectPort: port, timeoutSeconds: 1, hiddenSeconds: 2 }
  )
  const debuggerClient = await attach(port)
  await debuggerClient.call('Runtime.enable')
  await debuggerClient.call('Debugger.enable')
  await debuggerClient.call('Debugger.setBreakpointByUrl', {
    url: pathToFileURL(path('handler.mjs')).href,
    lineNumber: 2
  })

  await send('look at me')
  const paused = await debuggerClient.event('Debugger.paused')
  const callFrameId = paused?.callFrames?.[0]?.callFrameId
  const evaluated = await debuggerClient.call('Debugger.evaluateOnCallFrame', {
    callFrameId,
    expression: 'body'
  })
  const until = performance.now() + 3500
  await expect.poll(() => performance.now() > until, { timeout: 6000 }).toBe(true)
  const whilePaused = [lines(), await counts()]
  await debuggerClient.call('Debugger.resume')

  await expect.poll(lines, { timeout: 5000 }).toEqual(['look at me'])
  expect([evaluated?.result?.value, whilePaused]).toEqual(['look at me', [[], '0 visible, 1 in flight']])
  await expect.poll(counts).toBe('0 visible, 0 in flight')
}, 30_000)

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

/** What the inspector says, as far as it is asked for here. */
interface Said {
  id?: number
  method?: string
  result?: { result?: { value?: unknown } }
  params?: { callFrames?: { callFrameId: string }[] }
}

/** A client of the inspector's protocol, over its web socket, as every debugger is. */
async function attach(port: number) {
  const [{ webSocketDebuggerUrl }] = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as [
    { webSocketDebuggerUrl: string }
  ]
  const socket = new WebSocket(webSocketDebuggerUrl)
  await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))
  let calls = 0
  const said = (matches: (message: Said) => boolean): Promise<Said> =>
    new Promise((resolve) => {
      const take = ({ data }: MessageEvent): void => {
        const message = JSON.parse(String(data)) as Said
        if (!matches(message)) return
        socket.removeEventListener('message', take)
        resolve(message)
      }
      socket.addEventListener('message', take)
    })
  return {
    call: async (method: string, params: object = {}): Promise<Said['result']> => {
      const id = ++calls
      const answered = said((message) => message.id === id)
      socket.send(JSON.stringify({ id, method, params }))
      return (await answered).result
    },
    event: async (method: string): Promise<Said['params']> =>
      (await said((message) => message.method === method)).params
  }
}

it.each([
  [
    'exports no handler',
    'export const other = () => {}',
    /exports no function "handler"\. Choose with --handler one of: other/
  ],
  ['exports nothing', '', /It exports no function at all/],
  ['throws when it is loaded', `throw new Error('not today')`, /not today/],
  ['is no JavaScript', 'let one\nexport const = 1', /handler\.mjs:2\nexport const = 1\n.*SyntaxError/s],
  ['imports what is not there', `import './gone.mjs'\nexport const handler = () => {}`, /gone\.mjs/]
])('one that %s is not run, and why is said', async (_what, code, why) => {
  await expect(aFunction({ 'handler.mjs': code })).rejects.toThrow(why)
})

it('is refused on a queue that hides messages for less than it may take, as on AWS', async () => {
  await expect(
    aFunction({ 'handler.mjs': 'export const handler = () => {}' }, { hiddenSeconds: 2 })
  ).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('2 s, less than the 3 s') })
})

it('is refused where the debugger’s port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  const inspectPort = typeof address === 'object' && address ? address.port : 0

  await expect(
    aFunction({ 'handler.mjs': 'export const handler = () => {}' }, { inspectPort })
  ).rejects.toThrow(`port ${inspectPort} is taken`)
})

it('dies by the fault lab’s chance, and what it had comes back', async () => {
  const { send, batches, counts } = await aFunction(
    { 'handler.mjs': 'export const handler = async () => {}' },
    { faults: { ...noFaults, crashProcessor: 1 } }
  )

  await send('a')

  await expect.poll(() => batches()[0]?.reason, { timeout: 5000 }).toMatch(/ended by SIGKILL/)
  expect(await counts()).toBe('0 visible, 1 in flight')
})

it('runs in a thread where there is no Node to start: its limits are those of a thread', async () => {
  const path = filesIn(aFolder(), {
    'handler.mjs': `import { word } from './word.mjs'
      export const handler = async ({ go }, { memoryLimitInMB }) => {
        if (go === 'end') process.exit(3)
        if (go === 'fill') { const all = []; for (;;) all.push({ a: [1, 2, 3] }) }
        console.log(word)
        return memoryLimitInMB }`,
    'word.mjs': `export const word = 'said'`
  })
  const [lines, loaded]: [string[], string[]] = [[], []]
  const setup = { handler: 'handler', inspectPort: null, seed: null }
  const runner = new LambdaRunner({
    lambda: { name: 'own', arn: 'arn', timeoutSeconds: 30, memoryMb: 128, environment: {} },
    bundleFile: path('handler.mjs'),
    workerFile: threadHouse({ workerFile, folder: path('.'), setup }),
    runtimeEnvironment: {},
    answer: () => Promise.reject(new Error('none')),
    log: (line) => lines.push(line.split('\t').at(-1) ?? ''),
    report: () => {},
    loaded: (files) => loaded.push(...files)
  })
  onTestFinished(() => runner.stop())

  const answer = await runner.invoke('{}')
  const ends = [
    await runner.invoke('{"go":"end"}').catch(String),
    await runner.invoke('{"go":"fill"}').catch(String)
  ]

  expect([answer, [...new Set(loaded)]]).toEqual(['"128"', [path('handler.mjs'), path('word.mjs')]])
  await expect.poll(() => lines).toContain('said')
  expect(ends).toEqual([expect.stringContaining('ended with 3'), expect.stringContaining('memory')])
}, 60_000)
