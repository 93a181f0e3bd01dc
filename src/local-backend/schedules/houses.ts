import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { functionHouse } from '../functions/function-house'
import { functionEnvironment } from '../functions/function-environment'
import type { House } from '../lambda/house'
import { eachLine } from '../lambda/line-splitter'
import { LambdaError, toLambdaError } from '../lambda/lambda-error'
import { LOCAL_ACCOUNT } from '../protocol/backend-template'
import type { WorkerMessage } from '../protocol/lambda-protocol'

/** The function whose schedules are searched. */
export interface SearchedFunction {
  /** Absolute. */
  readonly file: string
  readonly handler: string
  readonly timeoutSeconds: number
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
  readonly workerFile: string
}

/** Something that a function runs in, loaded; `key` is what its calls are signed with. */
export interface LoadedHouse {
  readonly key: string
  /** What it keeps files in, as its environment says. */
  readonly folder: string
  /** Runs one invocation; rejects with `LambdaError`. */
  invoke(invocation: { requestId: string; event: string }): Promise<string>
  /** Whether it has ended. */
  isGone(): boolean
  /** Ends it, also amid an invocation, which then rejects. */
  kill(): Promise<void>
}

/** AWS: a function has ten seconds to initialise. */
const INIT_TIMEOUT_MS = 10_000
const RUN_FOLDER = 'CHATAPP_RUN_FOLDER'

/**
 * Loads the function anew for each run, and again after each kill: nothing of a run before is in its memory.
 *
 * One is loaded ahead, for the run that comes next.
 */
export class Houses {
  private readonly all = new Set<LoadedHouse>()
  private readonly root = mkdtempSync(join(tmpdir(), 'chatapp-runs-'))
  private ahead: Promise<LoadedHouse> | null = null
  private loaded = 0
  private stopped = false

  constructor(
    private readonly fn: SearchedFunction,
    private readonly options: { url: string; region: string; seed: number; log: (line: string) => void }
  ) {}

  /** One for a new run, with an empty folder of its own. Rejects with `LambdaError` when it cannot be loaded. */
  async first(): Promise<LoadedHouse> {
    const house = await (this.ahead ?? this.load(this.newFolder()))
    this.ahead = this.stopped ? null : this.load(this.newFolder())
    this.ahead?.catch(() => {})
    return house
  }

  /** A further one for a run that goes on in this folder. */
  async further(folder: string): Promise<LoadedHouse> {
    return await this.load(folder)
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.ahead?.catch(() => {})
    await Promise.all([...this.all].map((house) => house.kill()))
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 })
  }

  private readonly newFolder = (): string => mkdtempSync(join(this.root, 'run-'))

  private async load(folder: string): Promise<LoadedHouse> {
    const { fn, options } = this
    const key = `RUN${++this.loaded}X${randomUUID().replaceAll('-', '').toUpperCase()}`
    const name = basename(fn.file).replace(/\.[^.]+$/, '')
    const open = functionHouse({
      workerFile: fn.workerFile,
      folder: dirname(fn.file),
      setup: { handler: fn.handler, inspectPort: null, seed: options.seed }
    })
    const { url, region } = options
    const house = open(
      {
        bundleFile: fn.file,
        functionName: name,
        functionArn: `arn:aws:lambda:${region}:${LOCAL_ACCOUNT}:function:${name}`,
        memoryMb: fn.memoryMb
      },
      {
        ...functionEnvironment({ url, region, accessKeyId: key, secretAccessKey: 'of-a-search' }),
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
        [RUN_FOLDER]: folder,
        ...fn.environment
      }
    )
    eachLine(house.stdout, options.log)
    eachLine(house.stderr, options.log)
    const inside = new Inside(house, fn.timeoutSeconds * 1000)
    const loaded: LoadedHouse = {
      key,
      folder,
      invoke: (invocation) => inside.invoke(invocation),
      isGone: () => inside.isGone,
      kill: async () => {
        this.all.delete(loaded)
        await house.end()
      }
    }
    this.all.add(loaded)
    try {
      await inside.ready
    } catch (error) {
      await loaded.kill()
      throw error
    }
    return loaded
  }
}

/** What a house says, as answers. */
class Inside {
  readonly ready: Promise<void>
  isGone = false
  private settle: ((outcome: string | LambdaError) => void) | null = null

  constructor(
    private readonly house: House,
    private readonly timeoutMs: number
  ) {
    const initialised = Promise.withResolvers<void>()
    this.ready = initialised.promise
    const timer = setTimeout(
      () => end(new LambdaError('Sandbox.Timedout', 'Init timed out after 10 seconds')),
      INIT_TIMEOUT_MS
    )
    const end = (error: LambdaError): void => {
      clearTimeout(timer)
      this.isGone = true
      initialised.reject(error)
      this.settle?.(error)
    }
    house.onMessage((said) => {
      const message = said as WorkerMessage
      if (message.type === 'ready') {
        clearTimeout(timer)
        initialised.resolve()
      } else if (message.type === 'broken') end(toLambdaError(message.error))
      else if (message.type === 'done') this.settle?.(message.payload)
      else if (message.type === 'failed') this.settle?.(toLambdaError(message.error))
    })
    house.onError((error) => end(new LambdaError('Runtime.UnhandledException', String(error))))
    house.onExit((how) => end(new LambdaError('Runtime.ExitError', how)))
  }

  invoke({ requestId, event }: { requestId: string; event: string }): Promise<string> {
    const { timeoutMs, house } = this
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.isGone = true
        this.settle?.(new LambdaError('Sandbox.Timedout', `Task timed out after ${timeoutMs / 1000} seconds`))
        void house.end()
      }, timeoutMs)
      this.settle = (outcome) => {
        clearTimeout(timer)
        this.settle = null
        if (typeof outcome === 'string') resolve(outcome)
        else reject(outcome)
      }
      house.post({ type: 'invoke', requestId, event, timeoutMs })
    })
  }
}
