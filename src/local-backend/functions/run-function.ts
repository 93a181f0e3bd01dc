import { basename, dirname } from 'node:path'
import { pause } from '../../platform/pause'
import type { Faults } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { LocalEndpoint } from '../protocol/backend-protocol'
import { LOCAL_ACCOUNT } from '../protocol/backend-template'
import { FaultLab } from '../faults/fault-lab'
import { errorCodeOf } from '../lambda/ensure-queues'
import { EventSourceMapping, type BatchOutcome, type MappingSettings } from '../lambda/event-source-mapping'
import { whereOf } from '../lambda/lambda-error'
import { LambdaRunner } from '../lambda/lambda-runner'
import type { QueueCall } from '../sqs/queue-service'
import { functionEnvironment } from './function-environment'
import { functionHouse } from './function-house'
import { localCall } from './local-call'
import { ReloadingFunction, type ReloadEvent } from './reloading-function'

/** Somebody's own function on a queue. Limits are those of AWS. */
export interface FunctionOptions {
  /** Absolute. */
  readonly file: string
  /** What it exports. */
  readonly handler: string
  /** The name of its queue. */
  readonly queue: string
  /** Null while a debugger is attached: then there is none. */
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly batchSize: number
  readonly windowSeconds: number
  /** Batches at the same time. */
  readonly concurrency: number
  readonly environment: Readonly<Record<string, string>>
  /** Where a debugger can attach; null: nowhere. Then one batch runs at a time, for as long as it likes. */
  readonly inspectPort: number | null
  /** What goes wrong on purpose with an invocation; the queues' own faults are the backend's. */
  readonly faults: Faults
}

export type FunctionEvent =
  | ({ readonly type: 'batch' } & BatchOutcome)
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'note'; readonly text: string }
  | ReloadEvent

export interface FunctionDeps {
  readonly endpoint: LocalEndpoint
  /** `out/main/function-worker.cjs` */
  readonly workerFile: string
  readonly told: (event: FunctionEvent) => void
  /** Resolves when there is room for more lines. */
  readonly drained?: () => Promise<void>
  /** The backend does not answer: whoever can find or start it does so. */
  readonly unreachable?: () => void
}

export interface RunningFunction {
  /** The backend answers elsewhere now. */
  moved(endpoint: LocalEndpoint): void
  /** Takes nothing more, lets the batch that runs end (at most 5 s), then ends; what did not end comes back. */
  stop(): Promise<void>
}

/** What a batch may still take when its function is stopped, in milliseconds. */
const STOP_GRACE_MS = 5000
/** A day: nobody stands at a breakpoint for longer. */
const NO_LIMIT_SECONDS = 86_400

/**
 * Runs a function on a queue of a local backend, whoever runs that, until it is stopped.
 *
 * Rejects with `ChatError`: the queue is not there, hides messages for less than the function may take, or the function
 * cannot be loaded.
 */
export async function runFunction(options: FunctionOptions, deps: FunctionDeps): Promise<RunningFunction> {
  const { queue } = options
  let { endpoint } = deps
  let queues = localCall(endpoint)
  const call: QueueCall = async (...given) => {
    try {
      return await queues.call(...given)
    } catch (error) {
      if (errorCodeOf(error) === 'ECONNREFUSED') deps.unreachable?.()
      throw error
    }
  }
  const urlOf = async (): Promise<string> =>
    ((await call('GetQueueUrl', { QueueName: queue })) as { QueueUrl: string }).QueueUrl
  const hiddenSeconds = await checkQueue(options, call, urlOf)
  const reloading = reloadingFunction(options, deps, () => endpoint)
  const mapping = new EventSourceMapping({
    source: { arn: `arn:aws:sqs:${endpoint.region}:${LOCAL_ACCOUNT}:${queue}`, region: endpoint.region },
    settings: settingsOf(options, hiddenSeconds),
    provision: urlOf,
    call,
    invoke: reloading.invoke,
    mayPoll: reloading.mayPoll,
    log: (text) => deps.told({ type: 'note', text }),
    ended: (outcome) => deps.told({ type: 'batch', ...outcome })
  })
  try {
    await reloading.start()
    await mapping.start()
  } catch (cause) {
    await reloading.stop()
    queues.close()
    if (cause instanceof ChatError) throw cause
    throw new ChatError('function.not_loaded', { file: options.file, detail: whereOf(cause) }, { cause })
  }
  return {
    moved: (now) => {
      if (now.url === endpoint.url) return
      endpoint = now
      queues = localCall(endpoint)
      // What it runs in knows the old address.
      reloading.reload(options.file)
    },
    stop: async () => {
      reloading.endPolls()
      const idle = mapping.stop()
      await Promise.race([idle, pause(STOP_GRACE_MS)])
      await reloading.stop()
      await Promise.race([idle, pause(STOP_GRACE_MS)])
      queues.close()
    }
  }
}

const settingsOf = (options: FunctionOptions, hiddenSeconds: number): MappingSettings => ({
  batchSize: options.batchSize,
  windowSeconds: options.windowSeconds,
  reportsBatchItemFailures: true,
  maximumConcurrency: options.inspectPort === null ? options.concurrency : 1,
  ...(options.inspectPort !== null && { holdSeconds: Math.max(2, hiddenSeconds) })
})

function reloadingFunction(
  options: FunctionOptions,
  { workerFile, told, drained }: FunctionDeps,
  endpoint: () => LocalEndpoint
): ReloadingFunction {
  const { file, handler, inspectPort } = options
  const name = basename(file).replace(/\.[^.]+$/, '')
  const house = functionHouse({
    workerFile,
    folder: dirname(file),
    setup: { handler, inspectPort, seed: null }
  })
  const faultLab = new FaultLab(options.faults)
  const lambda = {
    name,
    arn: `arn:aws:lambda:${endpoint().region}:${LOCAL_ACCOUNT}:function:${name}`,
    timeoutSeconds: inspectPort === null ? options.timeoutSeconds : NO_LIMIT_SECONDS,
    memoryMb: options.memoryMb,
    environment: {}
  }
  return new ReloadingFunction({
    file,
    exclusive: inspectPort !== null,
    told,
    makeRunner: (loaded) =>
      new LambdaRunner({
        lambda,
        bundleFile: file,
        workerFile: house,
        runtimeEnvironment: { ...functionEnvironment(endpoint()), ...options.environment },
        answer: () => Promise.reject(new Error('A function of one’s own calls its queues itself.')),
        log: (line) => told({ type: 'line', line }),
        report: () => {},
        ...(drained && { drained }),
        loaded,
        faultLab
      })
  })
}

/** How long its queue hides a message, in seconds, which AWS wants to be as long as the function may take. */
async function checkQueue(
  { queue, timeoutSeconds, inspectPort }: FunctionOptions,
  call: QueueCall,
  urlOf: () => Promise<string>
): Promise<number> {
  let url
  try {
    url = await urlOf()
  } catch (cause) {
    if (errorCodeOf(cause) === 'QueueDoesNotExist')
      throw new ChatError('function.no_queue', { queue }, { cause })
    throw cause
  }
  const names = ['VisibilityTimeout']
  const { Attributes } = (await call('GetQueueAttributes', { QueueUrl: url, AttributeNames: names })) as {
    Attributes?: Record<string, string>
  }
  const hidden = Number(Attributes?.['VisibilityTimeout'])
  if (hidden < timeoutSeconds && inspectPort === null) {
    throw new ChatError('function.hidden_too_short', { queue, hidden, timeout: timeoutSeconds })
  }
  return hidden
}
