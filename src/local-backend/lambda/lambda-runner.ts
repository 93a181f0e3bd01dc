import { randomUUID } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import type { BackendTemplate } from '../protocol/backend-template'
import type { Doom, FaultLab } from '../faults/fault-lab'
import { cutLine, eachLine } from './line-splitter'
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
  /** `out/main/lambda-worker.cjs` */
  workerFile: string
  /** What Lambda's own environment adds: region, credentials, endpoint. Nothing of the host's environment gets in. */
  runtimeEnvironment: Readonly<Record<string, string>>
  /** Answers a call of the function to SQS. The signal fires when its thread is gone: nobody reads the answer then. */
  answer: (call: WireCall, gone: AbortSignal) => Promise<WireAnswer>
  /** Takes each line the function writes, and one of each invocation that failed, as Lambda writes it. */
  log: (line: string) => void
  /** What goes wrong on purpose with an invocation; nothing when left out. */
  faultLab?: Pick<FaultLab, 'active' | 'poison' | 'doom'>
  /** How long a thread waits for its next invocation before it is let go; 20 s unless a test says otherwise. */
  idleMs?: number
}

/** So many threads start as soon as they are asked for; more would share two processors. */
const AT_ONCE = 2
/** A further one starts when none became free for so long: then invocations wait for something else than a processor. */
const PATIENCE_MS = 25
const IDLE_MS = 20_000
/** A thread's garbage is short-lived; V8's own measure keeps 48 MB of it in each. */
const YOUNG_MB = 6

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
  isReady: boolean
  /** Settles the invocation that runs in it; null while it is idle. */
  settle: ((outcome: { payload: string } | { error: LambdaError }) => void) | null
  /** The fault lab's: whatever the handler answers, nobody hears it. */
  doom: Doom | null
  /** Fires when the thread is gone. */
  gone: AbortController
  /** Lets it go, while it is idle. */
  idleTimer?: NodeJS.Timeout
}

/**
 * Runs the function's bundle in worker threads, one invocation per thread at a time, threads kept warm.
 *
 * A handler that crashes, calls `process.exit`, exhausts its memory or runs past the timeout costs its own thread and
 * its own invocation. How many run at once is the caller's decision. All but one are let go when they are idle.
 */
export class LambdaRunner {
  private readonly idle: Sandbox[] = []
  private readonly all = new Set<Sandbox>()
  /** Invocations that wait for a thread. */
  private readonly waiting: ((sandbox: Sandbox | Promise<Sandbox>) => void)[] = []
  private growing: NodeJS.Timeout | undefined
  /** Whether a thread became free since it was last considered to start one. */
  private freed = false
  private stopping = false

  constructor(private readonly options: LambdaRunnerOptions) {}

  /** Starts one thread ahead of the first invocation. Never rejects: a broken bundle shows at the invocation. */
  async warm(): Promise<void> {
    if (this.all.size > 0) return
    const sandbox = this.start()
    await sandbox.ready.then(
      () => this.release(sandbox),
      () => {}
    )
  }

  /** Threads that exist now. */
  get size(): number {
    return this.all.size
  }

  /** Resolves with the handler's answer as JSON; rejects with `LambdaError`. A doomed invocation always rejects. */
  readonly invoke = async (event: string): Promise<string> => {
    const { faultLab } = this.options
    const lab = faultLab?.active ? faultLab : null
    const doom = lab?.doom() ?? null
    const timeoutMs = this.options.lambda.timeoutSeconds * 1000
    const sandbox = await this.acquire()
    await sandbox.ready
    sandbox.doom = doom
    const requestId = randomUUID()
    const startedAt = performance.now()
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
        if ('payload' in outcome) return resolve(outcome.payload)
        this.options.log(reportLine(requestId, outcome.error, performance.now() - startedAt))
        reject(outcome.error)
      }
      post(sandbox, {
        type: 'invoke',
        requestId,
        event: lab ? lab.poison(event) : event,
        timeoutMs
      })
    })
  }

  /** A thread that is free, soon or now. */
  private acquire(): Sandbox | Promise<Sandbox> {
    const idle = this.idle.pop()
    clearTimeout(idle?.idleTimer)
    if (idle || this.all.size < AT_ONCE) return idle ?? this.start()
    this.grow()
    return new Promise((resolve) => this.waiting.push(resolve))
  }

  /** Starts further threads as long as invocations wait and none becomes free; few at a time. */
  private grow(): void {
    this.growing ??= setTimeout(() => {
      this.growing = undefined
      if (this.waiting.length === 0) return
      const starting = [...this.all].filter(({ isReady }) => !isReady).length
      if (starting < AT_ONCE && !this.freed) this.waiting.shift()?.(this.start())
      this.freed = false
      this.grow()
    }, PATIENCE_MS)
  }

  /** Gives a thread to the invocation that has waited longest, or lets it wait for the next. */
  private release(sandbox: Sandbox): void {
    this.freed = true
    const next = this.waiting.shift()
    if (next) return next(sandbox)
    this.idle.push(sandbox)
    sandbox.idleTimer = setTimeout(() => {
      if (this.all.size === 1) return
      this.discard(sandbox)
      void sandbox.worker.terminate()
    }, this.options.idleMs ?? IDLE_MS).unref()
  }

  /** Ends every thread; what still runs or waits is rejected. */
  async stop(): Promise<void> {
    this.stopping = true
    const stopped = new LambdaError('Runtime.ExitError', 'The backend is stopping.')
    for (const take of this.waiting.splice(0)) take(Promise.reject(stopped))
    await Promise.all([...this.all].map(({ worker }) => worker.terminate()))
  }

  private start(): Sandbox {
    const { answer, log } = this.options
    const worker = startThread(this.options)
    const initialised = Promise.withResolvers<void>()
    // A rejection nobody waits for yet (warm-up) is not an unhandled one.
    initialised.promise.catch(() => {})
    const gone = new AbortController()
    const sandbox: Sandbox = {
      worker,
      ready: initialised.promise,
      isReady: false,
      settle: null,
      doom: null,
      gone
    }
    this.all.add(sandbox)

    const initTimer = setTimeout(() => {
      end(new LambdaError('Sandbox.Timedout', `Init timed out after ${INIT_TIMEOUT_MS / 1000} seconds`))
      void worker.terminate()
    }, INIT_TIMEOUT_MS)
    const end = (error: LambdaError): void => {
      clearTimeout(initTimer)
      if (!sandbox.isReady && this.all.has(sandbox) && !this.stopping) log(initLine(error))
      gone.abort()
      this.discard(sandbox)
      initialised.reject(error)
      sandbox.settle?.({ error })
    }
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') {
        clearTimeout(initTimer)
        sandbox.isReady = true
        initialised.resolve()
      } else if (message.type === 'broken') {
        end(toLambdaError(message.error))
        void worker.terminate()
      } else if (message.type === 'lines') {
        for (const line of message.lines) log(cutLine(line))
        if (message.awaitsTaken) post(sandbox, { type: 'taken' })
      } else if (message.type === 'call') {
        const answered = answer(message, gone.signal)
        void answered.then((given) => post(sandbox, { type: 'answer', call: message.call, ...given }))
      } else if (sandbox.doom) {
        if (sandbox.doom.how === 'crash') void worker.terminate()
      } else {
        const { settle } = sandbox
        sandbox.settle = null
        // Free before it is settled: the next invocation, which settling may start, finds it warm.
        if (settle && this.all.has(sandbox)) this.release(sandbox)
        settle?.(
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
    clearTimeout(sandbox.idleTimer)
    const index = this.idle.indexOf(sandbox)
    if (index !== -1) this.idle.splice(index, 1)
  }
}

/** A thread that evaluates the bundle, and whose lines are taken. */
function startThread(options: LambdaRunnerOptions): Worker {
  const { bundleFile, workerFile, lambda, runtimeEnvironment, log } = options
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
    resourceLimits: { maxOldGenerationSizeMb: lambda.memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
    stdout: true,
    stderr: true
  })
  eachLine(worker.stdout, log)
  eachLine(worker.stderr, log)
  return worker
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

/** Lambda: how an invocation ended that ended badly. */
const statusOf = ({ errorType }: LambdaError): 'timeout' | 'failure' | 'error' =>
  errorType === 'Sandbox.Timedout' ? 'timeout' : /^(Runtime|Sandbox)\./.test(errorType) ? 'failure' : 'error'

/** The line that Lambda itself writes of it, where its log is JSON. */
const reportLine = (requestId: string, error: LambdaError, ms: number): string =>
  platformLine('platform.report', {
    requestId,
    status: statusOf(error),
    errorType: error.errorType,
    metrics: { durationMs: Math.round(ms) }
  })

const initLine = (error: LambdaError): string =>
  platformLine('platform.initReport', { status: statusOf(error), errorType: error.errorType })

const platformLine = (type: string, record: object): string =>
  JSON.stringify({ time: new Date().toISOString(), type, record })
