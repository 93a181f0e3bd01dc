import type { BackendConfig } from '../../shared/backend-config'
import { systemClock } from '../../shared/clock'
import type { Connection, EventName, EventPayload } from '../../shared/contract'
import { sayError, type Told } from '../../shared/said'
import { isBusy } from '../../platform/folder-lock'
import type { Log } from '../../platform/log'
import { responseQueueName } from '../backends/response-queue'
import type { Backend } from '../backends/backend'
import { ChangeFeed } from '../store/change-feed'
import { fillSearch, type SearchFiller } from '../store/fill-search'
import { FolderWatch } from '../store/folder-watch'
import { SearchIndex } from '../store/search-index'
import type { Stores } from '../store/stores'
import { BackendSwitch } from './backend-switch'
import { ConnectionMonitor } from './connection-monitor'
import { Engine, type EngineDeps } from './engine'
import { Leadership } from './leadership'
import { pollPause } from './poll-pace'

/** Newest answers that the shown median is taken from. */
const ROUND_TRIPS_SHOWN = 50

export interface DeliveryDeps {
  stores: Stores
  /** The profile's folder. */
  folder: string
  installId: string
  /** False for a host that only reads and writes the store: no backend is started, nothing is moved. */
  connects: boolean
  /** Whether the disk takes no changes. */
  readOnly: boolean
  /** Makes a backend; of null the one in place of what cannot be read. */
  makeBackend: (config: BackendConfig | null) => Backend
  /** How long an answer may take before its request is sent again, in milliseconds. */
  answerWithinMs: number
  /** The keys of this device, for direct messages. */
  keys: EngineDeps['keys']
  emit: <N extends EventName>(name: N, payload: EventPayload<N>) => void
  log: Log
}

/**
 * Brings a profile's messages to its backend and back, and tells of every change, whichever host made it.
 *
 * The leading host alone moves messages; the others follow what it writes.
 */
export class Delivery {
  readonly leadership: Leadership
  readonly backends: BackendSwitch
  private readonly place: FolderWatch
  private readonly feed: ChangeFeed
  private filler: SearchFiller | undefined
  /** When somebody used a window of this host, epoch milliseconds. */
  private inUseAt = 0
  /** Set from a commit until it is told of, which is when its turn of the event loop ends. */
  private turn: NodeJS.Immediate | undefined
  private readonly stopTelling: () => void

  constructor(private readonly deps: DeliveryDeps) {
    const { stores, folder, connects, makeBackend, emit, log } = deps
    this.place = new FolderWatch({
      db: stores.db,
      changed: () => this.tellConnection(),
      gone: (error) => {
        log.error({ err: error }, 'the data folder is gone')
        this.warn(sayError(error))
      }
    })
    this.leadership = new Leadership({
      folder,
      db: stores.db,
      connects,
      gone: () => this.place.gone() !== null,
      tookOver: () => this.backends.start(true),
      failed: this.failed
    })
    this.backends = new BackendSwitch({
      store: stores.backends,
      makeBackend,
      makeMonitor: (backend, announce) => this.makeMonitor(backend, announce),
      makeEngine: (backend, monitor, backendId) => this.makeEngine(backend, monitor, backendId),
      connection: (state) => {
        emit('connection.changed', this.place.gone() ? this.connection() : state)
        this.leadership.publish(state)
      },
      log
    })
    this.feed = new ChangeFeed({
      ...stores,
      backends: {
        changedSince: (revision) => stores.backends.changedSince(revision),
        announce: () => {
          emit('backends.changed', stores.backends.list())
          if (!connects) return
          this.backends.follow()
          this.backends.wake()
        }
      },
      emit,
      failed: this.failed,
      foreignChange: () => this.foreignChange(),
      folder
    })
    this.stopTelling = stores.db.onCommit((settings) => {
      // Whoever chose a backend counts on it from now on.
      if (settings && this.feed.concernsBackends()) this.tell()
      else this.turn ??= setImmediate(() => this.tell())
    }, this.failed)
  }

  start(): void {
    const { connects, readOnly, stores } = this.deps
    this.leadership.start()
    if (connects) this.backends.start(this.leadership.leads())
    this.feed.start()
    this.place.start()
    if (!connects || readOnly) return
    this.filler = fillSearch(new SearchIndex(stores.db), this.failed)
    // A command that only asks ends before this could; a host does it.
    stores.imports.recover().catch(this.failed)
    stores.deletions.resume()
    stores.backups.start()
    stores.samples.start()
  }

  /** Resolves when no work is in flight: nothing is sent or received any more. The lead is let go by `release`. */
  async stop(): Promise<void> {
    this.leadership.stop()
    this.filler?.stop()
    await this.deps.stores.deletions.stop()
    await this.deps.stores.imports.stop()
    await this.deps.stores.backups.stop()
    if (!this.deps.readOnly) this.deps.stores.samples.stop()
    await this.backends.stop()
    this.stopTelling()
    if (this.turn) this.tell()
    this.feed.stop()
    this.place.stop()
  }

  backend(): Backend {
    return this.backends.backend()
  }

  /** Of a host that moves no messages itself, what the one that does says of the way to the backend. */
  connection(): Connection {
    const own = this.backends.monitor().current()
    const gone = this.place.gone()
    return gone ? { ...own, state: 'offline', ...sayError(gone) } : this.leadership.connection(own)
  }

  /** Somebody looks at a window of this host, or follows replies in it: for two minutes they are waited for all the time. */
  inUse(): void {
    this.inUseAt = systemClock.now()
    const { stores, connects, readOnly } = this.deps
    if (connects && this.leadership.leads()) this.backends.wake()
    else if (!readOnly) {
      try {
        stores.profile.markInUse(this.inUseAt)
      } catch (error) {
        this.failed(error)
      }
    }
  }

  /** The queue that replies come on; in a host that does not receive, the one of this installation. */
  responseQueue(): string {
    const { installId, stores } = this.deps
    const { sharedResponseQueue } = this.backend().names
    return (
      this.backends.responseQueue() ??
      stores.profile.queueNote(this.backends.activeId())?.name ??
      responseQueueName(sharedResponseQueue, installId)
    )
  }

  private makeMonitor(backend: Backend, emit: (connection: Connection) => void): ConnectionMonitor {
    const { messages } = this.deps.stores
    return new ConnectionMonitor({
      backend,
      outboxSize: () => messages.outboxSize(),
      recentRoundTrips: () => messages.recentRoundTrips(ROUND_TRIPS_SHOWN),
      emit,
      clock: systemClock
    })
  }

  private makeEngine(backend: Backend, monitor: ConnectionMonitor, backendId: string): Engine {
    const { stores, installId, answerWithinMs, keys, log } = this.deps
    const { messages, profile } = stores
    return new Engine({
      ...stores,
      keys,
      backend,
      backendId,
      monitor,
      installId,
      shared: this.warn,
      warn: this.warn,
      // A lock of others ends by itself. What the disk did not take may have been told already, in the same words.
      stalled: (error) => {
        if (!isBusy(error.cause)) this.warn(sayError(error))
      },
      held: () => stores.backends.asksFirst(),
      answerWithinMs,
      pause: (quietMs) =>
        pollPause(
          {
            billed: () => backend.capabilities.account,
            lateSeconds: () => profile.settings().lateSeconds,
            awaitsAnswer: () => messages.awaitsAnswer() || this.backends.rooms()?.awaits() === true,
            inUseAt: () => Math.max(this.inUseAt, profile.inUseAt()),
            now: systemClock.now
          },
          quietMs
        ),
      log
    })
  }

  private tell(): void {
    clearImmediate(this.turn)
    this.turn = undefined
    this.feed.pump()
    this.filler?.wake()
    this.backends.rooms()?.wake()
    this.backends.monitor().announce()
  }

  private foreignChange(): void {
    if (this.deps.connects) this.deps.stores.deletions.resume()
    this.backends.wake()
    this.backends.rooms()?.use()
    this.filler?.wake()
    this.backends.monitor().announce()
    if (this.leadership.hasNews()) this.tellConnection()
  }

  private tellConnection(): void {
    this.deps.emit('connection.changed', this.connection())
  }

  private readonly warn = (told: Told): void => this.deps.stores.notices.add('warning', told)

  private readonly failed = (error: unknown): void =>
    this.deps.log.error({ err: error }, 'the store could not be read or written')
}
