import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'

/** A request that the host has acknowledged: from then on the promise holds. */
export interface Acknowledged {
  readonly id: string
  readonly text: string
}

/** What became of the messages of one run; the first three must be 0. */
export interface Verdict {
  readonly messages: number
  /** Acknowledged but not stored, answered without a reply or with somebody else's, or failed without a reason. */
  readonly lost: number
  /** Replies beyond the first to one request. */
  readonly twice: number
  /** Neither answered nor failed, or still in the outbox. */
  readonly stuck: number
  readonly failed: number
  /** Set aside as unreadable. */
  readonly quarantined: number
}

const rowSchema = z.object({
  id: z.string(),
  body: z.string(),
  status: z.string().nullable(),
  reason: z.string().nullable(),
  kind: z.string().nullable(),
  in_reply_to: z.string().nullable()
})
const bodySchema = z.looseObject({ text: z.string() })
const reasonSchema = z.looseObject({ code: z.string().min(1), message: z.string().min(1) })

const textOf = (body: string): string => bodySchema.parse(JSON.parse(body)).text

/** How long a look waits for a host that is back after a kill and recovers its database, in milliseconds. */
const PATIENCE_MS = 30_000

/** Reads a database that a host may be working on. */
export const lookInto = (file: string): DatabaseSync =>
  new DatabaseSync(file, { readOnly: true, timeout: PATIENCE_MS })

/** How many requests of a profile are neither answered nor failed. */
export function openRequests(file: string): number {
  using db = lookInto(file)
  const row = db
    .prepare(`SELECT count(*) AS open FROM messages WHERE role = 'request' AND status IN ('queued', 'sent')`)
    .get()
  return Number(row?.['open'])
}

/** Judges a profile's database against what was acknowledged. Requests are `/echo <text>`, so a reply must say the text. */
export function judge(file: string, acknowledged: readonly Acknowledged[]): Verdict {
  using db = lookInto(file)
  const rows = db
    .prepare('SELECT id, body, status, reason, kind, in_reply_to FROM messages')
    .all()
    .map((row) => rowSchema.parse(row))
  const requests = new Map(rows.filter((row) => row.in_reply_to === null).map((row) => [row.id, row]))
  const replies = Map.groupBy(
    rows.filter((row) => row.in_reply_to !== null),
    (row) => row.in_reply_to ?? ''
  )
  let [lost, twice, stuck, failed] = [0, 0, 0, 0]
  for (const { id, text } of acknowledged) {
    const request = requests.get(id)
    if (request === undefined || textOf(request.body) !== text) lost++
  }
  for (const { id, status, reason, body } of requests.values()) {
    const own = replies.get(id) ?? []
    twice += Math.max(0, own.length - 1)
    if (status === 'answered') {
      const wanted = textOf(body).replace(/^\/echo /, '')
      if (!own.some((reply) => reply.kind === 'reply' && textOf(reply.body) === wanted)) lost++
    } else if (status === 'failed') {
      failed++
      if (reason === null || !reasonSchema.safeParse(JSON.parse(reason)).success) lost++
    } else stuck++
  }
  for (const id of replies.keys()) if (!requests.has(id)) lost++
  const count = (table: string): number =>
    Number(db.prepare(`SELECT count(*) AS size FROM ${table}`).get()?.['size'])
  return {
    messages: requests.size,
    lost,
    twice,
    stuck: Math.max(stuck, count('outbox')),
    failed,
    quarantined: count('quarantine')
  }
}

/** Several verdicts as one. */
export const sum = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce((a, b) => ({
    messages: a.messages + b.messages,
    lost: a.lost + b.lost,
    twice: a.twice + b.twice,
    stuck: a.stuck + b.stuck,
    failed: a.failed + b.failed,
    quarantined: a.quarantined + b.quarantined
  }))
