// The inside of the local "Lambda": one thread that evaluates the function's bundle once and runs it per message.
// Imports only packages and types, so that Node can also run this file unbuilt.
import { existsSync, readFileSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { format } from 'node:util'
import { compileFunction } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'
import type * as clientDynamodb from '@aws-sdk/client-dynamodb'
import * as clientSqs from '@aws-sdk/client-sqs'
import type {
  HostMessage,
  WireAnswer,
  InvokeMessage,
  LambdaErrorData,
  WorkerMessage,
  WorkerSetup
} from '../protocol/lambda-protocol'

type Handler = (event: unknown, context: object) => unknown

const setup = workerData as WorkerSetup
const requireBuiltin = createRequire(import.meta.url)

const answers = new Map<number, (answer: WireAnswer) => void>()
let calls = 0

/** Makes a call of SQS or DynamoDB in the queues' process, over this thread's port. */
function callQueues(target: string, body: string): Promise<WireAnswer> {
  const call = ++calls
  say({ type: 'call', call, target, body })
  return new Promise((resolve) => answers.set(call, resolve))
}

/** The last step of the SDK's way. */
const sdkHandler = {
  metadata: { handlerProtocol: 'http/1.1' },
  async handle({ headers, body }: { headers: Record<string, string>; body: unknown }) {
    const target = headers['x-amz-target'] ?? headers['X-Amz-Target'] ?? ''
    // The SDK hands bytes over, and warns of whoever takes them for a text.
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array)
    const answer = await callQueues(target, text)
    // The call took effect, and its answer is lost: for the SDK a connection that was cut.
    if (answer.status === 0) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    return {
      response: { statusCode: answer.status, headers: answer.headers, body: Buffer.from(answer.body) }
    }
  }
}

const overPort = { requestHandler: sdkHandler as never, signer: { sign: async <T>(request: T) => request } }

/**
 * The SDK's own client, but for HTTP: errors, repeats and checks are those of AWS.
 *
 * What the function does all day, sending plain messages that are taken, is spared the SDK's way altogether. One that is
 * refused had no effect; it goes that way to be refused as on AWS.
 */
class PortClient extends clientSqs.SQSClient {
  constructor(config: clientSqs.SQSClientConfig = {}) {
    super({ ...config, ...overPort })
    const send = this.send.bind(this) as (...args: unknown[]) => Promise<unknown>
    const shortly = async (command: unknown, ...rest: unknown[]): Promise<unknown> =>
      (rest.length === 0 && (await sendPlainBatch(command))) || (await send(command, ...rest))
    this.send = shortly as typeof this.send
  }
}

async function sendPlainBatch(command: unknown): Promise<clientSqs.SendMessageBatchCommandOutput | null> {
  if (!(command instanceof clientSqs.SendMessageBatchCommand)) return null
  const { Entries = [] } = command.input
  if (Entries.some((entry) => entry.MessageAttributes ?? entry.MessageSystemAttributes)) return null
  const { status, body } = await callQueues('AmazonSQS.SendMessageBatch', JSON.stringify(command.input))
  if (status !== 200) return null
  const output = JSON.parse(body) as Omit<clientSqs.SendMessageBatchCommandOutput, '$metadata'>
  return { ...output, $metadata: { httpStatusCode: status, attempts: 1, totalRetryDelay: 0 } }
}

const sdk = { ...clientSqs, SQSClient: PortClient }
let tableSdk: typeof clientDynamodb | undefined

/** The same for DynamoDB, from a file of its own: who never asks for it pays neither its time nor its memory. */
function loadTableSdk(): typeof clientDynamodb {
  const built = join(import.meta.dirname, 'client-dynamodb.cjs')
  const loaded = requireBuiltin(
    existsSync(built) ? built : '@aws-sdk/client-dynamodb'
  ) as typeof clientDynamodb
  class TablePortClient extends loaded.DynamoDBClient {
    constructor(config: clientDynamodb.DynamoDBClientConfig = {}) {
      super({ ...config, ...overPort })
    }
  }
  return { ...loaded, DynamoDBClient: TablePortClient }
}

/** What the Lambda runtime offers a bundle: Node's own modules and the SDK, here the clients the function needs. */
function requireInLambda(name: string): unknown {
  if (name === '@aws-sdk/client-sqs') return sdk
  if (name === '@aws-sdk/client-dynamodb') return (tableSdk ??= loadTableSdk())
  if (builtinModules.includes(name.replace(/^node:/, ''))) return requireBuiltin(name)
  throw new Error(
    `Cannot find module '${name}'. Locally a function may require Node's modules, @aws-sdk/client-sqs and @aws-sdk/client-dynamodb.`
  )
}

function loadHandler(): Handler {
  const code = readFileSync(setup.bundleFile, 'utf8')
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname']
  const evaluate = compileFunction(code, parameters, { filename: setup.bundleFile })
  const module: { exports: { handler?: unknown } } = { exports: {} }
  evaluate(module.exports, requireInLambda, module, setup.bundleFile, dirname(setup.bundleFile))
  const { handler } = module.exports
  if (typeof handler !== 'function') throw new Error(`${setup.bundleFile} exports no function "handler".`)
  return handler as Handler
}

function contextOf({ requestId, timeoutMs }: InvokeMessage): object {
  const deadline = performance.now() + timeoutMs
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: setup.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: setup.functionArn,
    memoryLimitInMB: String(setup.memoryMb),
    logGroupName: `/aws/lambda/${setup.functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now()))
  }
}

const describe = (error: unknown): LambdaErrorData =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] }

/** Lines that are told together at most: a flood waits until the other side has taken so many. */
const PORTION = 1000

/** Lines that are not told yet. */
const held: string[] = []
let isTelling = false
let awaitsTaken = false

/**
 * Tells of a line over the thread's port: of `process.stdout` the other side would ask for each one. A turn's first line
 * goes at once, for a function that never ends its turn is to be seen at work.
 */
function write(line: string): void {
  held.push(line)
  if (isTelling) return
  isTelling = true
  tellLines()
  setImmediate(() => {
    isTelling = false
    tellLines()
  })
}

function tellLines(): void {
  if (held.length === 0 || awaitsTaken) return
  const lines = held.splice(0, PORTION)
  awaitsTaken = lines.length === PORTION
  post({ type: 'lines', lines, awaitsTaken })
}

/** What was written before goes along, for each message wakes the other thread. */
function say(message: WorkerMessage): void {
  if (held.length >= PORTION) tellLines()
  post(held.length === 0 || awaitsTaken ? message : { ...message, written: held.splice(0) })
}

// A thread's port has no target origin; the rule means windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
const post = (message: WorkerMessage): void => parentPort?.postMessage(message)

process.on('exit', () => post({ type: 'lines', lines: held, awaitsTaken: false }))

/** Whether a line was begun by Node's own way, so that its end has to go there too. */
let isBegun = false
const toPipe = process.stdout.write.bind(process.stdout) as (...args: unknown[]) => boolean

/** What the function writes itself goes the same way as its console's, line by line; anything but whole lines goes Node's own. */
function writeLines(chunk: unknown, ...rest: unknown[]): boolean {
  const isWhole = typeof chunk === 'string' ? chunk.endsWith('\n') : (chunk as Uint8Array).at(-1) === 0x0a
  if (isBegun || !isWhole || typeof chunk !== 'string' || rest.length > 0) {
    isBegun = !isWhole
    return toPipe(chunk, ...rest)
  }
  for (const line of chunk.slice(0, -1).split('\n')) write(line.endsWith('\r') ? line.slice(0, -1) : line)
  return true
}

process.stdout.write = writeLines

/** Lambda: what the console writes are lines of JSON that name the invocation; see LogFormat in the template. */
const levels = { debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', trace: 'TRACE' }
let requestId: string | undefined

for (const [method, level] of Object.entries(levels)) {
  console[method as keyof typeof levels] = (...args: unknown[]) => {
    const error = args.find((one) => one instanceof Error)
    const { errorType, errorMessage, trace } = error ? describe(error) : {}
    const told = errorType === undefined ? {} : { errorType, errorMessage, stackTrace: trace }
    const line = { timestamp: new Date().toISOString(), level, requestId, message: format(...args), ...told }
    write(JSON.stringify(line))
  }
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  ;({ requestId } = message)
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message))
    say({ type: 'done', payload: JSON.stringify(result) ?? 'null' })
  } catch (error) {
    console.error(error)
    say({ type: 'failed', error: describe(error) })
  }
}

try {
  const handler = loadHandler()
  parentPort?.on('message', (message: HostMessage) => {
    if (message.type === 'invoke') void invoke(handler, message)
    else if (message.type === 'taken') {
      awaitsTaken = false
      tellLines()
    } else {
      answers.get(message.call)?.(message)
      answers.delete(message.call)
    }
  })
  say({ type: 'ready' })
} catch (error) {
  say({ type: 'broken', error: describe(error) })
}
