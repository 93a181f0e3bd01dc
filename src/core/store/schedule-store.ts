import type { Scheduled } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { nearestTime } from '../../shared/message'
import { looseAttributesSchema } from '../../shared/own-attributes-schema'
import { messagePairSchema } from '../../shared/pair'
import type { Row } from './columns'
import type { ProfileDatabase } from './database'
import type { Outgoing } from './request-writer'
import { previewOf } from './plain-line'

/** When a message is to be sent. `waitMs`: after so long, whatever the clock shows meanwhile; null: at that date and time. */
export interface DueTime {
  readonly sendAt: number
  readonly waitMs: number | null
}

/** One that is due; of a length of time no more is waited than it was, however the clock was set. */
const isDue = `(send_at <= :now OR send_at - :now > wait_ms)`

/** Of a chat that is to be deleted, which may still be had back, nothing goes out. */
const shown = `conversation_id NOT IN (SELECT id FROM conversations WHERE delete_at IS NOT NULL)`

/** The messages of one profile that wait for a moment before they go into the outbox. */
export class ScheduleStore {
  constructor(private readonly db: ProfileDatabase) {}

  /** All of them, the next one first. */
  list(): Scheduled[] {
    return this.db
      .sql(`SELECT * FROM scheduled WHERE ${shown} ORDER BY send_at, created_at, id`)
      .all()
      .map((row) => ({
        id: String(row['id']),
        conversationId: String(row['conversation_id']),
        preview: String(row['preview']),
        sendAt: nearestTime(Number(row['send_at'])),
        attributes: outgoingOf(row).attributes.length
      }))
  }

  /** One with all that it says; throws `not_found` when it has gone out already, or was cancelled. */
  get(id: string): { outgoing: Outgoing; due: DueTime } {
    const row = this.db.sql(`SELECT * FROM scheduled WHERE id = ? AND ${shown}`).get(id)
    if (!row) throw new ChatError('scheduled.gone')
    const waitMs = row['wait_ms'] === null ? null : Number(row['wait_ms'])
    return { outgoing: outgoingOf(row), due: { sendAt: nearestTime(Number(row['send_at'])), waitMs } }
  }

  /** Keeps one, in the place of the one that has its id, if any. Inside a transaction. */
  put(
    { id, conversationId, text, attributes, pair, quotes }: Outgoing,
    { sendAt, waitMs }: DueTime,
    now: number
  ): void {
    this.db
      .sql(
        `INSERT INTO scheduled (id, conversation_id, text, preview, attributes, send_at, wait_ms, created_at, pair, quotes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text,
         preview = excluded.preview, attributes = excluded.attributes, send_at = excluded.send_at, wait_ms = excluded.wait_ms`
      )
      .run(
        id,
        conversationId,
        JSON.stringify(text),
        previewOf(text),
        JSON.stringify(attributes),
        sendAt,
        waitMs,
        now,
        pair ? JSON.stringify(pair) : null,
        quotes ?? null
      )
    this.touch()
  }

  /** Throws `not_found` when it has gone out already, or was cancelled. */
  cancel(id: string): void {
    this.db.transaction(() => {
      const { changes } = this.db.sql('DELETE FROM scheduled WHERE id = ?').run(id)
      if (changes === 0) throw new ChatError('scheduled.gone')
      this.touch()
    })
  }

  /** How long until one is due, in milliseconds; 0 or less when one is, null when there is none. */
  nextDueIn(now: number): number | null {
    const { due } =
      this.db
        .sql(`SELECT min(iif(${isDue}, 0, send_at - :now)) AS due FROM scheduled WHERE ${shown}`)
        .get({ now }) ?? {}
    return due === null || due === undefined ? null : Number(due)
  }

  /** Takes out what is due, in its order, at most so many, and hands each on; all in one transaction. */
  release(now: number, limit: number, take: (outgoing: Outgoing) => void): void {
    this.db.transaction(() => {
      const due = this.db
        .sql(
          `SELECT * FROM scheduled WHERE ${isDue} AND ${shown} ORDER BY send_at, created_at, id LIMIT 0 + :limit`
        )
        .all({ now, limit })
        .map(outgoingOf)
      for (const outgoing of due) {
        this.cancel(outgoing.id)
        take(outgoing)
      }
    })
  }

  /** The wall clock was set: a length of time is waited for as if it had not been; a date and time is what it shows. */
  clockSet(byMs: number): void {
    this.db.transaction(() => {
      const moved = this.db.sql(
        'UPDATE scheduled SET send_at = max(0, send_at + ?) WHERE wait_ms IS NOT NULL'
      )
      if (moved.run(byMs).changes > 0) this.touch()
    })
  }

  private touch(): void {
    this.db.setMeta('scheduled_revision', String(this.db.nextRevision()))
  }
}

const outgoingOf = (row: Row): Outgoing => ({
  id: String(row['id']),
  conversationId: String(row['conversation_id']),
  text: String(JSON.parse(String(row['text']))),
  attributes: looseAttributesSchema.parse(JSON.parse(String(row['attributes']))),
  pair: row['pair'] === null ? null : messagePairSchema.parse(JSON.parse(String(row['pair']))),
  ...(typeof row['quotes'] === 'string' ? { quotes: row['quotes'] } : {})
})
