import { devNull } from 'node:os'
import { basename, join } from 'node:path'
import { ChatError } from '../shared/errors'
import { acquireFolderLock } from '../platform/folder-lock'
import {
  readInstall,
  removeEndpoint,
  writeEndpoint,
  writeInstall,
  type Install
} from './client/backend-files'
import type { LocalEndpoint, LocalTrigger } from './protocol/backend-protocol'
import { readBackendTemplate, type BackendTemplate } from './protocol/backend-template'
import type { DryRunAnswer, DryRunInput } from './protocol/letters-protocol'
import { FaultLab } from './faults/fault-lab'
import { ensureTemplateQueues } from './lambda/ensure-queues'
import { EventSourceMapping } from './lambda/event-source-mapping'
import { FunctionLog } from './lambda/function-log'
import { EmulatorProcessor } from './lambda/emulator-processor'
import { toChatError } from '../shared/to-chat-error'
import type { EmulatorLease } from './protocol/emulator-protocol'
import { DryRunner } from './lambda/dry-run'
import { LambdaRunner } from './lambda/lambda-runner'
import { pause } from '../platform/pause'
import type { QueueCall } from './sqs/queue-service'
import type { TableService } from './table/table-service'
import { startQueueServer, type QueueServer, type QueueServerOptions } from './sqs/queue-server'

export interface RunBackendOptions {
  folder: string
  /** JSON text of `resources/backend.template`. */
  template: string
  /** `out/lambda/index.js` */
  bundleFile: string
  /** `out/main/lambda-worker.cjs` */
  workerFile: string
  /** Takes what the mapping has to say; what the function writes has its own log. */
  log: (line: string) => void
  /** What goes wrong on purpose; nothing when left out. */
  faultLab?: FaultLab
  /** The port, and no other; the last one, else a free one, when left out. */
  port?: number
}

export interface RunningBackend {
  readonly endpoint: LocalEndpoint
  /** The name that its database was set aside under, because it was damaged; else null. */
  readonly setAside: string | null
  /** Lets batches in flight end (at most some seconds), then frees port and folder. */
  stop(): Promise<void>
}

/** The one region the local backend has. */
export const LOCAL_REGION = 'us-east-1'

/** What a batch may still take when the backend stops; what is not done by then is delivered again. */
const STOP_GRACE_MS = 5000

/**
 * Runs queue server, event source mapping and Lambda workers on a folder.
 *
 * Returns null when another process runs them on it already. Keeps key and, if it is free, port of the last run.
 */
export async function runBackend(options: RunBackendOptions): Promise<RunningBackend | null> {
  const { folder, log, faultLab = new FaultLab() } = options
  const lock = acquireFolderLock(folder)
  if (!lock) return null
  try {
    // A file from before belongs to a process that is gone.
    removeEndpoint(folder)
    const install = readInstall(folder)
    const { accessKeyId, secretAccessKey } = install
    const template = readBackendTemplate(options.template, LOCAL_REGION)
    const functionLog = new FunctionLog({
      folder: join(folder, 'function-log'),
      functionName: template.lambda.name,
      secrets: [secretAccessKey]
    })
    // Made for the first dry run, which most backends never see.
    let dryRunner: DryRunner | undefined
    const dryRun = (input: DryRunInput): Promise<DryRunAnswer> => {
      dryRunner ??= dryRunnerOf(options, template, { install, table: server.service.table })
      return dryRunner.run(input)
    }
    const processor = processorOf(options, template, functionLog)
    const server = await onPort(options.port, {
      dryRun,
      emulators: holderOf(processor),
      dataDir: folder,
      port: install.port,
      accessKeyId,
      secretAccessKey,
      region: LOCAL_REGION,
      tables: [template.table],
      faultLab,
      functionLog: functionLog.answer,
      triggers: [triggerOf(template)]
    })
    if (server.port !== install.port) writeInstall(folder, { ...install, port: server.port })
    const endpoint = { pid: process.pid, url: server.url, region: LOCAL_REGION, accessKeyId, secretAccessKey }
    const runner = new LambdaRunner({
      lambda: template.lambda,
      bundleFile: options.bundleFile,
      workerFile: options.workerFile,
      runtimeEnvironment: runtimeEnvironment(endpoint),
      answer: server.service.answer,
      faultLab,
      log: functionLog.append
    })
    const suspects = server.interrupted(template.queues.request.name)
    const { call } = server.service
    const { invoke } = runner
    const mapping = new EventSourceMapping({ ...takesRequests(template, call), suspects, call, invoke, log })
    const warm = runner.warm()
    // A message's attempt is not to be spent on waiting for a worker, should this process die soon as well.
    if (suspects > 0) await warm
    await mapping.start()
    writeEndpoint(folder, endpoint)
    return {
      endpoint,
      setAside: server.setAside && basename(server.setAside),
      stop: async () => {
        removeEndpoint(folder)
        const idle = mapping.stop()
        const left = processor.stop()
        server.endPolls()
        await Promise.race([Promise.all([idle, left]), pause(STOP_GRACE_MS)])
        await runner.stop()
        await dryRunner?.stop()
        await Promise.race([idle, pause(STOP_GRACE_MS)])
        await server.close()
        functionLog.close()
        lock.release()
      }
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** The mapping from the template's request queue, which it provides for. */
const takesRequests = ({ queues, mapping, region }: BackendTemplate, call: QueueCall) => ({
  source: { arn: queues.request.arn, region },
  settings: mapping,
  provision: () => ensureTemplateQueues(queues, call)
})

const processorOf = (
  { bundleFile, workerFile, log }: RunBackendOptions,
  template: BackendTemplate,
  functionLog: FunctionLog
): EmulatorProcessor =>
  new EmulatorProcessor({
    template,
    bundleFile,
    workerFile,
    environmentAt: ({ endpoint: url, ...place }) => runtimeEnvironment({ url, ...place }),
    log: functionLog.append,
    mappingLog: log
  })

const dryRunnerOf = (
  { bundleFile, workerFile }: RunBackendOptions,
  { lambda, queues }: BackendTemplate,
  { install, table }: { readonly install: Install; readonly table: TableService }
): DryRunner =>
  new DryRunner({
    lambda,
    queues,
    answerTable: (call) => table.answer(call, table.pretend),
    bundleFile,
    workerFile,
    runtimeEnvironment: runtimeEnvironment({ url: 'http://127.0.0.1', region: LOCAL_REGION, ...install })
  })

/** The processor at emulators as the queue server's clients ask for it: what is wrong there is an answer. */
const holderOf =
  (processor: EmulatorProcessor) =>
  async (verb: string, lease: EmulatorLease): Promise<object> => {
    try {
      if (verb === 'Release') processor.release(lease)
      else await processor.hold(lease)
      return { problem: null }
    } catch (error) {
      const { code, message } = toChatError(error)
      return { problem: { code, message } }
    }
  }

/** The mapping as it is told to whoever asks. */
const triggerOf = ({ queues, mapping, lambda }: BackendTemplate): LocalTrigger => ({
  queueArn: queues.request.arn,
  functionArn: lambda.arn,
  timeoutSeconds: lambda.timeoutSeconds,
  batchSize: mapping.batchSize,
  maximumConcurrency: mapping.maximumConcurrency,
  reportsFailures: mapping.reportsBatchItemFailures
})

/** Queue URLs hold the port: the last one is kept while it is free, unless one is demanded. */
async function onPort(demanded: number | undefined, options: QueueServerOptions): Promise<QueueServer> {
  try {
    return await startQueueServer({ ...options, port: demanded ?? options.port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    if (demanded !== undefined)
      throw new ChatError('local_backend.port_taken', { port: String(demanded) }, { cause: error })
    if (options.port === 0) throw error
    return startQueueServer({ ...options, port: 0 })
  }
}

/** What Lambda puts into a function's environment. The SDK reads no configuration file of the user. */
const runtimeEnvironment = ({
  url,
  region,
  accessKeyId,
  secretAccessKey
}: Omit<LocalEndpoint, 'pid'>): Record<string, string> => ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_ENDPOINT_URL_SQS: url,
  AWS_ENDPOINT_URL_DYNAMODB: url,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull
})
