import type { Backend } from '../backends/backend'
import type { Clock } from '../../shared/clock'
import type { Connection } from '../../shared/contract'
import type { ChatError } from '../../shared/errors'
import { say, sayAll, sayError, type Told } from '../../shared/said'

export interface ConnectionMonitorDeps {
  backend: Pick<Backend, 'kind' | 'label' | 'labelSaid' | 'capabilities'>
  outboxSize: () => number
  recentRoundTrips: () => number[]
  emit: (connection: Connection) => void
  clock: Pick<Clock, 'now' | 'elapsed'>
}

/** Who talks to the backend. Each has its own last outcome; the worse one is shown. */
export type Route = 'backend' | 'send' | 'receive'

/** Failures in a row after which "reconnecting" becomes "offline". */
const OFFLINE_AFTER = 4

/** Shortest time between two announcements of mere numbers, in milliseconds. */
const NUMBERS_EVERY_MS = 100

/** Turns the outcomes of calls into one connection state with one sentence, and announces it when it changes. Numbers alone are announced at most ten times a second. */
export class ConnectionMonitor {
  private started = false
  /** Since when replies can arrive: for waits, and as a person reads it. */
  private receiving: { elapsed: number; at: number } | null = null
  private readonly failures = new Map<Route, { error: ChatError; count: number }>()
  private announced = ''
  private shown = ''
  private timer: NodeJS.Timeout | undefined
  private stopped = false
  private note: Told | null = null

  constructor(private readonly deps: ConnectionMonitorDeps) {}

  /** Takes the outcome of one call; null is success. Returns true when this healed a route that was broken. */
  report(route: Route, error: ChatError | null): boolean {
    const before = this.failures.get(route)
    if (error) this.failures.set(route, { error, count: (before?.count ?? 0) + 1 })
    else this.failures.delete(route)
    if (route === 'receive') {
      if (error) this.receiving = null
      else this.receiving ??= this.moment()
      this.started ||= !error
    }
    this.announce()
    return !error && before !== undefined
  }

  /** What a person should know although everything works; null for nothing. */
  setNote(note: Told | null): void {
    this.note = note
    this.announce()
  }

  /** For how long replies have been able to arrive without a break, in milliseconds; null while they cannot. */
  receivingFor(): number | null {
    return this.receiving === null ? null : this.deps.clock.elapsed() - this.receiving.elapsed
  }

  /** This computer was away: what was answered meanwhile has yet to arrive. */
  wasAway(): void {
    if (this.receiving !== null) this.receiving = this.moment()
  }

  /** The state as of now. */
  current(): Connection {
    const { kind, label, labelSaid, capabilities } = this.deps.backend
    const trips = this.deps.recentRoundTrips().toSorted((a, b) => a - b)
    return {
      ...this.state(),
      backend: kind,
      can: capabilities,
      label,
      ...(labelSaid && { labelSaid }),
      ...(this.receiving && { receivingSince: this.receiving.at }),
      outbox: this.deps.outboxSize(),
      roundTrip: trips.length === 0 ? null : { p50Ms: trips[trips.length >> 1] ?? 0, count: trips.length }
    }
  }

  /** Announces the state if it differs from the last announcement: a new state at once, new numbers soon. */
  announce(): void {
    if (JSON.stringify(this.state()) !== this.shown) this.tell()
    else this.timer ??= setTimeout(() => this.tell(), NUMBERS_EVERY_MS)
  }

  private moment(): { elapsed: number; at: number } {
    const { clock } = this.deps
    return { elapsed: clock.elapsed(), at: clock.now() }
  }

  /** Announces what is still to be told, and nothing more. */
  stop(): void {
    if (this.timer) this.tell()
    this.stopped = true
  }

  private tell(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.stopped) return
    const connection = this.current()
    this.shown = JSON.stringify(this.state())
    const text = JSON.stringify(connection)
    if (text === this.announced) return
    this.announced = text
    this.deps.emit(connection)
  }

  /** Waiting alone does not mend it. A queue that is missing where nobody sets it up is about to be made. */
  private needsUser({ code }: ChatError): boolean {
    if (code === 'credentials' || code === 'access_denied') return true
    return this.deps.backend.capabilities.account && (code === 'queue_missing' || code === 'invalid_input')
  }

  private label(): string | Told {
    const { label, labelSaid } = this.deps.backend
    return labelSaid ? { detail: label, said: labelSaid } : label
  }

  private state(): Pick<Connection, 'state'> & Told {
    const worst = [...this.failures.values()].toSorted((a, b) => b.count - a.count)[0]
    if (!worst) {
      return this.started
        ? {
            state: 'online',
            ...sayAll(say('connection.connected', { label: this.label() }), this.note)
          }
        : { state: 'starting', ...say('connection.starting') }
    }
    const { error, count } = worst
    if (this.needsUser(error)) {
      return { state: 'paused', ...sayAll(sayError(error), say('outbox.waits_until_then')) }
    }
    const waiting = say('outbox.goes_by_itself')
    // Somebody answers, so nothing is broken.
    if (error.code === 'throttled') return { state: 'throttled', ...sayAll(sayError(error), waiting) }
    return count < OFFLINE_AFTER
      ? { state: 'reconnecting', ...sayAll(say('connection.reconnecting'), waiting) }
      : { state: 'offline', ...sayAll(sayError(error), waiting) }
  }
}
