import { fork } from 'node:child_process'
import { isMainThread } from 'node:worker_threads'
import { inThread, type OpenHouse } from '../lambda/house'
import type { FunctionSetup } from '../protocol/lambda-protocol'

export interface HouseOptions {
  /** `out/main/function-worker.cjs` */
  readonly workerFile: string
  /** The folder that it runs in, as on AWS that of its code. */
  readonly folder: string
  readonly setup: Pick<FunctionSetup, 'handler' | 'inspectPort' | 'seed'>
}

/**
 * Where somebody's own function runs: in a process of its own, so that what it does to its process it does to itself
 * alone; in a thread where this is the packed app, which is no Node that could be started again as one.
 */
export const functionHouse = (options: HouseOptions): OpenHouse =>
  isMainThread ? inProcess(options) : threadHouse(options)

export const threadHouse = (options: HouseOptions): OpenHouse =>
  withSetup(options, inThread(options.workerFile))

const withSetup =
  ({ setup, folder }: HouseOptions, open: OpenHouse): OpenHouse =>
  (given, env) =>
    open(
      { ...given, ...setup },
      {
        ...env,
        AWS_LAMBDA_LOG_FORMAT: 'Text',
        LAMBDA_TASK_ROOT: folder,
        TZ: 'UTC'
      }
    )

const inProcess = (options: HouseOptions): OpenHouse =>
  withSetup(options, (setup, env) => {
    const child = fork(options.workerFile, [JSON.stringify(setup)], {
      cwd: options.folder,
      env,
      execArgv: memoryFlags(setup.memoryMb),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc']
    })
    const exited = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) =>
        resolve(`The function's process ended ${signal ? `by ${signal}` : `with exit code ${code}`}`)
      )
      child.once('error', (error) => resolve(error.message))
    })
    const { stdout, stderr } = child
    if (!stdout || !stderr) throw new Error('A function without output.')
    return {
      stdout,
      stderr,
      post: (message) => {
        // One that is just ending has no channel any more; its exit is told.
        if (child.connected) child.send(message, () => {})
      },
      onMessage: (listener) => void child.on('message', listener),
      onError: () => {},
      onExit: (listener) => void exited.then(listener),
      end: async () => {
        child.kill('SIGKILL')
        await exited
      }
    }
  })

/** AWS: the shares of a function's memory that its Node takes for objects, old and young. */
const memoryFlags = (memoryMb: number): string[] => [
  `--max-old-space-size=${Math.floor(memoryMb * 0.9)}`,
  `--max-semi-space-size=${Math.max(1, Math.floor(memoryMb * 0.05))}`
]
