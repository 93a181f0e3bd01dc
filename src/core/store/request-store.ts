import { ChatError, type WireError } from '../../shared/errors'
import {
  assertFits,
  attributeNames,
  encodeBody,
  type RequestBody,
  type RequestMessage
} from '../../shared/message'
import { MAX_SENDINGS, type Evidence } from '../../shared/evidence'
import type { OwnAttribute } from '../../shared/own-attributes'
import type { MessagePair } from '../../shared/pair'
import { nameOf, pick, valueOf, type ColumnKey, type Row, type StoredMessage } from './columns'
import { countInLedger } from './ledger'
import { MessageReader } from './message-reader'
import {
  changedRow,
  changeMessage,
  deliveryOf,
  insertMessage,
  ownAttributesOf,
  positionAfterAll,
  storedBody,
  textOf
} from './message-rows'
import { addressed, PairStore } from './pair-store'
import type { StoredRoom } from './room-part'
import { saidAgain } from './room-say'
import { sampleTraffic } from './samples'

/** A wait that begins at a moment, epoch milliseconds. */
export interface Wait {
  readonly now: number
  readonly waitMs: number
}

/** A request that SQS has not accepted yet. */
export interface OutboxEntry {
  readonly id: string
  readonly conversationId: string
  /** The body exactly as it goes on the wire. */
  readonly body: string
  /** Attempts made so far. */
  readonly attempts: number
  readonly ownAttributes: readonly OwnAttribute[]
  /** It goes to queues that its chat is bound to: with these attributes alone. */
  readonly bare?: true
  /** The same for each try to hand it over, and another one for each time that the user sends it again. */
  readonly deduplicationId?: string
  /** How long SQS holds it back, and since when that counts (0 where it does not); what is left of it is told to SQS once. */
  readonly delaySeconds: number
  readonly queuedAt: number
}

/** When the user sent a request, and what with; see `OutboxEntry`. */
interface Sending {
  readonly now: number
  readonly ownAttributes?: readonly OwnAttribute[]
  readonly delaySeconds?: number
  /** For which queues it is, and how it stands on the wire, where its chat is bound to some. */
  readonly pair?: MessagePair | null
  readonly wire?: string | null
  /** What it is in a room: then it goes there, and not by the ordinary relay. */
  readonly room?: StoredRoom
}

/** Requests that SQS accepted with one call, and when, epoch milliseconds. */
export interface SentBatch {
  readonly ids: readonly string[]
  readonly replyTo: string
  readonly at: number
  /** Under which ids SQS accepted them, by our own. */
  readonly sqsMessageIds?: ReadonlyMap<string, string> | undefined
  /** How the server's clock stood to ours then. */
  readonly clock?: Evidence['clock'] | null
}

/** By the ids of requests: their rows, and what is still to be changed of them. */
export type Marks = Map<string, { readonly row: Row; readonly fields: Partial<StoredMessage> }>

/** Whether an outbox entry still waits at `:now`. A wait that is longer than it was meant to be is none. */
const waits = (entry: string): string =>
  `${entry}.due_at > :now AND ${entry}.due_at - :now <= ${entry}.wait_ms`

/** Since when the answer of a request is awaited that the user wants to be sent again now. */
const ASKED = 0

/** A request that waits for its answer; of one to a queue without replies nothing more is to come. */
const onItsWay = `status = 'sent' AND (pair IS NULL OR pair ->> '$.replyQueue' IS NOT NULL)`

/** Of a chat that is to be deleted, which may still be had back, nothing more goes out. */
const notHidden = (table: string): string =>
  `${table}.conversation_id NOT IN (SELECT id FROM conversations WHERE delete_at IS NOT NULL)`

/**
 * The requests of one profile and the outbox, from which they go out.
 *
 * A request's status moves only forward; only `requeue`, the user's own Retry, takes a failed one back.
 */
export class RequestStore extends MessageReader {
  /** Stores a request and its outbox entry together. */
  addRequest(
    body: RequestBody,
    rawBody: string,
    { now, ownAttributes = [], delaySeconds = 0, pair = null, wire = null, room }: Sending
  ): void {
    this.db.transaction(() => {
      const { id, conversationId, text } = body
      const seq = insertMessage(this.db, {
        id,
        conversationId,
        role: 'request',
        body: rawBody,
        attributes: {},
        status: 'queued',
        createdAt: now,
        timeline: { queued: now },
        ownAttributes: [...ownAttributes],
        delaySeconds,
        ...(pair && { pair, wire }),
        ...(room && { room })
      })
      this.index.note(seq, text)
      const enqueue = this.db.sql(
        'INSERT INTO outbox (seq, conversation_id, due_at, pair_id) VALUES (?, ?, ?, ?)'
      )
      enqueue.run(seq, conversationId, now, room ? ofRoom(conversationId) : (pair?.id ?? null))
    })
  }

  /**
   * Due outbox entries, oldest first. One that waits holds back what follows it in its conversation.
   *
   * No entry waits longer than it was told to, whatever the clock shows: one that is due further away is due now.
   * Those that go to queues which chats are bound to are not among them.
   */
  due(now: number, limit: number, onePerConversation: boolean): OutboxEntry[] {
    return this.entriesDue({ now, limit }, onePerConversation, null)
  }

  /** The same of those that go to certain queues. */
  dueTo(pairId: string, at: { now: number; limit: number }, onePerConversation: boolean): OutboxEntry[] {
    return this.entriesDue(at, onePerConversation, pairId)
  }

  private entriesDue(
    { now, limit }: { now: number; limit: number },
    onePerConversation: boolean,
    pairId: string | null
  ): OutboxEntry[] {
    const of = ofPair(pairId)
    const earlier = `SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.seq < o.seq AND p.${of}`
    const blocked = onePerConversation ? earlier : `${earlier} AND ${waits('p')}`
    return this.db
      .sql(
        `SELECT ${pairId === null ? entryColumns('m') : 'm.*'} FROM outbox o JOIN messages m ON m.seq = o.seq
         WHERE o.${of} AND NOT (${waits('o')}) AND NOT EXISTS (${blocked}) AND ${notHidden('o')} ORDER BY o.seq LIMIT 0 + :limit`
      )
      .all({ now, limit, ...(pairId !== null && { pairId }) })
      .map(pairId === null ? toEntry : toBareEntry)
  }

  /**
   * How long until an outbox entry is due, in milliseconds; 0 or less when one is, null when the outbox is empty.
   *
   * Only the first entry of a conversation counts: what stands behind it cannot go out before it.
   */
  nextDueIn(now: number, pairId: string | null = null): number | null {
    const { due } =
      this.db
        .sql(
          `SELECT min(iif(${waits('o')}, o.due_at - :now, 0)) AS due FROM outbox o
           WHERE o.seq IN (SELECT min(seq) FROM outbox WHERE ${ofPair(pairId)} GROUP BY conversation_id) AND ${notHidden('o')}`
        )
        .get({ now, ...(pairId !== null && { pairId }) }) ?? {}
    return due === null || due === undefined ? null : Number(due)
  }

  /** Requests in the outbox. */
  outboxSize(): number {
    return Number(
      this.db.sql(`SELECT count(*) AS size FROM outbox o WHERE ${notHidden('o')}`).get()?.['size']
    )
  }

  /** Whether a request waits to be sent, or for its answer, which comes on the response queue. */
  awaitsAnswer(): boolean {
    const queued = this.db.sql(`SELECT 1 FROM outbox o WHERE o.pair_id IS NULL AND ${notHidden('o')} LIMIT 1`)
    if (queued.get() !== undefined) return true
    const sent = this.db.sql(
      `SELECT 1 FROM messages WHERE status = 'sent' AND awaited_since IS NOT NULL AND ${notHidden('messages')} LIMIT 1`
    )
    return sent.get() !== undefined
  }

  /** Accepted requests that the user wants to be sent again now. */
  askedFor(limit: number): OutboxEntry[] {
    return this.overdue(1, limit)
  }

  /** Requests that SQS accepted before `since` and that nobody has answered yet, oldest first. */
  overdue(since: number, limit: number): OutboxEntry[] {
    return this.db
      .sql(
        `SELECT ${entryColumns('messages')} FROM messages
         WHERE status = 'sent' AND awaited_since < ? AND ${notHidden('messages')} ORDER BY awaited_since LIMIT 0 + ?`
      )
      .all(since, limit)
      .map(toEntry)
  }

  /** SQS has accepted these: from now on tries to get an answer count. One that a faster reply answered stays as it is. */
  markSent(batches: readonly SentBatch[]): void {
    this.db.transaction(() => this.write(this.marksOf(batches)))
  }

  /**
   * What is still to be changed of these requests by their ids, which SQS has accepted: they are out of the outbox, and
   * counted. Whoever changes more of them does it along with that. Inside a transaction.
   */
  protected marksOf(batches: readonly SentBatch[]): Marks {
    const marks: Marks = new Map()
    for (const batch of batches) {
      countInLedger(this.db, 'sent', batch.ids.length)
      sampleTraffic(this.db, { sent: batch.ids.length }, batch.at)
      for (const id of batch.ids) {
        const earlier = marks.get(id)
        const row = earlier ? changedRow(earlier.row, earlier.fields) : this.row(id)
        if (!row) continue
        this.db.sql('DELETE FROM outbox WHERE seq = ?').run(Number(row['seq']))
        marks.set(id, { row, fields: { ...earlier?.fields, ...sentFields(row, batch) } })
      }
    }
    return marks
  }

  /** Makes the changes that nobody has made. Inside a transaction. */
  protected write(marks: Marks): void {
    for (const [id, { fields }] of marks) changeMessage(this.db, id, fields)
  }

  /** An attempt did not succeed; the entries stay in the outbox for so long. */
  retryAfter(ids: readonly string[], { now, waitMs }: Wait, reason: WireError): void {
    this.db.transaction(() => {
      for (const id of ids) {
        const row = this.row(id)
        if (row?.['status'] !== 'queued') continue
        const delay = this.db.sql('UPDATE outbox SET due_at = ?, wait_ms = ? WHERE seq = ?')
        delay.run(now + waitMs, waitMs, Number(row['seq']))
        changeMessage(this.db, id, { attempts: valueOf(row, 'attempts') + 1, reason })
        countInLedger(this.db, 'notAccepted')
      }
    })
  }

  /** This entry is not to go out before so long; nothing was tried. */
  holdBack(id: string, { now, waitMs }: Wait): void {
    this.db.transaction(() => {
      this.db
        .sql('UPDATE outbox SET due_at = ?, wait_ms = ? WHERE seq = (SELECT seq FROM messages WHERE id = ?)')
        .run(now + waitMs, waitMs, id)
    })
  }

  /** The way is open again: everything that waits is due now. */
  hurry(now: number): void {
    this.db.transaction(() => this.endWaits(now))
  }

  /**
   * Reckons every wait anew that an earlier run began: what waited in the outbox is due now, and an answer that is
   * awaited since a moment in the future is awaited from now on.
   */
  resume(now: number): void {
    this.db.transaction(() => {
      this.endWaits(now)
      this.db
        .sql(
          `UPDATE messages SET awaited_since = :now WHERE status = 'sent' AND awaited_since > :now + 1000 * delay_seconds`
        )
        .run({ now })
    })
  }

  /**
   * The wall clock was set while requests are on their way: an answer is awaited as long as if it had not been, their
   * hops stay as far apart as they were, and what waits in the outbox is due now.
   */
  clockSet(byMs: number, now: number): void {
    this.db.transaction(() => {
      this.endWaits(now)
      this.db.sql(`UPDATE messages SET awaited_since = awaited_since + ? WHERE status = 'sent'`).run(byMs)
      this.shiftHop('queued', 'seq IN (SELECT seq FROM outbox)', byMs)
      this.shiftHop('queued', onItsWay, byMs)
      this.shiftHop('sent', onItsWay, byMs)
    })
  }

  private endWaits(now: number): void {
    this.db
      .sql('UPDATE messages SET revision = ? WHERE seq IN (SELECT seq FROM outbox WHERE due_at > ?)')
      .run(this.db.nextRevision(), now)
    this.db.sql('UPDATE outbox SET due_at = ?, wait_ms = 0 WHERE due_at > ?').run(now, now)
  }

  private shiftHop(hop: 'queued' | 'sent', where: string, byMs: number): void {
    const at = `timeline ->> '$.${hop}'`
    this.db
      .sql(
        `UPDATE messages SET timeline = json_set(timeline, '$.${hop}', max(0, (${at}) + ?)), revision = ?
         WHERE ${where} AND ${at} IS NOT NULL`
      )
      .run(byMs, this.db.nextRevision())
  }

  /** Refused for good, given up or cancelled: out of the outbox, with a reason. Never undoes an answer. */
  fail(id: string, reason: WireError): void {
    this.db.transaction(() => {
      const row = this.row(id)
      if (row?.['status'] !== 'queued' && row?.['status'] !== 'sent') return
      this.db.sql('DELETE FROM outbox WHERE seq = ?').run(Number(row['seq']))
      changeMessage(this.db, id, { status: 'failed', reason, ...this.settledIn(row) })
      countInLedger(this.db, 'failed')
    })
  }

  /** What will not be said in a room stands where it was written, and no longer after all that others say. */
  private settledIn(row: Row): { position?: number } {
    if (row['room'] === null || valueOf(row, 'room')?.seq !== null) return {}
    const last = this.db.sql(
      `SELECT position FROM messages WHERE conversation_id = ? AND room IS NOT NULL
         AND coalesce(room ->> '$.seq', room ->> '$.putBack') IS NOT NULL ORDER BY position DESC LIMIT 1`
    )
    return { position: Number(last.get(valueOf(row, 'conversationId'))?.['position'] ?? 0) }
  }

  /** The user's Retry: a failed request goes back into the outbox; a waiting one becomes due at once. */
  requeue(id: string, now: number): RequestMessage {
    return this.db.transaction(() => {
      const { status } = this.request(id)
      if (status !== 'failed' && status !== 'queued') {
        throw new ChatError('message.not_retryable', { status })
      }
      this.putBack(id, now)
      return this.request(id)
    })
  }

  /** Into the outbox once more, due at once; its tries begin anew unless it was there already. */
  private putBack(id: string, now: number): void {
    const { status, progress = [] } = this.request(id)
    this.addressAnew(id)
    this.db
      .sql(
        `INSERT INTO outbox (seq, conversation_id, due_at, pair_id)
         SELECT seq, conversation_id, ?, iif(room IS NULL, pair ->> '$.id', '${ofRoom('')}' || conversation_id)
         FROM messages WHERE id = ?
         ON CONFLICT (seq) DO UPDATE SET due_at = excluded.due_at, wait_ms = 0`
      )
      .run(now, id)
    const anew =
      status === 'queued'
        ? {}
        : { attempts: 0, progress: progress.map(asEarlier), evidence: this.evidenceOfEarlier(id) }
    if (status !== 'queued') countInLedger(this.db, 'retried')
    changeMessage(this.db, id, { status: 'queued', reason: null, ...anew, ...this.askedAnew(id, now) })
  }

  /** In a room it comes after all again, until it has its number, and says that it is to be judged again. */
  private askedAnew(id: string, now: number): { position?: number; body?: string } {
    const row = this.row(id)
    if (!row || row['room'] === null || valueOf(row, 'room')?.seq !== null) return {}
    const position = positionAfterAll(this.db, valueOf(row, 'conversationId'), now)
    return row['status'] === 'failed' ? { position, body: saidAgain(row) } : { position }
  }

  /** A request for queues that a chat is bound to goes there again, in their envelope. Throws `not_found` where those are not known here. */
  private addressAnew(id: string): void {
    const row = this.row(id)
    if (!row || row['pair'] === null) return
    const queues = new PairStore(this.db).find(valueOf(row, 'pair')?.id ?? '')
    if (!queues) throw new ChatError('pair.gone')
    const rawBody = valueOf(row, 'body')
    changeMessage(this.db, id, addressed(queues, { id, text: textOf(row), rawBody }, ownAttributesOf(row)))
  }

  private evidenceOfEarlier(id: string): Evidence {
    const row = this.row(id)
    const { sendings, ...rest } = row ? valueOf(row, 'evidence') : {}
    return { ...rest, ...(sendings ? { sendings: sendings.map(asEarlier) } : {}) }
  }

  /**
   * Sends a request once more under its own id, whatever became of it, with another text if one is given: what comes
   * of it takes the place of what came before.
   */
  sendAgain(id: string, now: number, text?: string): void {
    this.db.transaction(() => {
      const row = this.row(id)
      const body = row && row['role'] === 'request' ? storedBody('request', String(row['body'])) : null
      if (!row || !body) throw new ChatError('message.not_found')
      if (text !== undefined && text !== body.text) {
        const rawBody = encodeBody({ ...body, text })
        if (row['pair'] === null) assertFits(rawBody, ownAttributesOf(row))
        changeMessage(this.db, id, { body: rawBody })
        this.index.renew(Number(row['seq']), text)
      }
      this.putBack(id, now)
    })
  }

  /** The user's Cancel: possible only while SQS has not accepted the request. */
  cancel(id: string): RequestMessage {
    const { status } = this.request(id)
    if (status !== 'queued') {
      throw new ChatError('message.not_cancellable', { status })
    }
    const reason = new ChatError('message.cancelled')
    this.fail(id, reason.toWire())
    return this.request(id)
  }

  /** The user's Ask now: a request whose answer does not come is sent again, as soon as that can be. */
  askNow(id: string): void {
    this.db.transaction(() => {
      this.assertSent(id)
      if (this.row(id)?.['pair'] !== null) throw new ChatError('pair.not_asked_again')
      if (this.row(id)?.['room'] !== null) throw new ChatError('room.not_asked')
      changeMessage(this.db, id, { awaitedSince: ASKED })
    })
  }

  /** The user's Give up: the request counts as failed. An answer that still comes is shown, and answers it. */
  giveUp(id: string): void {
    this.assertSent(id)
    this.fail(id, new ChatError('answer.given_up').toWire())
  }

  /** These were sent once more; their answers are awaited from now on. What the user asked for is no try of ours. */
  markSentAgain(ids: readonly string[], now: number, sqsMessageIds?: ReadonlyMap<string, string>): void {
    this.db.transaction(() => {
      for (const id of ids) {
        const row = this.row(id)
        if (row?.['status'] !== 'sent') continue
        const asked = valueOf(row, 'awaitedSince') === ASKED
        changeMessage(this.db, id, {
          attempts: valueOf(row, 'attempts') + (asked ? 0 : 1),
          awaitedSince: now,
          evidence: sentAs(row, { sqsMessageId: sqsMessageIds?.get(id), at: now })
        })
        countInLedger(this.db, 'askedAgain')
      }
    })
  }

  private assertSent(id: string): void {
    const { status } = this.request(id)
    if (status !== 'sent') throw new ChatError('message.not_awaited', { status })
  }

  protected request(id: string): RequestMessage {
    const message = this.get(id)
    if (message.role !== 'request') throw new ChatError('message.is_reply')
    return message
  }
}

const asEarlier = <T extends object>(one: T): T & { earlier: true } => ({ ...one, earlier: true })

/** What changes of a request that SQS has accepted. */
function sentFields(row: Row, batch: SentBatch): Partial<StoredMessage> {
  const { replyTo, at, sqsMessageIds, clock } = batch
  const id = String(row['id'])
  const status = valueOf(row, 'status')
  return {
    status: status === 'queued' ? 'sent' : status,
    timeline: { ...valueOf(row, 'timeline'), sent: at },
    evidence: sentAs(row, { sqsMessageId: sqsMessageIds?.get(id), at, clock }),
    // Nobody promises that another function does the same twice: it is never asked again by itself.
    // What is said in a room is asked for again by the room.
    ...(row['pair'] === null
      ? {
          attributes: { [attributeNames.correlationId]: id, [attributeNames.replyTo]: replyTo },
          awaitedSince: row['room'] === null ? Math.max(at, deliveryOf(row) ?? 0) : null
        }
      : {}),
    ...(status === 'queued' ? { attempts: 1 } : {}),
    ...(status === 'failed' ? {} : { reason: null })
  }
}

/** What is known of a request once SQS has accepted it under an id, again perhaps. */
function sentAs(
  row: Row,
  { sqsMessageId, at, clock }: { sqsMessageId: string | undefined; at: number; clock?: SentBatch['clock'] }
): Evidence {
  const known = valueOf(row, 'evidence')
  const sending = sqsMessageId === undefined ? [] : [{ sqsMessageId: sqsMessageId.slice(0, 200), at }]
  const sendings = [...(known.sendings ?? []), ...sending].slice(-MAX_SENDINGS)
  return { ...known, ...(sendings.length === 0 ? {} : { sendings }), ...(clock ? { clock } : {}) }
}

/** In the place of the queues that it goes to: the room that brings it to MessageProcessor in its turn. */
const ofRoom = (roomId: string): string => `room:${roomId}`

/** Entries of an outbox that go to certain queues which chats are bound to, or to none of them. */
const ofPair = (pairId: string | null): string => (pairId === null ? 'pair_id IS NULL' : 'pair_id = :pairId')

const entryKeys = ['id', 'conversationId', 'body', 'attempts', 'delaySeconds'] as const
const entryColumns = (table: string): string =>
  [...entryKeys, 'ownAttributes', 'timeline'].map((key) => `${table}.${nameOf(key as ColumnKey)}`).join(', ')

/** The same of a row that goes to queues which a chat is bound to. */
function toBareEntry(row: Row): OutboxEntry {
  const entry = toEntry(row)
  const { sendings = [] } = valueOf(row, 'evidence')
  return {
    ...entry,
    body: valueOf(row, 'wire') ?? entry.body,
    ownAttributes: [...entry.ownAttributes, ...(valueOf(row, 'pair')?.attributes ?? [])],
    bare: true,
    deduplicationId: `${entry.id}-${sendings.at(-1)?.at ?? 0}`
  }
}

/** A row as the outbox relay needs it. */
function toEntry(row: Row): OutboxEntry {
  const entry = pick(row, entryKeys)
  // Only a delay counts from there.
  const queuedAt = entry.delaySeconds === 0 ? 0 : (valueOf(row, 'timeline').queued ?? 0)
  return { ...entry, ownAttributes: ownAttributesOf(row), queuedAt }
}
