import { historySpans, type HistorySpan, type QueueStatus } from '../../shared/contract'
import type { ProfileDatabase } from './database'

/** The finest resolution, in milliseconds. */
const SLOT_MS = 15_000

/** What is older than this is kept in slots of half an hour, and what is older than three days not at all. */
const FINE_SLOTS = 10_800_000 / SLOT_MS
const COARSE_SLOTS = 1_800_000 / SLOT_MS
const KEPT_SLOTS = 259_200_000 / SLOT_MS + COARSE_SLOTS

/** How often what has grown old is thinned, in milliseconds; the first time soon after the start. */
const THIN_EVERY_MS = 1_800_000
const FIRST_THIN_MS = 20_000

/** In place of a round trip that is not known, because the clock was set meanwhile. */
const UNKNOWN_MS = -1

const slotOf = (at: number): number => Math.floor(at / SLOT_MS)

/** To two digits above a hundred, so that there are few different ones: never more than 5 % off. */
function rounded(ms: number): number {
  if (ms < 100) return Math.round(ms)
  const step = 10 ** (Math.floor(Math.log10(ms)) - 1)
  return Math.round(ms / step) * step
}

/** The backend that is talked to, as the settings have it. */
const ACTIVE = `coalesce((SELECT iif(json_valid(value), value ->> '$', NULL) FROM settings
  WHERE key = 'backends:active'), 'local')`

/**
 * Counts what goes through, in the transaction of what it counts: requests that SQS accepted, or one that was answered,
 * with how long that took (null where it cannot be told).
 */
export function sampleTraffic(
  db: ProfileDatabase,
  what: { sent: number } | { answeredInMs: number | null },
  now: number
): void {
  const insert = db.sql(
    `INSERT INTO traffic (slot, backend, what, round_trip_ms, count) VALUES (?, ${ACTIVE}, ?, ?, ?)
     ON CONFLICT (slot, backend, what, round_trip_ms) DO UPDATE SET count = count + excluded.count`
  )
  if ('sent' in what) insert.run(slotOf(now), 'sent', 0, what.sent)
  else {
    const { answeredInMs } = what
    insert.run(slotOf(now), 'answered', answeredInMs === null ? UNKNOWN_MS : rounded(answeredInMs), 1)
  }
}

type Known = number | null

/** What was sampled of a span, one value a step; null where nobody looked or nothing came. */
export interface Samples {
  /** When each step begins, epoch milliseconds, oldest first. */
  readonly at: number[]
  readonly visible: Known[]
  readonly inFlight: Known[]
  readonly delayed: Known[]
  readonly oldestMs: Known[]
  readonly sent: number[]
  readonly answered: number[]
  readonly p50Ms: Known[]
  readonly p99Ms: Known[]
  readonly totals: { sent: number; answered: number; p50Ms: Known; p99Ms: Known }
}

type Depth = Pick<QueueStatus, 'name' | 'visible' | 'inFlight' | 'delayed' | 'oldestMs'>

export interface QueueSamplesDeps {
  db: ProfileDatabase
  now: () => number
  /** Told what the disk did not take; nothing waits for it. */
  failed: (error: unknown) => void
}

/**
 * What a profile knows of its queues over the last three days: how full they were whenever somebody looked, and what went
 * through. Bounded: fine for three hours, in half hours before, nothing older.
 */
export class QueueSamples {
  private held: { slot: number; backend: string; queues: Map<string, Depth> } | null = null
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly deps: QueueSamplesDeps) {}

  /** Thins what has grown old, now and then. */
  start(): void {
    const look = (): void => {
      this.timer = setTimeout(look, THIN_EVERY_MS).unref()
      this.trying(() => this.thin())
    }
    this.timer = setTimeout(look, FIRST_THIN_MS).unref()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.trying(() => this.flush())
  }

  /** Somebody has looked: of several looks in one slot the highest values count. Written once a slot. */
  look(backend: string, queues: readonly Depth[]): void {
    const slot = slotOf(this.deps.now())
    if (this.held && (this.held.slot !== slot || this.held.backend !== backend))
      this.trying(() => this.flush())
    this.held ??= { slot, backend, queues: new Map() }
    for (const queue of queues) {
      const before = this.held.queues.get(queue.name)
      this.held.queues.set(queue.name, before ? highest(before, queue) : queue)
    }
  }

  /** The samples of one queue, and of what went through its backend, up to now. */
  history(backend: string, queue: string, span: HistorySpan): Samples {
    this.trying(() => this.flush())
    const { ms, stepMs } = historySpans[span]
    const steps = ms / stepMs
    const group = stepMs / SLOT_MS
    const first = Math.floor(slotOf(this.deps.now()) / group) - steps + 1
    const range = { from: first * group, until: (first + steps) * group, backend }
    const at = Array.from({ length: steps }, (_, index) => (first + index) * stepMs)
    const traffic = this.trafficOf(group, range)
    const depths = new Map(this.depthsOf(group, { ...range, queue }).map((row) => [Number(row['step']), row]))
    const depth = (column: string): Known[] =>
      at.map((_, index) => {
        const value = depths.get(first + index)?.[column]
        return typeof value === 'number' ? value : null
      })
    const steady = at.map((_, index) => traffic.filter(({ step }) => step === first + index))
    const trips = steady.map(tripsOf)
    const all = tripsOf(traffic)
    return {
      at,
      visible: depth('visible'),
      inFlight: depth('in_flight'),
      delayed: depth('delayed'),
      oldestMs: depth('oldest_ms'),
      sent: steady.map((rows) => sum(rows, 'sent')),
      answered: steady.map((rows) => sum(rows, 'answered')),
      p50Ms: trips.map((sorted) => rank(sorted, 0.5)),
      p99Ms: trips.map((sorted) => rank(sorted, 0.99)),
      totals: {
        sent: sum(traffic, 'sent'),
        answered: sum(traffic, 'answered'),
        p50Ms: rank(all, 0.5),
        p99Ms: rank(all, 0.99)
      }
    }
  }

  /** Puts what is older than three hours together, and forgets what no span shows, a wrong clock's future included. */
  thin(): void {
    const { db } = this.deps
    const now = slotOf(this.deps.now())
    const before = Math.floor((now - FINE_SLOTS) / COARSE_SLOTS) * COARSE_SLOTS
    const fine = `slot < :before AND slot % ${COARSE_SLOTS} <> 0`
    const coarse = `slot - slot % ${COARSE_SLOTS}`
    db.transaction(() => {
      for (const table of ['traffic', 'depths'])
        db.sql(`DELETE FROM ${table} WHERE slot < ? OR slot > ?`).run(now - KEPT_SLOTS, now + KEPT_SLOTS)
      db.sql(
        `INSERT INTO traffic SELECT ${coarse}, backend, what, round_trip_ms, sum(count) FROM traffic WHERE ${fine}
         GROUP BY 1, 2, 3, 4 ON CONFLICT DO UPDATE SET count = count + excluded.count`
      ).run({ before })
      db.sql(
        `INSERT INTO depths SELECT ${coarse}, backend, queue, max(visible), max(in_flight), max(delayed), max(oldest_ms)
         FROM depths WHERE ${fine} GROUP BY 1, 2, 3 ${keepHighest}`
      ).run({ before })
      for (const table of ['traffic', 'depths']) db.sql(`DELETE FROM ${table} WHERE ${fine}`).run({ before })
    })
  }

  private flush(): void {
    if (!this.held) return
    const { slot, backend, queues } = this.held
    this.held = null
    const { db } = this.deps
    const insert = db.sql(`INSERT INTO depths VALUES (?, ?, ?, ?, ?, ?, ?) ${keepHighest}`)
    db.transaction(() => {
      for (const { name, visible, inFlight, delayed, oldestMs } of queues.values())
        insert.run(slot, backend, name, visible, inFlight, delayed, oldestMs)
    })
  }

  /** A number that is bound counts as a fraction to SQLite: the group stands in the statement. */
  private trafficOf(group: number, range: Record<string, number | string>): Traffic[] {
    return this.deps.db
      .sql(
        `SELECT slot / ${group} AS step, what, round_trip_ms AS ms, sum(count) AS count FROM traffic
         WHERE slot >= :from AND slot < :until AND backend = :backend GROUP BY 1, 2, 3 ORDER BY 3`
      )
      .all(range)
      .map((row) => ({
        step: Number(row['step']),
        what: String(row['what']),
        ms: Number(row['ms']),
        count: Number(row['count'])
      }))
  }

  private depthsOf(group: number, range: Record<string, number | string>) {
    return this.deps.db
      .sql(
        `SELECT slot / ${group} AS step, max(visible) AS visible, max(in_flight) AS in_flight, max(delayed) AS delayed,
           max(oldest_ms) AS oldest_ms FROM depths
         WHERE slot >= :from AND slot < :until AND backend = :backend AND queue = :queue GROUP BY 1`
      )
      .all(range)
  }

  /** Samples are worth no failed call: what the disk does not take is left out. */
  private trying(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.deps.failed(error)
    }
  }
}

const keepHighest = `ON CONFLICT (slot, backend, queue) DO UPDATE SET visible = max(visible, excluded.visible),
  in_flight = max(in_flight, excluded.in_flight), delayed = max(delayed, excluded.delayed),
  oldest_ms = max(coalesce(oldest_ms, excluded.oldest_ms), coalesce(excluded.oldest_ms, oldest_ms))`

interface Traffic {
  readonly step: number
  readonly what: string
  readonly ms: number
  readonly count: number
}

function highest(one: Depth, other: Depth): Depth {
  const oldest = [one.oldestMs, other.oldestMs].filter((ms) => ms !== null)
  return {
    name: one.name,
    visible: Math.max(one.visible, other.visible),
    inFlight: Math.max(one.inFlight, other.inFlight),
    delayed: Math.max(one.delayed, other.delayed),
    oldestMs: oldest.length === 0 ? null : Math.max(...oldest)
  }
}

const sum = (rows: readonly Traffic[], wanted: string): number =>
  rows.reduce((total, { what, count }) => total + (what === wanted ? count : 0), 0)

/** Round trips that are known, the shortest first. */
const tripsOf = (rows: readonly Traffic[]): Traffic[] =>
  rows.filter(({ what, ms }) => what === 'answered' && ms !== UNKNOWN_MS)

/** The value that a share of all does not exceed; null of none. */
function rank(sorted: readonly Traffic[], share: number): Known {
  const wanted = Math.max(1, Math.ceil(sorted.reduce((total, { count }) => total + count, 0) * share))
  let seen = 0
  for (const { ms, count } of sorted) {
    seen += count
    if (seen >= wanted) return ms
  }
  return null
}
