import type { BackendConfig } from '../../shared/backend-config'
import type { Connection, Stranger } from '../../shared/contract'
import type { Backend } from '../backends/backend'
import type { BackendList, BackendStore } from '../store/backend-store'
import type { ConnectionMonitor } from './connection-monitor'
import type { Engine } from './engine'
import type { Log } from '../../platform/log'
import { toChatError } from '../../shared/to-chat-error'

export interface BackendSwitchDeps {
  store: Pick<BackendStore, 'list'>
  /** Makes a backend; of null the one in place of what cannot be read. One that is not usable says so in `recover`. */
  makeBackend: (config: BackendConfig | null) => Backend
  makeEngine: (backend: Backend, monitor: ConnectionMonitor, backendId: string) => Engine
  makeMonitor: (backend: Backend, emit: (connection: Connection) => void) => ConnectionMonitor
  /** Tells the page about the connection. */
  connection: (connection: Connection) => void
  log: Log
}

/** How often a host that does not lead looks for a backend that was not right, in milliseconds. */
const LOOK_AGAIN_MS = 15_000

/** How long such a host waits before its first look, in milliseconds: a command has mostly ended by then. Whoever needs the backend looks at once. */
const LOOK_FIRST_MS = 250

/** What runs now: one backend, what is known of the way to it, and, in the leading host, what moves messages. */
interface Running {
  /** In a host that does not lead: when it looks for the backend, or again for one that was not right. */
  lookAgain?: NodeJS.Timeout
  readonly id: string
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
 * messages stay: what waits goes to whatever is active, and waits on while that cannot be reached. A request that the old backend had accepted and not answered
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

  /** Its id in the store. */
  activeId(): string {
    return this.running.id
  }

  monitor(): ConnectionMonitor {
    return this.running.monitor
  }

  /** The queue that replies come on; null in a host that moves no messages. */
  responseQueue(): string | null {
    return this.running.engine?.responseQueue() ?? null
  }

  /** What came lately on a reply queue and fits to no request; null in a host that moves no messages. */
  strangers(queue: string): readonly Stranger[] | null {
    return this.running.engine?.traffic.strangers(queue) ?? null
  }

  /** What asks of rooms; null in a host that moves no messages. */
  rooms(): Engine['rooms'] | null {
    return this.running.engine?.rooms ?? null
  }

  /** Something may be due in the outbox. */
  wake(): void {
    this.running.engine?.wake()
  }

  /** The computer woke, or its network is back: nothing waits for its next try any longer. */
  tryNow(): void {
    const { running } = this
    running.engine?.tryNow()
    if (running.lookAgain && !this.leading) this.bringUp(running)
  }

  /** Connects; `leading` hosts move messages too. Called again with true when this host takes over. */
  start(leading: boolean): void {
    this.leading = leading
    if (leading) this.bringUp(this.running)
    else this.lookIn(LOOK_FIRST_MS, this.running)
  }

  /** Talks to what the store names as active from now on. Returns at once; a change of its configuration counts. */
  follow(): void {
    if (this.stopping || this.wanted().key === this.running.key) return
    const before = this.running
    before.monitor.stop()
    this.running = this.prepare()
    const now = this.running
    this.deps.log.info({ from: before.id, to: now.id }, 'backend switched')
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

  /** What is chosen; its configuration is null where that cannot be read. */
  private wanted(): Pick<Running, 'id' | 'key'> & { config: BackendConfig | null } {
    const { activeId: id, backends }: BackendList = this.deps.store.list()
    const config = backends.find((backend) => backend.id === id) ?? null
    return { id, config, key: JSON.stringify([id, config]) }
  }

  private prepare(): Running {
    const { config, ...wanted } = this.wanted()
    const backend = this.deps.makeBackend(config)
    const running: Running = {
      ...wanted,
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

  private bringUp(running: Running): void {
    const { backend, monitor } = running
    clearTimeout(running.lookAgain)
    delete running.lookAgain
    if (!this.leading) {
      running.started = this.look(running)
      return
    }
    // Begun already: this host took the lead while it was changing to this backend.
    if (running.engine) return
    running.engine = this.deps.makeEngine(backend, monitor, running.id)
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
      this.lookIn(LOOK_AGAIN_MS, running)
    }
  }

  private lookIn(waitMs: number, running: Running): void {
    running.lookAgain = setTimeout(() => this.bringUp(running), waitMs)
  }

  private async replace(earlier: Promise<void>, ended: Promise<void>, now: Running): Promise<void> {
    await Promise.all([earlier, ended])
    if (!this.stopping && this.running === now) this.bringUp(now)
  }

  private async end(running: Running): Promise<void> {
    const { engine, backend, monitor, started } = running
    clearTimeout(running.lookAgain)
    await Promise.all([engine?.stop(), started])
    monitor.stop()
    await backend.stop()
  }
}
