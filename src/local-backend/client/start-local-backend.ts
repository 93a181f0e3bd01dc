import { isMainThread } from 'node:worker_threads'
import { acquireFolderLock } from '../../platform/folder-lock'
import { ChatError } from '../../shared/errors'
import { forkWithNode, runInThread, type BackendChild, type ForkBackend } from './backend-child'
import { readEndpoint } from './backend-files'
import { builtFile } from './built-file'
import { childMessageSchema, type ChildMessage, type LocalEndpoint } from '../protocol/backend-protocol'
import { pause } from '../../platform/pause'
import { probeEndpoint } from './probe-endpoint'

export type { LocalEndpoint } from '../protocol/backend-protocol'
export { callerOf, profileKeyId } from '../protocol/local-caller'
export { readFaults, writeFaults } from './fault-lab-client'
export type { ForkBackend } from './backend-child'

/** One line per change of state; matches the core's log. */
export interface BackendLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

export interface AttachOptions {
  /** Shared by all profiles and hosts of this OS user. */
  folder: string
  log: BackendLog
  /** `local-backend.cjs` of the build; found beside this file when left out. */
  childFile?: string
  /** How to start it; with Node when left out, or in a thread where this runs in one. */
  fork?: ForkBackend
  /** The port to listen on, and no other; the last one or a free one when left out. */
  port?: number | undefined
}

// A thread is the command line of the packed app (src/cli/thread.ts); Electron names itself only to its main thread.
const ownFork = isMainThread ? forkWithNode : runInThread

export type BackendListener = (state: 'up' | 'down', endpoint: LocalEndpoint) => void

/** The local backend of this OS user, whoever runs it. */
export interface LocalBackend {
  /** Where it answers, or answered last. Key and, as a rule, port outlive its process. */
  readonly endpoint: LocalEndpoint
  /** Whether this process started it, and restarts it when it crashes. */
  readonly owned: boolean
  /** The name that its database was set aside under at its start, because it was damaged; else null. */
  readonly setAside: string | null
  onChange(listener: BackendListener): void
  /** For a host whose calls find nobody: finds who runs it now, or becomes its owner. Rejects with `ChatError`. */
  recover(): Promise<LocalEndpoint>
  /** Stops it if it is ours, and leaves it alone if not. */
  stop(): Promise<void>
}

/** Time for another starter to get ready, or for our own child. */
const START_TIMEOUT_MS = 20_000
const RETRY_MS = 40
const STOP_TIMEOUT_MS = 15_000
const FIRST_RESTART_MS = 50
const MAX_RESTART_MS = 5000
/** A process that lived this long was healthy: its crash is the first one again. */
const STABLE_MS = 10_000

/**
 * Attaches to the running local backend, or starts it. Of several starters one becomes the owner.
 *
 * Rejects with `ChatError` when it can neither be found nor started: `storage` for an unusable folder, else `internal`.
 */
export async function attachLocalBackend(options: AttachOptions): Promise<LocalBackend> {
  const session = new BackendSession(options)
  await session.attach()
  return session
}

/** Where a running local backend answers, or null: none runs on the folder. */
export async function findLocalBackend(folder: string): Promise<LocalEndpoint | null> {
  const endpoint = readEndpoint(folder)
  return endpoint && (await probeEndpoint(endpoint)) ? endpoint : null
}

class BackendSession implements LocalBackend {
  private current: LocalEndpoint | null = null
  private child: BackendChild | null = null
  private startedAt = 0
  private crashes = 0
  private attaching: Promise<LocalEndpoint> | null = null
  private readonly stopping = new AbortController()
  private readonly listeners: BackendListener[] = []
  private announced: 'up' | 'down' = 'up'
  setAside: string | null = null

  constructor(private readonly options: AttachOptions) {}

  get endpoint(): LocalEndpoint {
    if (!this.current) throw new ChatError('local_backend.never_up')
    return this.current
  }

  get owned(): boolean {
    return this.child !== null
  }

  onChange(listener: BackendListener): void {
    this.listeners.push(listener)
  }

  /** Single flight: whoever asks while it is being found or started gets the same answer. */
  attach(waitMs = 0): Promise<LocalEndpoint> {
    this.attaching ??= pause(waitMs, this.stopping.signal)
      .then(() => this.findOrStart())
      .finally(() => {
        this.attaching = null
      })
    return this.attaching
  }

  async recover(): Promise<LocalEndpoint> {
    if (this.attaching) return this.attaching
    const before = this.endpoint
    if (await probeEndpoint(before)) return before
    this.announce('down')
    // A child that lives but does not answer hangs: its end starts the next one.
    this.child?.kill()
    const endpoint = await this.attach()
    this.announce('up')
    return endpoint
  }

  async stop(): Promise<void> {
    this.stopping.abort()
    await this.attaching?.catch(() => {})
    const child = this.child
    if (!child) return
    const exited = new Promise<void>((resolve) => child.onExit(() => resolve()))
    child.post({ type: 'stop' })
    const patience = new AbortController()
    const late = pause(STOP_TIMEOUT_MS, patience.signal).then(() => child.kill())
    await exited
    patience.abort()
    await late
  }

  private async findOrStart(): Promise<LocalEndpoint> {
    const deadline = performance.now() + START_TIMEOUT_MS
    while (!this.stopping.signal.aborted) {
      const endpoint = isFree(this.options.folder)
        ? await this.start()
        : await findLocalBackend(this.options.folder)
      if (endpoint) {
        this.current = endpoint
        return endpoint
      }
      if (performance.now() > deadline) {
        throw new ChatError('local_backend.held', { folder: this.options.folder })
      }
      // Two starters that met do not meet again in step.
      await pause(RETRY_MS * (0.5 + Math.random()), this.stopping.signal)
    }
    throw new ChatError('local_backend.stopping')
  }

  /** Null when another starter was faster. */
  private start(): Promise<LocalEndpoint | null> {
    const { folder, log, port, fork = ownFork, childFile = builtFile('local-backend.cjs') } = this.options
    const child = fork(childFile, port === undefined ? [folder] : [folder, String(port)])
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => child.kill(), START_TIMEOUT_MS)
      const settle = (message: Exclude<ChildMessage, { type: 'log' | 'ended' }>): void => {
        clearTimeout(tooLate)
        if (message.type === 'busy') resolve(null)
        else if (message.type === 'failed') reject(ChatError.of(message.code, message.message))
        else {
          this.child = child
          this.startedAt = performance.now()
          this.setAside = message.setAside
          log.info({ pid: message.endpoint.pid, url: message.endpoint.url }, 'local backend is up')
          if (message.setAside !== null)
            log.warn({ file: message.setAside }, 'the damaged database of the local backend was set aside')
          resolve(message.endpoint)
        }
      }
      child.onMessage((value) => {
        const message = childMessageSchema.safeParse(value)
        if (!message.success) return
        const { data } = message
        if (data.type === 'log') for (const line of data.lines) log.info({ line }, 'local backend')
        else if (data.type !== 'ended') settle(data)
        if (data.type !== 'log' && data.type !== 'ready') child.post({ type: 'heard' })
      })
      child.onErrorLine((line) => log.warn({ line }, 'local backend'))
      child.onExit((reason) => {
        clearTimeout(tooLate)
        reject(new ChatError('local_backend.ended', { reason }))
        if (this.child === child) this.ended(reason)
      })
    })
  }

  /** Our child ended: on purpose, or it is started again, later each time it crashes soon after its start. */
  private ended(reason: string): void {
    this.child = null
    if (this.stopping.signal.aborted) return
    this.crashes = performance.now() - this.startedAt > STABLE_MS ? 0 : this.crashes + 1
    this.options.log.warn({ reason, crashes: this.crashes }, 'local backend ended; starting it again')
    this.announce('down')
    void this.restart()
  }

  private async restart(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.attach(
          this.crashes === 0 ? 0 : Math.min(FIRST_RESTART_MS * 2 ** this.crashes, MAX_RESTART_MS)
        )
        return this.announce('up')
      } catch (error) {
        this.crashes++
        const reason = error instanceof Error ? error.message : String(error)
        if (!this.stopping.signal.aborted) this.options.log.warn({ reason }, 'local backend did not start')
      }
    }
  }

  private announce(state: 'up' | 'down'): void {
    if (state === this.announced) return
    this.announced = state
    for (const listener of this.listeners) listener(state, this.endpoint)
  }
}

/** Whether nobody runs a backend on the folder: its lock, unlike its files, ends with the process that holds it. */
function isFree(folder: string): boolean {
  const lock = acquireFolderLock(folder)
  lock?.release()
  return lock !== null
}
