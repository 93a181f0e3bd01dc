import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { BackendTemplate } from '../protocol/backend-template'
import type { Doom } from '../faults/fault-lab'
import type {
  HostMessage,
  WireAnswer,
  LambdaErrorData,
  WireCall,
  WorkerMessage,
  WorkerSetup
} from '../protocol/lambda-protocol'

export interface LambdaRunnerOptions {
  lambda: BackendTemplate['lambda']
  /** `out/lambda/index.js` */
  bundleFile: string
  /** `out/main/lambda-worker.js` */
  workerFile: string
  /** What Lambda's own environment adds: region, credentials, endpoint. Nothing of the host's environment gets in. */
  runtimeEnvironment: Readonly<Record<string, string>>
  /** Answers a call of the function to SQS. The signal fires when its thread is gone: nobody reads the answer then. */
  answer: (call: WireCall, gone: AbortSignal) => Promise<WireAnswer>
  /** Takes each line the function writes. */
  log: (line: string) => void
}

/** AWS: a function has ten seconds to initialise. */
const INIT_TIMEOUT_MS = 10_000

/** Thrown when an invocation did not end with an answer; `errorType` as Lambda names it. */
export class LambdaError extends Error {
  override readonly name = 'LambdaError'

  constructor(
    readonly errorType: string,
    message: string,
    options?: ErrorOptions
  ) {
    super(`${errorType}: ${message}`, options)
  }
}

interface Sandbox {
  worker: Worker
  ready: Promise<void>
  /** Settles the invocation that runs in it; null while it is idle. */
  settle: ((outcome: { payload: string } | { error: LambdaError }) => void) | null
  /** The fault lab's: whatever the handler answers, nobody hears it. */
  doom: Doom | null
  /** Fires when the thread is gone. */
  gone: AbortController
}

/**
 * Runs the function's bundle in worker threads, one invocation per thread at a time, threads kept warm.
 *
 * A handler that crashes, calls `process.exit`, exhausts its memory or runs past the timeout costs its own thread and
 * its own invocation. How many run at once is the caller's decision.
 */
export class LambdaRunner {
  private readonly idle: Sandbox[] = []
  private readonly all = new Set<Sandbox>()

  constructor(private readonly options: LambdaRunnerOptions) {}

  /** Starts one thread ahead of the first invocation. Never rejects: a broken bundle shows at the invocation. */
  async warm(): Promise<void> {
    if (this.all.size > 0) return
    const sandbox = this.start()
    await sandbox.ready.then(
      () => this.idle.push(sandbox),
      () => {}
    )
  }

  /** Threads that exist now. */
  get size(): number {
    return this.all.size
  }

  /** Resolves with the handler's answer as JSON; rejects with `LambdaError`. A doomed invocation always rejects. */
  async invoke(event: string, doom: Doom | null = null): Promise<string> {
    const timeoutMs = this.options.lambda.timeoutSeconds * 1000
    const sandbox = this.idle.pop() ?? this.start()
    await sandbox.ready
    sandbox.doom = doom
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        if (doom?.how !== 'crash') {
          const seconds = this.options.lambda.timeoutSeconds.toFixed(2)
          sandbox.settle?.({
            error: new LambdaError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`)
          })
        }
        void sandbox.worker.terminate()
      }, doom?.afterMs ?? timeoutMs)
      sandbox.settle = (outcome) => {
        clearTimeout(timer)
        sandbox.settle = null
        if ('payload' in outcome) resolve(outcome.payload)
        else reject(outcome.error)
      }
      post(sandbox, { type: 'invoke', requestId: randomUUID(), event, timeoutMs })
    })
  }

  /** Ends every thread; what still runs is rejected. */
  async stop(): Promise<void> {
    await Promise.all([...this.all].map(({ worker }) => worker.terminate()))
  }

  private start(): Sandbox {
    const { bundleFile, workerFile, lambda, runtimeEnvironment, answer, log } = this.options
    const setup: WorkerSetup = {
      bundleFile,
      functionName: lambda.name,
      functionArn: lambda.arn,
      memoryMb: lambda.memoryMb
    }
    const worker = new Worker(workerFile, {
      workerData: setup,
      env: { ...lambda.environment, ...runtimeEnvironment, ...lambdaVariables(lambda) },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: lambda.memoryMb },
      stdout: true,
      stderr: true
    })
    eachLine(worker.stdout, log)
    eachLine(worker.stderr, log)
    const initialised = Promise.withResolvers<void>()
    // A rejection nobody waits for yet (warm-up) is not an unhandled one.
    initialised.promise.catch(() => {})
    const gone = new AbortController()
    const sandbox: Sandbox = { worker, ready: initialised.promise, settle: null, doom: null, gone }
    this.all.add(sandbox)

    const initTimer = setTimeout(() => {
      end(new LambdaError('Sandbox.Timedout', `Init timed out after ${INIT_TIMEOUT_MS / 1000} seconds`))
      void worker.terminate()
    }, INIT_TIMEOUT_MS)
    const end = (error: LambdaError): void => {
      clearTimeout(initTimer)
      gone.abort()
      this.discard(sandbox)
      initialised.reject(error)
      sandbox.settle?.({ error })
    }
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') {
        clearTimeout(initTimer)
        initialised.resolve()
      } else if (message.type === 'broken') {
        end(toLambdaError(message.error))
        void worker.terminate()
      } else if (message.type === 'call') {
        const answered = answer(message, gone.signal)
        void answered.then((given) => post(sandbox, { type: 'answer', call: message.call, ...given }))
      } else if (sandbox.doom) {
        if (sandbox.doom.how === 'crash') void worker.terminate()
      } else {
        // Idle before it is settled: the next invocation, which settling may start, finds it warm.
        if (sandbox.settle && this.all.has(sandbox)) this.idle.push(sandbox)
        sandbox.settle?.(
          message.type === 'done' ? { payload: message.payload } : { error: toLambdaError(message.error) }
        )
      }
    })
    worker.on('error', (cause) => {
      end(
        new LambdaError(
          'Runtime.UnhandledException',
          cause instanceof Error ? cause.message : String(cause),
          { cause }
        )
      )
    })
    worker.on('exit', (code) =>
      end(new LambdaError('Runtime.ExitError', `The function's process ended with ${code}`))
    )
    return sandbox
  }

  private discard(sandbox: Sandbox): void {
    this.all.delete(sandbox)
    const index = this.idle.indexOf(sandbox)
    if (index !== -1) this.idle.splice(index, 1)
  }
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
const post = ({ worker }: Sandbox, message: HostMessage): void => worker.postMessage(message)

/** AWS: variables every function finds. */
const lambdaVariables = ({ name, memoryMb }: BackendTemplate['lambda']): Record<string, string> => ({
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x'
})

const toLambdaError = ({ errorType, errorMessage, trace }: LambdaErrorData): LambdaError =>
  new LambdaError(errorType, errorMessage, { cause: trace.join('\n') })

function eachLine(stream: Readable, log: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', log)
}
