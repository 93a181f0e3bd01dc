// Entry of the local backend's own process: under Node by child_process.fork, under Electron by utilityProcess.fork; or of
// a thread, where the packed app is a command line.
// Arguments: the data folder; the port, where it must be that one.
import { join } from 'node:path'
import { isMainThread, parentPort } from 'node:worker_threads'
import template from '../../resources/backend.template?raw'
import { diskFault } from '../platform/disk-fault'
import { releaseWhenIdle } from '../platform/idle-memory'
import { pause } from '../platform/pause'
import { ChatError } from '../shared/errors'
import { parentMessageSchema, type ChildMessage } from './protocol/backend-protocol'
import { FaultLab } from './faults/fault-lab'
import { faultsFromText } from './faults/faults-from-text'
import { runBackend, type RunningBackend } from './run-backend'

/** Electron's port to the process that forked this one. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

const PARENT_CHECK_MS = 2000
/** How long the starter may take to say that it has heard. */
const HEARD_MS = 1000

const electronPort = (process as unknown as { parentPort?: ParentPort }).parentPort

function say(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    if (electronPort) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
      electronPort.postMessage(message)
      // Electron has no callback; the next turn of the loop has flushed the port.
      setImmediate(resolve)
    } else if (parentPort) {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
      parentPort.postMessage(message)
      resolve()
    } else if (process.connected) process.send?.(message, undefined, undefined, () => resolve())
    else resolve()
  })
}

/** The function writes two lines per message; crossing to the parent one by one would slow the messages down. */
const LOG_MS = 100
let lines: string[] = []

function log(line: string): void {
  if (lines.push(line) === 1) setTimeout(flushLog, LOG_MS).unref()
}

function flushLog(): void {
  if (lines.length > 0) void say({ type: 'log', lines })
  lines = []
}

let running: RunningBackend | null = null
let ending = false

const heard = Promise.withResolvers<void>()

/**
 * Says the last thing and ends, once the starter has heard it.
 *
 * Since Electron 37 `process.exit` ends a utility process at once, with what its port has not yet delivered; a thread's is
 * no better. A pipe of Node keeps it.
 */
async function leave(message: ChildMessage, code: number): Promise<never> {
  await say(message)
  if (electronPort ?? parentPort) await Promise.race([heard.promise, pause(HEARD_MS)])
  process.exit(code)
}

async function end(): Promise<void> {
  if (ending) return
  ending = true
  await running?.stop()
  flushLog()
  await leave({ type: 'ended' }, 0)
}

function obey(message: unknown): void {
  const parsed = parentMessageSchema.safeParse(message)
  if (!parsed.success) return
  if (parsed.data.type === 'heard') heard.resolve()
  else void end()
}

// Queues hold what people wrote: what this process writes, only its user may read. A thread has its process's mask.
if (isMainThread) process.umask(0o077)
// Ctrl+C in a terminal reaches the whole group: the host ends this process by a message, or by being gone.
process.on('SIGINT', () => {})
process.on('SIGHUP', () => {})
process.on('SIGTERM', () => void end())
process.on('disconnect', () => void end())
process.on('message', obey)
electronPort?.on('message', ({ data }) => obey(data))
parentPort?.on('message', obey)
const parent = process.ppid
setInterval(() => {
  if (process.ppid !== parent) void end()
}, PARENT_CHECK_MS).unref()

releaseWhenIdle()
void start()

async function start(): Promise<void> {
  const [, , folder, port] = process.argv
  try {
    if (!folder) throw new ChatError('local_backend.no_folder')
    running = await runBackend({
      folder,
      template,
      ...(port !== undefined && { port: Number(port) }),
      bundleFile: join(import.meta.dirname, '../lambda/index.js'),
      workerFile: join(import.meta.dirname, 'lambda-worker.cjs'),
      log,
      faultLab: new FaultLab(faultsFromText(process.env['CHATAPP_FAULTS'] ?? ''))
    })
  } catch (error) {
    const told = diskFault(error, folder ?? '')
    // Of a fault of ours the system's own words say most: they stand in the log of the host that started this.
    const message = told.code === 'internal' && error instanceof Error ? error.message : told.message
    await leave({ type: 'failed', code: told.code, message }, 1)
  }
  if (!running) await leave({ type: 'busy' }, 0)
  else if (ending) await running.stop().then(() => process.exit(0))
  else await say({ type: 'ready', endpoint: running.endpoint, setAside: running.setAside })
}
