import { randomUUID } from 'node:crypto'
import type { BackendTemplate } from '../protocol/backend-template'
import type { Doom, FaultLab } from '../faults/fault-lab'
import { cutLine, eachLine } from './line-splitter'
import { inThread, lambdaVariables, type House, type OpenHouse } from './house'
import { initLine, LambdaError, reportLine, toLambdaError } from './lambda-error'
import type { WireAnswer, WireCall, WorkerMessage } from '../protocol/lambda-protocol'

export interface LambdaRunnerOptions {
  lambda: BackendTemplate['lambda']
  /** `out/lambda/index.js` */
  bundleFile: string
  /** What runs it: the file of a thread (`out/main/lambda-worker.cjs`), or another house. */
  workerFile: string | OpenHouse
  /** What Lambda's own environment adds: region, credentials, endpoint. Nothing of the host's environment gets in. */
  runtimeEnvironment: Readonly<Record<string, string>>
  /** Answers a call of the function to SQS or DynamoDB. The signal fires when its thread is gone: nobody reads the answer then. */
  answer: (call: WireCall, gone: AbortSignal) => Promise<WireAnswer>
  /** Takes each line the function writes, and, unless `report` does, one of each invocation that failed. */
  log: (line: string) => void
  /** Takes what Lambda itself writes of an invocation that failed. */
  report?: (line: string) => void
  /** Resolves when `log` has room for more; the function waits for it where it writes more than is read. */
  drained?: () => Promise<void>
  /** Told which files the function has loaded, each once a thread. */
  loaded?: (files: readonly string[]) => void
  /** What goes wrong on purpose with an invocation; nothing when left out. */
  faultLab?: Pick<FaultLab, 'active' | 'poison' | 'doom' | 'step'>
  /** How long a thread waits for its next invocation before it is let go; 20 s unless a test says otherwise. */
  idleMs?: number
}

/** So many threads start as soon as they are asked for; more would share two processors. */
const AT_ONCE = 2
/** A further one starts when none became free for so long: then invocations wait for something else than a processor. */
const PATIENCE_MS = 25
const IDLE_MS = 20_000

/** AWS: a function has ten seconds to initialise. */
const INIT_TIMEOUT_MS = 10_000

interface Sandbox {
  house: House
  ready: Promise<void>
  isReady: boolean
  /** Settles the invocation that runs in it; null while it is idle. */
  settle: ((outcome: { payload: string } | { error: LambdaError }) => void) | null
  /** The fault lab's: whatever the handler answers, nobody hears it. */
  doom: Doom | null
  /** Calls that its invocation has made; Infinity once the fault lab has it die at one. */
  calls: number
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
    if (this.all.size === 0) await this.load().catch(() => {})
  }

  /** Starts a thread and waits for it. Rejects with `LambdaError` when the function cannot be loaded. */
  async load(): Promise<void> {
    const sandbox = this.start()
    await sandbox.ready
    this.release(sandbox)
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
    sandbox.calls = 0
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
        void sandbox.house.end()
      }, doom?.afterMs ?? timeoutMs)
      sandbox.settle = (outcome) => {
        clearTimeout(timer)
        sandbox.settle = null
        if ('payload' in outcome) return resolve(outcome.payload)
        ;(this.options.report ?? this.options.log)(
          reportLine(requestId, outcome.error, performance.now() - startedAt)
        )
        reject(outcome.error)
      }
      sandbox.house.post({
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
      void sandbox.house.end()
    }, this.options.idleMs ?? IDLE_MS).unref()
  }

  /** Ends every thread; what still runs or waits is rejected. */
  async stop(): Promise<void> {
    this.stopping = true
    const stopped = new LambdaError('Runtime.ExitError', 'The backend is stopping.')
    for (const take of this.waiting.splice(0)) take(Promise.reject(stopped))
    await Promise.all([...this.all].map(({ house }) => house.end()))
  }

  private start(): Sandbox {
    const { bundleFile, workerFile, lambda, runtimeEnvironment, log, drained } = this.options
    const open = typeof workerFile === 'string' ? inThread(workerFile) : workerFile
    const house = open(
      { bundleFile, functionName: lambda.name, functionArn: lambda.arn, memoryMb: lambda.memoryMb },
      { ...lambda.environment, ...runtimeEnvironment, ...lambdaVariables(lambda) }
    )
    eachLine(house.stdout, log, drained)
    eachLine(house.stderr, log, drained)
    const initialised = Promise.withResolvers<void>()
    // A rejection nobody waits for yet (warm-up) is not an unhandled one.
    initialised.promise.catch(() => {})
    const gone = new AbortController()
    const sandbox: Sandbox = {
      house,
      ready: initialised.promise,
      isReady: false,
      settle: null,
      doom: null,
      calls: 0,
      gone
    }
    this.all.add(sandbox)

    const initTimer = setTimeout(() => {
      end(new LambdaError('Sandbox.Timedout', `Init timed out after ${INIT_TIMEOUT_MS / 1000} seconds`))
      void house.end()
    }, INIT_TIMEOUT_MS)
    const end = (error: LambdaError): void => {
      clearTimeout(initTimer)
      if (!sandbox.isReady && this.all.has(sandbox) && !this.stopping)
        (this.options.report ?? log)(initLine(error))
      gone.abort()
      this.discard(sandbox)
      initialised.reject(error)
      sandbox.settle?.({ error })
    }
    house.onMessage((said) => {
      const message = said as WorkerMessage
      for (const line of message.written ?? []) log(cutLine(line))
      if (message.type === 'loaded') this.options.loaded?.(message.files)
      else if (message.type === 'ready') {
        clearTimeout(initTimer)
        sandbox.isReady = true
        initialised.resolve()
      } else if (message.type === 'broken') {
        end(toLambdaError(message.error))
        void house.end()
      } else if (message.type === 'lines') {
        for (const line of message.lines) log(cutLine(line))
        if (message.awaitsTaken) house.post({ type: 'taken' })
      } else if (message.type === 'call') {
        void this.answerCall(sandbox, message)
      } else if (sandbox.doom) {
        if (sandbox.doom.how === 'crash') void house.end()
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
    house.onError((cause) => {
      const message = cause instanceof Error ? cause.message : String(cause)
      end(new LambdaError('Runtime.UnhandledException', message, { cause }))
    })
    house.onExit((how) => end(new LambdaError('Runtime.ExitError', how)))
    return sandbox
  }

  /** A call of the function is a step of its work, at which the fault lab may have it die, or lose the answer. */
  private async answerCall(sandbox: Sandbox, { call, ...made }: WireCall & { call: number }): Promise<void> {
    const { answer, faultLab } = this.options
    sandbox.calls += 1
    // It is dead already, but for the time that a thread takes to end.
    if (sandbox.calls === Infinity) return
    const fault = faultLab?.active ? faultLab.step(sandbox.calls) : null
    if (fault === 'before' || fault === 'after') sandbox.calls = Infinity
    if (fault !== 'before') {
      const answered = await answer(made, sandbox.gone.signal)
      if (fault === null) sandbox.house.post({ type: 'answer', call, ...answered })
      if (fault === 'lost') sandbox.house.post({ type: 'answer', call, status: 0, headers: {}, body: '' })
    }
    if (fault === 'before' || fault === 'after') void sandbox.house.end()
  }

  private discard(sandbox: Sandbox): void {
    this.all.delete(sandbox)
    clearTimeout(sandbox.idleTimer)
    const index = this.idle.indexOf(sandbox)
    if (index !== -1) this.idle.splice(index, 1)
  }
}
