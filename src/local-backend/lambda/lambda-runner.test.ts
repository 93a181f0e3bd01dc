import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import type { Faults } from '../../shared/contract'
import { FaultLab, noFaults, type Doom } from '../faults/fault-lab'
import { LambdaRunner, type LambdaRunnerOptions } from './lambda-runner'
import { aFolder } from '../sqs/test-server'

const noQueues = () => Promise.reject(new Error('This test has no queues.'))

/** What the console was told, where a line is one of its; else the line. */
const said = (line: string): string => {
  const { level, message } = line.startsWith('{"timestamp"') ? JSON.parse(line) : {}
  return level === undefined ? line : message
}

/** A runner for a bundle with this handler body, the lines it logged, and those of Lambda itself. */
function aRunner(
  code: string,
  {
    answer = noQueues,
    idleMs = 60_000,
    faultLab,
    ...lambda
  }: Partial<Pick<LambdaRunnerOptions, 'answer' | 'idleMs' | 'faultLab'>> & {
    timeoutSeconds?: number
    memoryMb?: number
  } = {}
) {
  const bundleFile = join(aFolder(), 'index.cjs')
  writeFileSync(bundleFile, code)
  const lines: string[] = []
  const reports: string[] = []
  const raw: string[] = []
  const runner = new LambdaRunner({
    lambda: {
      name: 'MessageProcessor',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:MessageProcessor',
      timeoutSeconds: 5,
      memoryMb: 128,
      environment: { SETTING: 'from the template' },
      ...lambda
    },
    bundleFile,
    workerFile: join(import.meta.dirname, 'lambda-worker.ts'),
    runtimeEnvironment: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'LOCALTESTKEY',
      AWS_SECRET_ACCESS_KEY: 'secret'
    },
    answer,
    idleMs,
    ...(faultLab && { faultLab }),
    log: (line) => {
      raw.push(line)
      if (line.includes('"platform.')) reports.push(line)
      else lines.push(said(line))
    }
  })
  onTestFinished(() => runner.stop())
  return { runner, lines, reports, raw }
}

/** A fault lab that dooms the next invocation. */
function doomed(doom: Doom): NonNullable<LambdaRunnerOptions['faultLab']> {
  const dooms = [doom]
  return { active: true, poison: (event) => event, doom: () => dooms.pop() ?? null, step: () => null }
}

it('hands event and answer over as JSON, with the context of Lambda', async () => {
  const { runner } = aRunner(`exports.handler = async (event, context) => ({
    event, name: context.functionName, arn: context.invokedFunctionArn, group: context.logGroupName,
    id: context.awsRequestId.length, left: context.getRemainingTimeInMillis() })`)

  const answer = JSON.parse(await runner.invoke('{"Records":[]}'))

  expect(answer).toEqual({
    event: { Records: [] },
    name: 'MessageProcessor',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:MessageProcessor',
    group: '/aws/lambda/MessageProcessor',
    id: 36,
    left: expect.toSatisfy((left: number) => left > 4000 && left <= 5000)
  })
})

it('gives the function the variables of template and runtime, and none of the host', async () => {
  process.env['CHATAPP_CANARY'] = 'secret'
  const { runner } = aRunner('exports.handler = async () => ({ ...process.env })')

  const seen = JSON.parse(await runner.invoke('{}'))

  delete process.env['CHATAPP_CANARY']
  expect(seen).toMatchObject({
    SETTING: 'from the template',
    AWS_REGION: 'us-east-1',
    AWS_LAMBDA_FUNCTION_NAME: 'MessageProcessor'
  })
  expect(Object.keys(seen).filter((name) => !name.startsWith('AWS_'))).toEqual(['SETTING'])
})

it('keeps a worker warm from one invocation to the next, and starts more only when needed', async () => {
  const { runner } = aRunner('let n = 0; exports.handler = async () => ++n')

  const oneByOne = [await runner.invoke('{}'), await runner.invoke('{}'), await runner.invoke('{}')]
  const size = runner.size
  await Promise.all([runner.invoke('{}'), runner.invoke('{}')])

  expect([oneByOne, size, runner.size]).toEqual([['1', '2', '3'], 1, 2])
})

it('starts more threads while invocations wait for something, lets them go when idle, and keeps one', async () => {
  const { runner } = aRunner(
    `const { existsSync } = require('node:fs'); let n = 0
     exports.handler = async ({ go }) => {
       while (!existsSync(go)) await new Promise((resolve) => setTimeout(resolve, 10))
       return ++n }`,
    { idleMs: 50 }
  )
  const folder = aFolder()
  const counts: string[][] = []

  for (const round of ['first', 'again']) {
    const go = join(folder, round)
    const all = Array.from({ length: 5 }, () => runner.invoke(JSON.stringify({ go })))
    await expect.poll(() => runner.size, { timeout: 4000 }).toBe(5)
    writeFileSync(go, '')
    counts.push(await Promise.all(all))
    await expect.poll(() => runner.size).toBe(1)
  }

  // Of the second round one ran in the thread that was kept.
  expect([counts[0], counts[1]?.toSorted()]).toEqual([
    ['1', '1', '1', '1', '1'],
    ['1', '1', '1', '1', '2']
  ])
})

it('works on many short invocations with few threads', async () => {
  const { runner } = aRunner('exports.handler = async () => 1')
  await Promise.all([runner.invoke('{}'), runner.invoke('{}')])

  await Promise.all(Array.from({ length: 100 }, () => runner.invoke('{}')))

  expect(runner.size).toBeLessThanOrEqual(3)
})

it('rejects what waits for a thread when it stops', async () => {
  const { runner } = aRunner('exports.handler = () => new Promise(() => {})')
  const waiting = [1, 2, 3].map(() => runner.invoke('{}').catch((error: unknown) => error))

  await runner.stop()

  for (const outcome of await Promise.all(waiting))
    expect(outcome).toMatchObject({ errorType: 'Runtime.ExitError' })
  expect(runner.size).toBe(0)
})

it('answers null for a handler that returns nothing', async () => {
  const { runner } = aRunner('exports.handler = async () => {}')

  expect(await runner.invoke('{}')).toBe('null')
})

it('provides the SDK client and Node, and says what it does not provide', async () => {
  const { runner } =
    aRunner(`const { SQSClient } = require('@aws-sdk/client-sqs'); const { join } = require('node:path')
    let missing; try { require('left-pad') } catch (error) { missing = error.message }
    exports.handler = async () => [typeof SQSClient, join('a', 'b'), missing]`)

  expect(JSON.parse(await runner.invoke('{}'))).toEqual([
    'function',
    'a/b',
    expect.stringContaining('left-pad')
  ])
})

it('passes on every line the function writes', async () => {
  const { runner, lines } = aRunner(`exports.handler = async () => {
    process.stdout.write('{"_aws":{}}\\n{"level":"INFO"}\\n'); console.error('on stderr') }`)

  await runner.invoke('{}')
  await expect.poll(() => lines.toSorted()).toEqual(['on stderr', '{"_aws":{}}', '{"level":"INFO"}'])
})

it('passes on lines in their order, whole or in parts, as text or as bytes', async () => {
  const { runner, lines } = aRunner(`const { stdout } = process
    exports.handler = async () => {
      stdout.write('whole\\r\\n'); stdout.write('in '); stdout.write('parts\\n')
      await new Promise((done) => stdout.write(Buffer.from('bytes\\n'), done)) }`)

  await runner.invoke('{}')

  await expect.poll(() => lines).toEqual(['whole', 'in parts', 'bytes'])
})

it('passes on what a function writes that never ends its turn, and all of a flood in its order', async () => {
  const stuck = aRunner(`exports.handler = async () => { console.log('at work'); for (;;); }`)
  const flood = aRunner(`exports.handler = async () => {
    for (let n = 0; n < 2500; n++) console.log(n) }`)

  const ended = stuck.runner.invoke('{}').catch(() => {})
  await expect.poll(() => stuck.raw.map((line) => JSON.parse(line).message)).toContain('at work')
  await flood.runner.invoke('{}')
  await expect.poll(() => flood.raw).toHaveLength(2500)
  expect(flood.raw.map((line) => JSON.parse(line).message)).toEqual(
    Array.from({ length: 2500 }, (_, n) => String(n))
  )
  await stuck.runner.stop()
  await ended
})

it('reports a bundle that does not begin, and none that is stopped while it begins', async () => {
  const broken = aRunner("throw new SyntaxError('half a file')")
  const stopped = aRunner('exports.handler = async () => 1')
  const warming = stopped.runner.warm()
  await stopped.runner.stop()
  await warming
  await broken.runner.warm()

  expect(stopped.reports).toEqual([])
  expect(broken.reports.map((line) => JSON.parse(line))).toEqual([
    {
      time: expect.any(String),
      type: 'platform.initReport',
      record: { status: 'error', errorType: 'SyntaxError' }
    }
  ])
})

it('writes what the console is told as Lambda does: a line of JSON that names level and invocation', async () => {
  const bundle = `exports.handler = async (event, { awsRequestId }) => {
    console.warn('%s of %o\\n', 'one', { two: 2 }); console.error(new TypeError('no')); return awsRequestId }`
  const { runner, raw } = aRunner(bundle)

  const requestId = JSON.parse(await runner.invoke('{}'))
  await expect.poll(() => raw.length).toBe(2)
  expect(raw.map((line) => JSON.parse(line))).toEqual([
    { timestamp: expect.any(String), level: 'WARN', requestId, message: 'one of { two: 2 }\n' },
    expect.objectContaining({ level: 'ERROR', requestId, errorType: 'TypeError', errorMessage: 'no' })
  ])
})

it.each([
  ['runs out of time', 'exports.handler = () => new Promise(() => {})', 'timeout', 'Sandbox.Timedout'],
  ['ends its process', 'exports.handler = () => process.exit(1)', 'failure', 'Runtime.ExitError'],
  ['throws', 'exports.handler = async () => { throw new RangeError() }', 'error', 'RangeError']
])('reports an invocation that %s, with its id', async (_what, bundle, status, errorType) => {
  const { runner, reports } = aRunner(bundle, { timeoutSeconds: 0.2 })

  await expect(runner.invoke('{}')).rejects.toMatchObject({ errorType })

  expect(reports.map((line) => JSON.parse(line))).toEqual([
    {
      time: expect.any(String),
      type: 'platform.report',
      record: expect.objectContaining({
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        status,
        errorType
      })
    }
  ])
})

it('rejects with the handler error, and goes on in the same worker', async () => {
  const { runner } = aRunner(
    `exports.handler = async ({ bad }) => { if (bad) throw new RangeError('too far'); return 1 }`
  )

  const failed = runner.invoke('{"bad":true}')

  await expect(failed).rejects.toMatchObject({ errorType: 'RangeError', message: 'RangeError: too far' })
  expect([await runner.invoke('{}'), runner.size]).toEqual(['1', 1])
})

it.each([
  ['loops for ever', 'for (;;);', 'Sandbox.Timedout'],
  ['waits for ever', 'await new Promise(() => {})', 'Sandbox.Timedout'],
  ['calls process.exit', 'process.exit(3)', 'Runtime.ExitError'],
  [
    'throws outside of its promise',
    "setImmediate(() => { throw new Error('late') }); await new Promise(() => {})",
    'Runtime.UnhandledException'
  ],
  [
    'exhausts its memory',
    'const all = []; for (;;) all.push(new Array(1e5).fill({}).map(() => ({})))',
    'Runtime.UnhandledException'
  ]
])('loses one worker and nothing else when a handler %s', async (_what, body, errorType) => {
  const { runner } = aRunner(
    `let n = 0; exports.handler = async ({ bad }) => { n++; if (bad) { ${body} }; return n }`,
    { timeoutSeconds: 1, memoryMb: 32 }
  )
  await runner.invoke('{}')

  const outcome = await runner.invoke('{"bad":true}').catch((error: unknown) => error)

  expect(outcome).toMatchObject({ errorType })
  expect(await runner.invoke('{}')).toBe('1')
  await expect.poll(() => runner.size).toBe(1)
})

it('rejects each invocation of a bundle that cannot be loaded, with the reason', async () => {
  const { runner } = aRunner("throw new SyntaxError('half a file')")
  await runner.warm()

  await expect(runner.invoke('{}')).rejects.toMatchObject({ errorType: 'SyntaxError' })
  await expect(runner.invoke('{}')).rejects.toThrow('half a file')
})

it.each([
  ['crash', 'Runtime.ExitError'],
  ['timeout', 'Sandbox.Timedout']
] as const)(
  'lets a doomed invocation end as a %s though the handler has done its work',
  async (how, errorType) => {
    const faultLab = doomed({ how, afterMs: 300 })
    const code = `exports.handler = async () => { console.log('worked'); return 1 }`
    const { runner, lines } = aRunner(code, { faultLab })
    await runner.warm()

    const outcome = await runner.invoke('{}').catch((error: unknown) => error)

    expect(outcome).toMatchObject({ errorType })
    await expect.poll(() => lines).toEqual(['worked'])
    expect([await runner.invoke('{}'), runner.size]).toEqual(['1', 1])
  }
)

it('kills a doomed invocation while its handler works', async () => {
  const faultLab = doomed({ how: 'crash', afterMs: 5 })
  const { runner } = aRunner('exports.handler = () => new Promise(() => {})', {
    timeoutSeconds: 60,
    faultLab
  })
  await runner.warm()

  await expect(runner.invoke('{}')).rejects.toMatchObject({
    errorType: 'Runtime.ExitError'
  })
  await expect.poll(() => runner.size).toBe(0)
})

/** Makes three calls one after the other, which are noted where they take effect. */
const threeCalls = `
  const { SQSClient, GetQueueUrlCommand } = require('@aws-sdk/client-sqs')
  const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb')
  const [queues, table] = [new SQSClient({}), new DynamoDBClient({})]
  exports.handler = async () => {
    await queues.send(new GetQueueUrlCommand({ QueueName: 'one' }))
    const { Item } = await table.send(new GetItemCommand({ TableName: 'two', Key: { pk: { S: 'a' } } }))
    await queues.send(new GetQueueUrlCommand({ QueueName: 'three' }))
    return Item.pk.S
  }`

/** A runner of these, with a real fault lab; `made` are the calls that took effect. */
function aCaller(faults: Partial<Faults>) {
  const made: string[] = []
  const faultLab = new FaultLab({ ...noFaults, ...faults })
  const { runner } = aRunner(threeCalls, {
    faultLab,
    answer: async ({ target, body }) => {
      const { QueueName, TableName } = JSON.parse(body) as Record<string, string>
      made.push(QueueName ?? TableName ?? '')
      const told = target.startsWith('DynamoDB') ? { Item: { pk: { S: 'found' } } } : { QueueUrl: 'http://x' }
      return {
        status: 200,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify(told)
      }
    }
  })
  return { runner, made, faultLab }
}

it('offers clients of SQS and of DynamoDB, whose calls go over the port', async () => {
  const { runner, made } = aCaller({})

  expect(await runner.invoke('{}')).toBe('"found"')
  expect(made).toEqual(['one', 'two', 'three'])
})

it.each([
  [{ crashBeforeCall: 1 }, []],
  [{ crashAfterCall: 1 }, ['one']],
  [{ crashBeforeCall: 2 }, ['one']],
  [{ crashAfterCall: 2 }, ['one', 'two']],
  [{ crashBeforeCall: 3 }, ['one', 'two']],
  [{ crashAfterCall: 3 }, ['one', 'two', 'three']]
] as const)('dies at the call that %j says, once', async (faults, effects) => {
  const { runner, made, faultLab } = aCaller(faults)

  await expect(runner.invoke('{}')).rejects.toMatchObject({ errorType: 'Runtime.ExitError' })
  const before = made.splice(0)
  const answer = await runner.invoke('{}')

  expect([before, answer, made]).toEqual([effects, '"found"', ['one', 'two', 'three']])
  expect(faultLab.faults).toEqual(noFaults)
})

it('loses the answer of a call once, which the SDK then makes again', async () => {
  const { runner, made } = aCaller({ loseAnswerOfCall: 2 })

  expect(await runner.invoke('{}')).toBe('"found"')
  expect(made).toEqual(['one', 'two', 'two', 'three'])
})

it('dies at a share of the calls, before or after them', async () => {
  const { runner, made } = aCaller({ crashCalls: 1 })

  for (let n = 0; n < 6; n++) await expect(runner.invoke('{}')).rejects.toThrow(/ended/)

  expect(made.every((call) => call === 'one')).toBe(true)
})
