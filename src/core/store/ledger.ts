import {
  failureCauses,
  ledgerCounters,
  ledgerPlaces,
  type LedgerCounter,
  type LedgerReport
} from '../../shared/contract'
import type { ErrorCode } from '../../shared/errors'
import { valueOf, type Row } from './columns'
import type { ProfileDatabase } from './database'

/** Requests in one part of the list, at most. */
const PART = 500

/** A report that takes no longer is read each time, in milliseconds. */
const SLOW_MS = 50

type Place = (typeof ledgerPlaces)[number]
type Cause = (typeof failureCauses)[number]

/** Counts something for good. Inside the transaction of what is counted, so that neither is there without the other. */
export function countInLedger(db: ProfileDatabase, counter: LedgerCounter, by = 1): void {
  db.sql(
    'INSERT INTO ledger (name, count) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET count = count + excluded.count'
  ).run(counter, by)
}

const causes: Partial<Record<ErrorCode, Cause>> = {
  processing_failed: 'processor',
  no_answer: 'noAnswer',
  cancelled: 'cancelled'
}

const placeOf = (status: unknown): Place =>
  status === 'queued'
    ? 'outbox'
    : status === 'sent'
      ? 'underWay'
      : status === 'answered'
        ? 'answered'
        : 'failed'

/** One statement, so that all of it is of one moment. */
const everyCount = `
  SELECT 'counter' AS kind, name, count FROM ledger
  UNION ALL SELECT iif(imported = 0, 'status', 'imported'), status, count(*) FROM messages
    WHERE role = 'request' GROUP BY imported, status
  UNION ALL SELECT 'delivered', '', count(*) FROM messages
    WHERE status = 'sent' AND pair IS NOT NULL AND pair ->> '$.replyQueue' IS NULL AND imported = 0
  UNION ALL SELECT 'failure', reason ->> '$.code', count(*) FROM messages
    WHERE status = 'failed' AND imported = 0 GROUP BY 2`

/**
 * Accounts for every request that was ever written in this profile: what was counted while it happened, against where
 * the requests are now. The two are kept apart, so that a request that got lost would show.
 */
export class Ledger {
  private kept: { report: LedgerReport; at: number; tookMs: number } | null = null

  constructor(
    private readonly db: ProfileDatabase,
    private readonly now: () => number
  ) {}

  /** Of a million requests it takes long enough to be felt: then it is read anew no more often than it takes up half a percent. */
  report(): LedgerReport {
    const startedAt = performance.now()
    const { kept } = this
    if (kept && startedAt - kept.at < kept.tookMs * 200) return kept.report
    const report = this.read()
    const at = performance.now()
    this.kept = at - startedAt < SLOW_MS ? null : { report, at, tookMs: at - startedAt }
    return report
  }

  private read(): LedgerReport {
    const rows = this.db.sql(everyCount).all()
    const of = (kind: string) => rows.filter((row) => row['kind'] === kind)
    const counted = new Map(of('counter').map((row) => [String(row['name']), Number(row['count'])]))
    const counters = tally(ledgerCounters, [...counted])
    const places = tally(
      ledgerPlaces,
      of('status').map((row) => [placeOf(row['name']), Number(row['count'])])
    )
    places.deleted = counters.deleted
    places.delivered = Number(of('delivered')[0]?.['count'])
    places.underWay -= places.delivered
    const failures = tally(
      failureCauses,
      of('failure').map((row) => [causes[row['name'] as ErrorCode] ?? 'refused', Number(row['count'])])
    )
    const imported = of('imported').reduce((sum, row) => sum + Number(row['count']), 0)
    const placed = ledgerPlaces.reduce((sum, place) => sum + places[place], 0)
    const unaccounted = counters.written - placed
    return { since: counted.get('since') ?? 0, counters, places, failures, imported, unaccounted }
  }

  /**
   * A part of the list of all requests, as JSON lines, oldest first: the report stands before them, those that were
   * deleted one by one after them. Of a deleted chat only the number is known.
   */
  part(cursor: string | null): { lines: string[]; next: string | null } {
    const [, list = 'messages', after = '0'] = /^(messages|deleted):(\d{1,15})$/.exec(cursor ?? '') ?? []
    const head =
      cursor === null ? [{ type: 'chatapp-ledger', version: 1, at: this.now(), ...this.read() }] : []
    const { entries, last } = list === 'messages' ? this.messages(Number(after)) : this.deleted(Number(after))
    const lines = [...head, ...entries].map((entry) => JSON.stringify(entry))
    if (entries.length === PART) return { lines, next: `${list}:${last}` }
    return { lines, next: list === 'messages' ? 'deleted:0' : null }
  }

  private messages(after: number): { entries: object[]; last: number } {
    const rows = this.db
      .sql(`SELECT * FROM messages WHERE role = 'request' AND seq > ? ORDER BY seq LIMIT 0 + ?`)
      .all(after, PART)
    return { entries: rows.map(entryOf), last: Number(rows.at(-1)?.['seq'] ?? after) }
  }

  private deleted(after: number): { entries: object[]; last: number } {
    const rows = this.db
      .sql('SELECT rowid, id FROM deleted_requests WHERE rowid > ? ORDER BY rowid LIMIT 0 + ?')
      .all(after, PART)
    const entries = rows.map((row) => ({ id: String(row['id']), place: 'deleted' }))
    return { entries, last: Number(rows.at(-1)?.['rowid'] ?? after) }
  }
}

/** What the list says of a request: never its text. */
function entryOf(row: Row): object {
  const { sent, received } = valueOf(row, 'timeline')
  return {
    id: valueOf(row, 'id'),
    conversationId: valueOf(row, 'conversationId'),
    place:
      valueOf(row, 'pair')?.replyQueue === null && row['status'] === 'sent'
        ? 'delivered'
        : placeOf(row['status']),
    ...(row['imported'] === 1 ? { imported: true } : {}),
    writtenAt: valueOf(row, 'createdAt'),
    sentAt: sent ?? null,
    receivedAt: received ?? null,
    attempts: valueOf(row, 'attempts'),
    roundTripMs: valueOf(row, 'roundTripMs'),
    code: valueOf(row, 'reason')?.code ?? null
  }
}

/** Sums by name; a name that is not known is left out. */
function tally<K extends string>(
  keys: readonly K[],
  counts: readonly (readonly [string, number])[]
): Record<K, number> {
  const sums = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>
  for (const [key, count] of counts) if (Object.hasOwn(sums, key)) sums[key as K] += count
  return sums
}
