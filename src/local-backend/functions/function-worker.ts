// The inside of somebody's own function: a process of its own under Node, a thread in the packed app.
// Imports only Node's modules and types, so that Node can also run this file unbuilt.
import { spawnSync } from 'node:child_process'
import * as crypto from 'node:crypto'
import { open, url } from 'node:inspector'
import * as modules from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type {
  FunctionSetup,
  HostMessage,
  InvokeMessage,
  LambdaErrorData,
  WorkerMessage
} from '../protocol/lambda-protocol'

type Callback = (error: unknown, result?: unknown) => void
type Handler = (event: unknown, context: object, callback: Callback) => unknown

const setup = (isMainThread ? JSON.parse(process.argv[2] ?? '{}') : workerData) as FunctionSetup

function say(message: WorkerMessage, said: () => void = () => {}): void {
  if (isMainThread) process.send?.(message, undefined, undefined, said)
  else {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(message)
    said()
  }
}

const describe = (error: unknown): LambdaErrorData =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: format(error), trace: [] }

/** AWS: a line of the console says when, for which request and how grave. */
const levels = { debug: 'DEBUG', log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', trace: 'TRACE' }
let requestId = ''

for (const [method, level] of Object.entries(levels)) {
  console[method as keyof typeof levels] = (...args: unknown[]) => {
    const stream = level === 'ERROR' || level === 'WARN' ? process.stderr : process.stdout
    stream.write(`${new Date().toISOString()}\t${requestId}\t${level}\t${format(...args)}\n`)
  }
}

/**
 * Ends it as AWS ends a function that uses more than it has, and when the process that started it is gone: also while it
 * does not come to rest.
 */
const watch = `
  const { workerData: megabytes } = require('node:worker_threads')
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
    const used = process.memoryUsage.rss() / 1048576
    if (used <= megabytes) return
    require('node:fs').writeSync(2, 'It used ' + Math.round(used) + ' MB; it has ' + megabytes + ' MB (--memory).\\n')
    process.kill(process.pid, 'SIGKILL')
  }, 25)`

const told = new Set<string>()
let news: string[] = []

/** Notes what is read as code, so that it can be read anew when it changes. */
function note(url: string): void {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return
  const file = fileURLToPath(url)
  if (told.has(file)) return
  told.add(file)
  news.push(file)
}

function noteFiles(): void {
  // Node has it since 22.15.
  if ('registerHooks' in modules) {
    modules.registerHooks({
      resolve: (specifier, context, next) => {
        const found = next(specifier, context)
        note(found.url)
        return found
      }
    })
  }
}

function tellFiles(): void {
  if (news.length > 0) say({ type: 'loaded', files: news })
  news = []
}

async function loadHandler(): Promise<Handler> {
  const exported = (await import(pathToFileURL(setup.bundleFile).href)) as Record<string, unknown>
  const inside = exported['default']
  const handler = at(exported, setup.handler) ?? at(inside, setup.handler)
  if (typeof handler === 'function') return handler as Handler
  const names = Object.keys({ ...(typeof inside === 'object' ? inside : {}), ...exported })
  const others = names.filter(
    (name) => name !== 'module.exports' && typeof (at(exported, name) ?? at(inside, name)) === 'function'
  )
  const error = new Error(
    `${setup.bundleFile} exports no function "${setup.handler}". ${others.length > 0 ? `Choose with --handler one of: ${others.join(', ')}.` : 'It exports no function at all.'}`
  )
  error.name = 'Runtime.HandlerNotFound'
  throw error
}

/** AWS: a handler may stand in an object, as in `index.orders.handler`. */
const at = (from: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' || typeof value === 'function' ? (value as never)?.[name] : undefined,
      from
    )

function contextOf({ requestId: awsRequestId, timeoutMs }: InvokeMessage): object {
  const deadline = performance.now() + timeoutMs
  return {
    awsRequestId,
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

/** Random numbers and ids that are the same for the same request, so that a run can be repeated. */
function seedRandom(): void {
  if (setup.seed === null) return
  let state = crypto.createHash('sha256').update(`${setup.seed} ${requestId}`).digest()
  const bytes = (count: number): Buffer => {
    state = crypto.createHash('sha256').update(state).digest()
    return state.subarray(0, count)
  }
  const uuid = (): `${string}-${string}-${string}-${string}-${string}` => {
    const hex = bytes(16).toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`
  }
  Math.random = () => bytes(4).readUInt32BE() / 2 ** 32
  globalThis.crypto.randomUUID = uuid
  const own = modules.createRequire(import.meta.url)('node:crypto') as { randomUUID: typeof uuid }
  own.randomUUID = uuid
  modules.syncBuiltinESMExports()
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  ;({ requestId } = message)
  seedRandom()
  try {
    const context = contextOf(message)
    const event: unknown = JSON.parse(message.event)
    const result = await new Promise<unknown>((resolve, reject) => {
      const callback: Callback = (error, value) => (error ? reject(error) : resolve(value))
      const returned = handler(event, context, callback)
      // Runtimes before nodejs24.x wait for the callback of a handler that takes one and returns nothing.
      if (handler.length < 3 || returned !== undefined) resolve(returned)
    })
    tellFiles()
    say({ type: 'done', payload: JSON.stringify(result) ?? 'null' })
  } catch (error) {
    console.error(error)
    tellFiles()
    say({ type: 'failed', error: describe(error) })
  }
}

function die(error: unknown, trace = describe(error).trace): void {
  say({ type: 'broken', error: { ...describe(error), trace } }, () => process.exit(1))
}

if (isMainThread) {
  // What ends a terminal's group reaches this process too; the one that started it lets the batch end first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  process.on('disconnect', () => process.exit(0))
  // As on AWS what it writes is written when it goes on; else all of it would pile up in its memory.
  for (const stream of [process.stdout, process.stderr] as {
    _handle?: { setBlocking?: (on: boolean) => void }
  }[])
    stream._handle?.setBlocking?.(true)
  new Worker(watch, {
    eval: true,
    workerData: setup.memoryMb,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 }
  }).unref()
}
process.on('uncaughtException', (error) => {
  console.error(error)
  die(error)
})

function listenForDebugger(port: number): void {
  open(port, '127.0.0.1')
  // It only writes when it cannot.
  if (url() === undefined)
    throw new Error(`No debugger can attach: port ${port} is taken. Choose another by --inspect.`)
}

async function start(): Promise<void> {
  try {
    noteFiles()
    if (setup.inspectPort !== null) listenForDebugger(setup.inspectPort)
    const handler = await loadHandler()
    const take = (message: HostMessage): void => {
      if (message.type === 'invoke') void invoke(handler, message)
    }
    if (isMainThread) process.on('message', take)
    else parentPort?.on('message', take)
    tellFiles()
    say({ type: 'ready' })
  } catch (error) {
    tellFiles()
    die(error, placeOfSyntax(error))
  }
}

/** Where a syntax error is, which Node tells only of a file that it is asked to check. */
function placeOfSyntax(error: unknown): string[] | undefined {
  const hasPlace = error instanceof Error && / at (?!.*node:)/.test(error.stack ?? '')
  if (!isMainThread || !(error instanceof SyntaxError) || hasPlace) return undefined
  for (const file of told) {
    const { status, stderr } = spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' })
    if (status !== 0) return stderr.split('\n').filter((line) => line !== '')
  }
  return undefined
}

void start()
