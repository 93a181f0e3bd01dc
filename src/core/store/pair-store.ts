import { v7 as uuidv7 } from 'uuid'
import { parseJson } from '../../platform/json-file'
import { fieldError } from '../../shared/errors'
import { assertWireFits, pairSchema, wrap, type MessagePair, type QueuePair } from '../../shared/pair'
import type { Row } from './columns'
import type { ProfileDatabase } from './database'
import type { OwnAttribute } from '../../shared/own-attributes'

/** Queues that a chat is, or was, bound to. Never changed: other queues, or another envelope, are another one. */
export interface BoundQueues {
  readonly id: string
  readonly conversationId: string
  readonly backendId: string
  readonly pair: QueuePair
  /** Whether the chat's next message goes there. */
  readonly current: boolean
  /** It came with an import: nothing goes there, or is read there, before somebody here has said so. */
  readonly unconfirmed: boolean
}

/** How long a request is waited for at most: SQS keeps a message for 14 days, in milliseconds. */
const WAITED_FOR_MS = 14 * 86_400_000

/** How long a chat counts as looked at after somebody said so, in milliseconds. */
const OPEN_MS = 120_000

/** What in which queue was asked for; newest first. */
export interface Awaiting {
  readonly pairId: string
  /** When the newest of those requests was written. */
  readonly since: number
}

/** The queues that chats are bound to. */
export class PairStore {
  constructor(private readonly db: ProfileDatabase) {}

  /** The queues that a chat is bound to now; null for one that talks to MessageProcessor. */
  current(conversationId: string): BoundQueues | null {
    return this.read('conversation_id = ? AND current = 1', conversationId)[0] ?? null
  }

  /** Whether there is any; each message that is written asks. */
  any(): boolean {
    return this.db.sql('SELECT 1 FROM pairs LIMIT 1').get() !== undefined
  }

  find(id: string): BoundQueues | null {
    return this.read('id = ?', id)[0] ?? null
  }

  /** Those of a backend that messages may go by, earlier ones of their chats among them. */
  of(backendId: string): BoundQueues[] {
    return this.read('backend_id = ? AND imported = 0', backendId)
  }

  /** Binds a chat. The same as before, under another name or not, stays what it is; what came by an import is confirmed. */
  bind(
    conversationId: string,
    { backendId, pair }: Pick<BoundQueues, 'backendId' | 'pair'>,
    now: number
  ): BoundQueues {
    return this.db.transaction(() => {
      const before = this.current(conversationId)
      const same =
        before?.backendId === backendId && JSON.stringify(before.pair) === JSON.stringify(pair)
          ? before
          : null
      if (same) this.db.sql('UPDATE pairs SET imported = 0 WHERE id = ?').run(same.id)
      else {
        this.db.sql('UPDATE pairs SET current = 0 WHERE conversation_id = ?').run(conversationId)
        this.db
          .sql(
            `INSERT INTO pairs (id, conversation_id, backend_id, pair, current, opened_at, created_at)
             VALUES (?, ?, ?, ?, 1, 0, ?)`
          )
          .run(uuidv7(), conversationId, backendId, JSON.stringify(pair), now)
      }
      this.touch(conversationId)
      return this.current(conversationId) as BoundQueues
    })
  }

  unbind(conversationId: string): void {
    this.db.transaction(() => {
      this.db.sql('UPDATE pairs SET current = 0 WHERE conversation_id = ?').run(conversationId)
      this.touch(conversationId)
    })
  }

  /** Somebody looks at a chat. */
  open(conversationId: string, now: number): void {
    this.db
      .sql('UPDATE pairs SET opened_at = ? WHERE conversation_id = ? AND current = 1')
      .run(now, conversationId)
  }

  /** Which are looked at. A moment to come was told by a wrong clock. */
  opened(now: number): ReadonlySet<string> {
    const open = this.db.sql('SELECT id FROM pairs WHERE abs(? - opened_at) < ?')
    return new Set(open.all(now, OPEN_MS).map(({ id }) => String(id)))
  }

  /** Which have something in the outbox. */
  toSend(): string[] {
    return this.db
      .sql(`SELECT DISTINCT pair_id FROM outbox WHERE pair_id IS NOT NULL AND pair_id NOT LIKE 'room:%'`)
      .all()
      .map((row) => String(row['pair_id']))
  }

  /** Which have requests without a reply, that are not too old to be answered. */
  awaiting(now: number): Awaiting[] {
    return this.db
      .sql(
        `SELECT pair ->> '$.id' AS id, max(created_at) AS since FROM messages
         WHERE pair IS NOT NULL AND status = 'sent' AND pair ->> '$.replyQueue' IS NOT NULL GROUP BY 1`
      )
      .all()
      .map((row) => ({ pairId: String(row['id']), since: Number(row['since']) }))
      .filter(({ since }) => now - since < WAITED_FOR_MS)
  }

  /** Messages that wait to be sent, to the queues that a chat is bound to now and to earlier ones. */
  waiting({ id, conversationId }: BoundQueues): { now: number; earlier: number } {
    const row = this.db
      .sql(
        `SELECT count(*) FILTER (WHERE pair_id = ?1) AS now, count(*) FILTER (WHERE pair_id <> ?1) AS earlier
         FROM outbox WHERE pair_id IS NOT NULL AND conversation_id = ?2`
      )
      .get(id, conversationId)
    return { now: Number(row?.['now']), earlier: Number(row?.['earlier']) }
  }

  /** The oldest request, of these queues, that SQS has and that waits for its reply; null for none. */
  oldestAwaited(pairIds: readonly string[]): string | null {
    const rows = pairIds.flatMap((id) => this.db.sql(oldest).all(id))
    const first = rows.toSorted((a, b) => Number(a['seq']) - Number(b['seq']))[0]
    return first ? String(first['id']) : null
  }

  /** Whether something for these queues is in the outbox: SQS may have it already, after a crash. */
  hasQueued(pairIds: readonly string[]): boolean {
    const queued = this.db.sql('SELECT 1 FROM outbox WHERE pair_id = ? LIMIT 1')
    return pairIds.some((id) => queued.get(id) !== undefined)
  }

  /** The queues that a request was written for; null where there is no such request, or it is an ordinary one. */
  ofRequest(id: string): string | null {
    const row = this.db
      .sql(`SELECT pair ->> '$.id' AS pair FROM messages WHERE id = ? AND role = 'request'`)
      .get(id)
    return typeof row?.['pair'] === 'string' ? row['pair'] : null
  }

  /** Whether a request was deleted by the user: what comes for it is dropped. */
  isDeleted(id: string): boolean {
    return this.db.sql('SELECT 1 FROM deleted_requests WHERE id = ?').get(id) !== undefined
  }

  private read(where: string, value: string): BoundQueues[] {
    return this.db.sql(`SELECT * FROM pairs WHERE ${where}`).all(value).flatMap(boundOf)
  }

  private touch(conversationId: string): void {
    this.db
      .sql('UPDATE conversations SET revision = ? WHERE id = ?')
      .run(this.db.nextRevision(), conversationId)
  }
}

const oldest = `SELECT id, seq FROM messages WHERE pair IS NOT NULL AND status = 'sent'
  AND pair ->> '$.replyQueue' IS NOT NULL AND pair ->> '$.id' = ? ORDER BY seq LIMIT 1`

/** A row, if this version can read it; one that it cannot is kept as it stands. */
function boundOf(row: Row): BoundQueues[] {
  const pair = pairSchema.safeParse(parseJson(String(row['pair'])))
  if (!pair.success) return []
  return [
    {
      id: String(row['id']),
      conversationId: String(row['conversation_id']),
      backendId: String(row['backend_id']),
      pair: pair.data,
      current: row['current'] === 1,
      unconfirmed: row['imported'] === 1
    }
  ]
}

/** What a message for queues is stored with. Throws `too_large` or `invalid_input` for what SQS would refuse. */
export function addressed(
  { id, pair }: Pick<BoundQueues, 'id' | 'pair'>,
  message: { id: string; text: string; rawBody: string },
  own: readonly OwnAttribute[]
): { pair: MessagePair; wire: string | null } {
  const { body, attributes } = wrap(pair, message)
  const clash = own.find(({ name }) => attributes.some((one) => one.name === name))
  if (clash) throw fieldError('attributes', 'pair.attribute_taken', { name: clash.name })
  assertWireFits(body ?? message.rawBody, [...own, ...attributes])
  const { requestQueue, replyQueue } = pair
  return { pair: { id, requestQueue, replyQueue, attributes }, wire: body }
}
