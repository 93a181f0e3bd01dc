import { join } from 'node:path'
import { acquireFolderLock, type FolderLock } from '../platform/folder-lock'
import { builtFile } from '../local-backend/client/built-file'
import {
  readFaults,
  writeFaults,
  type LocalBackend,
  type LocalEndpoint
} from '../local-backend/client/start-local-backend'
import { applyQueues } from '../local-backend/functions/apply-queues'
import { findHandler } from '../local-backend/functions/find-handler'
import { readQueuesFile, type WantedQueue } from '../local-backend/functions/queues-file'
import {
  runFunction,
  type FunctionEvent,
  type FunctionOptions,
  type RunningFunction
} from '../local-backend/functions/run-function'
import { localCall } from '../local-backend/functions/local-call'
import { faultsFromText } from '../local-backend/faults/faults-from-text'
import type { Faults } from '../shared/contract'
import { ChatError } from '../shared/errors'
import type { CliDeps } from './cli-deps'

/** What `chatapp backend` may say of queues and of a function of the user's own. */
export interface FunctionCommandOptions {
  readonly queues?: string
  readonly function?: string
  readonly queue?: string
  readonly handler?: string
  readonly timeout?: number
  readonly memory?: number
  readonly batchSize?: number
  readonly batchWindow?: number
  readonly concurrency?: number
  readonly env?: Record<string, string>
  readonly inspect?: number | true
  readonly faults?: string
  readonly json?: boolean
}

/** What was asked for, read and found to be in order before anything is started. */
export interface Prepared {
  readonly queues: readonly WantedQueue[]
  readonly fn: FunctionOptions | null
  /** Null: what the backend has of its own. */
  readonly faults: Faults | null
}

/** AWS: limits of a function where nothing is said, and five pollers that begin. */
const DEFAULTS = { timeout: 3, memory: 128, batchSize: 10, batchWindow: 0, concurrency: 5 }
const USUAL_INSPECT_PORT = 9229

/** The local backend has one region. */
const LOCAL_REGION = 'us-east-1'

/** Reads the files and options. Throws `invalid_input` for what cannot be used. */
export function prepare(options: FunctionCommandOptions): Prepared {
  const faults = options.faults === undefined ? null : faultsFromText(options.faults, '--faults')
  const queues = options.queues === undefined ? [] : readQueuesFile(options.queues, LOCAL_REGION)
  if ((options.function === undefined) !== (options.queue === undefined)) {
    throw new ChatError('function.queue_and_file')
  }
  if (options.function === undefined || options.queue === undefined) return { queues, fn: null, faults }
  const { timeout, memory, batchSize, batchWindow, concurrency } = { ...DEFAULTS, ...options }
  if (options.queue.endsWith('.fifo') && (batchSize > 10 || batchWindow > 0))
    throw new ChatError('function.fifo_batch')
  if (batchSize > 10 && batchWindow === 0) throw new ChatError('function.window_needed')
  const fn = {
    file: findHandler(options.function),
    handler: options.handler ?? 'handler',
    queue: options.queue,
    timeoutSeconds: timeout,
    memoryMb: memory,
    batchSize,
    windowSeconds: batchWindow,
    concurrency,
    environment: options.env ?? {},
    inspectPort: options.inspect === true ? USUAL_INSPECT_PORT : (options.inspect ?? null),
    faults: faults ?? faultsFromText('')
  }
  return { queues, fn, faults }
}

/** Makes the queues of the file and says what became of each. */
export async function provideQueues(
  deps: CliDeps,
  { queues, json }: { queues: readonly WantedQueue[]; json: boolean },
  endpoint: LocalEndpoint
): Promise<void> {
  if (queues.length === 0) return
  const { call, close } = localCall(endpoint)
  try {
    for (const applied of await applyQueues(queues, call)) {
      const { name, created, changes } = applied
      if (json) deps.out(JSON.stringify({ type: 'queue', ...applied }))
      else deps.err(`${name}: ${created ? 'created' : changes.length > 0 ? changes.join(', ') : 'as it is'}`)
    }
  } finally {
    close()
  }
}

/** Runs the function until it is stopped. Throws `ChatError` when it cannot be run, or another one has its queue. */
export async function startFunction(
  deps: CliDeps,
  { prepared, json, folder }: { prepared: Prepared; json: boolean; folder: string },
  backend: LocalBackend
): Promise<Pick<RunningFunction, 'stop'>> {
  const { fn, faults } = prepared
  const stopFaults = faults ? await makeFaults(backend, faults) : async () => {}
  if (!fn) return { stop: stopFaults }
  const lock = lockQueue(folder, fn.queue)
  const say = json ? sayJson(deps) : sayWords(deps, fn.queue)
  try {
    const running = await runFunction(fn, {
      endpoint: backend.endpoint,
      workerFile: builtFile('function-worker.cjs'),
      told: say,
      drained: deps.drained,
      unreachable: () => void backend.recover().catch(() => {})
    })
    backend.onChange((state, endpoint) => {
      if (state === 'up') running.moved(endpoint)
    })
    const { file, handler, queue } = fn
    if (json) deps.out(JSON.stringify({ type: 'ready', url: backend.endpoint.url, file, handler, queue }))
    else deps.err(`${queue} → ${file} (${handler}). Saving it loads it anew; Ctrl+C ends it.`)
    return {
      stop: async () => {
        await running.stop()
        lock.release()
        await stopFaults()
      }
    }
  } catch (error) {
    lock.release()
    await stopFaults()
    throw error
  }
}

/** Makes the backend's faults these, until the command ends: the backend may go on for others. */
async function makeFaults(backend: LocalBackend, faults: Faults): Promise<() => Promise<void>> {
  const before = await readFaults(backend.endpoint)
  await writeFaults(backend.endpoint, faults)
  return async () => {
    await writeFaults(backend.endpoint, before).catch(() => {})
  }
}

/** One function a queue, whoever runs the backend. */
function lockQueue(folder: string, queue: string): FolderLock {
  const lock = acquireFolderLock(join(folder, 'functions', queue.replace('.', '_')))
  if (!lock) throw new ChatError('function.taken', { queue })
  return lock
}

const sayJson =
  (deps: CliDeps) =>
  (event: FunctionEvent): void =>
    deps.out(JSON.stringify(event.type === 'line' ? { type: 'log', line: event.line } : event))

const sayWords =
  (deps: CliDeps, queue: string) =>
  (event: FunctionEvent): void => {
    if (event.type === 'line') return deps.out(event.line)
    deps.err(wordsOf(event, queue))
  }

function wordsOf(event: Exclude<FunctionEvent, { type: 'line' }>, queue: string): string {
  switch (event.type) {
    case 'batch': {
      const { messages, failed, reason } = event
      const many = messages === 1 ? '1 message' : `${messages} messages`
      const time = `${Math.round(event.ms)} ms`
      if (failed === 0) return `${queue}: ${many} done in ${time}`
      const which = failed === messages ? many : `${failed} of ${many}`
      return `${queue}: ${which} failed after ${time}${reason === null ? '' : `: ${reason}`}`
    }
    case 'reloaded':
      return `${event.file} was saved: loaded anew in ${Math.round(event.ms)} ms`
    case 'broken':
      return `${event.file} was saved and cannot be loaded: ${event.error}\nNothing is taken from ${queue} until it can be.`
    default:
      return event.text
  }
}
