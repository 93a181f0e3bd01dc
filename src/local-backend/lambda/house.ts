import type { Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { BackendTemplate } from '../protocol/backend-template'
import type { HostMessage, WorkerSetup } from '../protocol/lambda-protocol'

/** What a function runs in, from outside: a thread, or a process of its own. */
export interface House {
  readonly stdout: Readable
  readonly stderr: Readable
  post(message: HostMessage): void
  onMessage(listener: (message: unknown) => void): void
  /** What the function itself did not catch. */
  onError(listener: (error: unknown) => void): void
  /** Told once, in words for `Runtime.ExitError`. */
  onExit(listener: (how: string) => void): void
  /** Ends it at once; resolves when it is gone. */
  end(): Promise<void>
}

/** How a function is housed: with its setup and its whole environment. */
export type OpenHouse = (setup: WorkerSetup, env: Readonly<Record<string, string>>) => House

/** A thread's garbage is short-lived; V8's own measure keeps 48 MB of it in each. */
const YOUNG_MB = 6

/** Houses a function in a thread that evaluates this file. */
export const inThread =
  (workerFile: string): OpenHouse =>
  (setup, env) => {
    const worker = new Worker(workerFile, {
      workerData: setup,
      env: { ...env },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: setup.memoryMb, maxYoungGenerationSizeMb: YOUNG_MB },
      stdout: true,
      stderr: true
    })
    return {
      stdout: worker.stdout,
      stderr: worker.stderr,
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      post: (message) => worker.postMessage(message),
      onMessage: (listener) => void worker.on('message', listener),
      onError: (listener) => void worker.on('error', listener),
      onExit: (listener) =>
        void worker.on('exit', (code) => listener(`The function's process ended with ${code}`)),
      end: async () => void (await worker.terminate())
    }
  }

/** AWS: variables every function finds. */
export const lambdaVariables = ({ name, memoryMb }: BackendTemplate['lambda']): Record<string, string> => ({
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
  AWS_LAMBDA_LOG_STREAM_NAME: 'local',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x'
})
