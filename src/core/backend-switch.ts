import type { BackendConfig } from '../shared/backend-config'
import type { Connection } from '../shared/contract'
import type { Backend } from './backend'
import type { BackendList, BackendStore } from './backend-store'
import type { ConnectionMonitor } from './connection-monitor'
import type { Engine } from './engine'
import type { Log } from './log'
import { toChatError } from './to-chat-error'

export interface BackendSwitchDeps {
  store: Pick<BackendStore, 'list'>
  /** Makes a backend; throws `invalid_input` for a configuration that is not usable. */
  makeBackend: (config: BackendConfig) => Backend
  makeEngine: (backend: Backend, monitor: ConnectionMonitor) => Engine
  makeMonitor: (backend: Backend, emit: (connection: Connection) => void) => ConnectionMonitor
  /** Tells the page about the connection. */
  connection: (connection: Connection) => void
  /** Told what the user should know. */
  warn: (text: string) => void
  log: Log
}

/** How often a host that does not lead looks for a backend that was not right, in milliseconds. */
const LOOK_AGAIN_MS = 15_000

/** What runs now: one backend, what is known of the way to it, and, in the leading host, what moves messages. */
interface Running {
  /** In a host that does not lead: when it looks again for a backend that was not right. */
  lookAgain?: NodeJS.Timeout
  readonly config: BackendConfig
  readonly key: string
  readonly backend: Backend
  readonly monitor: ConnectionMonitor
  engine: Engine | null
  /** Resolves when it has been brought up, or the first try failed. */
  started: Promise<void>
}

/**
 * Owns the backend that the profile talks to, and the engine on it.
 *
 * Another choice, made here or in another host of the profile, stops the old engine cleanly, lets go of the old
 * backend (the embedded one ends its process unless others need it), and starts the new one. The outbox and all
 * messages stay: what waits goes to whatever is active. A request that the old backend had accepted and not answered
 * is sent again to the new one by the answer watch; an answer of the old one counts too, once it is active again.
 */
export class BackendSwitch {
  private running: Running
  private leading = false
  private stopping = false
  private work: Promise<void> = Promise.resolve()

  constructor(private readonly deps: BackendSwitchDeps) {
    this.running = this.prepare()
  }

  /** The backend as of now. */
  backend(): Backend {
    return this.running.backend
  }

  /** Its configuration. */
  config(): BackendConfig {
    return this.running.config
  }

  monitor(): ConnectionMonitor {
    return this.running.monitor
  }

  /** The queue that replies come on; null in a host that moves no messages. */
  responseQueue(): string | null {
    return this.running.engine?.responseQueue() ?? null
  }

  /** Something may be due in the outbox. */
  wake(): void {
    this.running.engine?.wake()
  }

  /** Connects; `leading` hosts move messages too. Called again with true when this host takes over. */
  start(leading: boolean): void {
    this.leading = leading
    this.bringUp(this.running)
  }

  /** Talks to what the store names as active from now on. Returns at once; a change of its configuration counts. */
  follow(): void {
    if (this.stopping || keyOf(this.wanted()) === this.running.key) return
    const before = this.running
    this.running = this.prepare()
    const now = this.running
    this.deps.log.info({ from: before.config.id, to: now.config.id }, 'backend switched')
    now.monitor.announce()
    // Begins at once: what is written from here on must not go out by the old engine.
    const ended = this.end(before)
    this.work = this.replace(this.work, ended, now)
  }

  /** Resolves when no work is in flight on any backend. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.work
    await this.end(this.running)
  }

  private wanted(): BackendConfig {
    const { activeId, backends }: BackendList = this.deps.store.list()
    return backends.find(({ id }) => id === activeId) ?? { id: 'local', kind: 'local' }
  }

  private prepare(): Running {
    const config = this.wanted()
    const key = keyOf(config)
    const { backend, used } = this.makeOrLocal(config)
    const running: Running = {
      config: used,
      key,
      backend,
      engine: null,
      started: Promise.resolve(),
      // An engine that is being stopped has nothing more to say about the connection.
      monitor: this.deps.makeMonitor(backend, (connection) => {
        if (this.running === running) this.deps.connection(connection)
      })
    }
    return running
  }

  /** A configuration that is not usable any more must not keep the app from starting. */
  private makeOrLocal(config: BackendConfig): { backend: Backend; used: BackendConfig } {
    try {
      return { backend: this.deps.makeBackend(config), used: config }
    } catch (error) {
      if (config.kind === 'local') throw error
      const { message } = toChatError(error)
      this.deps.warn(
        `The backend "${config.name}" cannot be used, so the local one is: ${message} Correct it in Settings.`
      )
      const local = { id: 'local', kind: 'local' } as const
      return { backend: this.deps.makeBackend(local), used: local }
    }
  }

  private bringUp(running: Running): void {
    const { backend, monitor } = running
    if (!this.leading) {
      running.started = this.look(running)
      return
    }
    clearTimeout(running.lookAgain)
    running.engine ??= this.deps.makeEngine(backend, monitor)
    running.started = running.engine.start()
  }

  /** A host beside the leading one only finds out whether the backend is there, until it is. */
  private async look(running: Running): Promise<void> {
    const { backend, monitor } = running
    try {
      await backend.recover()
      monitor.report('backend', null)
      monitor.report('receive', null)
    } catch (error) {
      monitor.report('backend', toChatError(error))
      if (this.stopping || this.running !== running || this.leading) return
      running.lookAgain = setTimeout(() => {
        running.started = this.look(running)
      }, LOOK_AGAIN_MS)
    }
  }

  private async replace(earlier: Promise<void>, ended: Promise<void>, now: Running): Promise<void> {
    await Promise.all([earlier, ended])
    if (!this.stopping && this.running === now) this.bringUp(now)
  }

  private async end(running: Running): Promise<void> {
    const { engine, backend, started } = running
    clearTimeout(running.lookAgain)
    await Promise.all([engine?.stop(), started])
    await backend.stop()
  }
}

const keyOf = (config: BackendConfig): string => JSON.stringify(config)
