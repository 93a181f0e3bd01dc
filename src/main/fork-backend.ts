import { createInterface } from 'node:readline'
import type { UtilityProcess } from 'electron'
import { childEnvironment, type ForkBackend } from '../local-backend/client/backend-child'

/** Electron's `utilityProcess`, as far as it is needed here. */
export interface Forker {
  fork(file: string, args: string[], options: Electron.ForkOptions): UtilityProcess
}

/**
 * Starts the local backend's process with Electron's own `utilityProcess`.
 *
 * `child_process.fork` would need Electron to run as plain Node, which the packaged app refuses.
 */
export const forkWithElectron =
  (utilityProcess: Forker): ForkBackend =>
  (file, args) => {
    const child = utilityProcess.fork(file, [...args], {
      env: childEnvironment(process.env),
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe'],
      serviceName: 'ChatAPP local backend'
    })
    return {
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
      onErrorLine: (listener) => {
        if (child.stderr) createInterface({ input: child.stderr }).on('line', listener)
      },
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      post: (message) => child.postMessage(message),
      kill: () => killAtOnce(child.pid)
    }
  }

/** `UtilityProcess.kill` asks politely; a process that hangs does not hear that. */
function killAtOnce(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself meanwhile, which is what was wanted.
  }
}
