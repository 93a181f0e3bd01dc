import { fork } from 'node:child_process'
import { devNull } from 'node:os'
import { createInterface } from 'node:readline'
import { Worker } from 'node:worker_threads'
import type { ParentMessage } from '../protocol/backend-protocol'

/** The backend's process as its starter sees it. Electron gives one made from `utilityProcess`. */
export interface BackendChild {
  onMessage(listener: (message: unknown) => void): void
  /** Called once, however the process ended; the reason is for the log. */
  onExit(listener: (reason: string) => void): void
  /** A line it wrote to standard error. */
  onErrorLine(listener: (line: string) => void): void
  post(message: ParentMessage): void
  /** Ends it at once. */
  kill(): void
}

export type ForkBackend = (file: string, args: readonly string[]) => BackendChild

/** What it makes is short-lived; V8's own measure keeps 48 MB of it. In megabytes, a third of the whole. */
const YOUNG_GENERATION = ['--max-semi-space-size=2']

/** Starts the backend's process with Node. */
export const forkWithNode: ForkBackend = (file, args) => {
  const child = fork(file, [...args], {
    env: childEnvironment(process.env),
    execArgv: YOUNG_GENERATION,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc']
  })
  return {
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => {
      let told = false
      const tell = (reason: string): void => {
        if (!told) listener(reason)
        told = true
      }
      child.once('exit', (code, signal) => tell(signal ?? `exit code ${code}`))
      child.once('error', (error) => tell(error.message))
    },
    onErrorLine: (listener) => {
      if (child.stderr) createInterface({ input: child.stderr }).on('line', listener)
    },
    post: (message) => {
      // A process that is just ending has no channel any more; its end is what was wanted.
      if (child.connected) child.send(message, () => {})
    },
    kill: () => void child.kill('SIGKILL')
  }
}

/**
 * Starts the local backend in a thread, for the command line of the packed app: that is no Node, and Electron's own
 * `utilityProcess` wants an app that is ready. A handler that exhausts the memory takes the command along; messages are
 * stored before that and go on next time.
 */
export const runInThread: ForkBackend = (file, args) => {
  const thread = new Worker(file, {
    argv: [...args],
    env: childEnvironment(process.env),
    execArgv: [],
    stdout: true,
    stderr: true
  })
  return {
    onMessage: (listener) => void thread.on('message', listener),
    onExit: (listener) => void thread.once('exit', (code) => listener(`exit code ${code}`)),
    onErrorLine: (listener) => {
      createInterface({ input: thread.stderr }).on('line', listener)
      thread.on('error', (error) => listener(String(error)))
    },
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    post: (message) => thread.postMessage(message),
    kill: () => void thread.terminate()
  }
}

/**
 * glibc gives each thread a heap of its own, eight for each core at most, and they give little back: a Lambda thread comes and goes. Two
 * are enough for what the backend has to allocate outside V8; others than glibc do not know the name.
 */
const HEAPS = { MALLOC_ARENA_MAX: '2' }

/** The host's environment without AWS settings of the user: they mean real accounts, and a broken file must not matter. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS'
  )
  return {
    ...HEAPS,
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull
  }
}
