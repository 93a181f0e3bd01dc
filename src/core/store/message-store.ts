import type { SQLInputValue } from 'node:sqlite'
import { ChatError, type WireError } from '../../shared/errors'
import {
  attributeNames,
  type ReplyBody,
  type RequestBody,
  type RequestMessage,
  type RequestStatus,
  type Timeline
} from '../../shared/message'
import {
  columnKeys,
  encode,
  intoMessages,
  nameOf,
  valueOf,
  type ColumnKey,
  type StoredMessage
} from './columns'
import { MessageReader } from './message-reader'

/** A wait that begins at a moment, epoch milliseconds. */
export interface Wait {
  readonly now: number
  readonly waitMs: number
}

/** A reply as it came from the response queue. */
export interface IncomingReply {
  readonly body: ReplyBody
  /** The body exactly as it came. */
  readonly rawBody: string
  readonly attributes: Readonly<Record<string, string>>
  readonly receivedAt: number
}

/**
 * Requests, replies and the outbox of one profile.
 *
 * Every change is one transaction and raises the profile's revision. A request's status moves only forward; only
 * `requeue`, the user's own Retry, takes a failed one back.
 */
export class MessageStore extends MessageReader {
  /** Stores a request and its outbox entry together. */
  addRequest(body: RequestBody, rawBody: string, now: number): RequestMessage {
    return this.db.transaction(() => {
      const { id, conversationId, text } = body
      const stored = { id, conversationId, role: 'request', body: rawBody, attributes: {} } as const
      const seq = this.insert(
        { ...stored, status: 'queued', createdAt: now, timeline: { queued: now } },
        text
      )
      this.db
        .sql('INSERT INTO outbox (seq, conversation_id, due_at) VALUES (?, ?, ?)')
        .run(seq, body.conversationId, now)
      return this.request(body.id)
    })
  }

  /**
   * Stores a batch of replies in one transaction and answers their requests.
   *
   * A reply seen before is not stored again. Returns the ids of those stored now.
   */
  addReplies(replies: readonly IncomingReply[]): string[] {
    return this.db.transaction(() =>
      replies.filter((reply) => this.addReply(reply)).map(({ body }) => body.id)
    )
  }

  /** SQS has accepted these: from now on tries to get an answer count. One that a faster reply answered stays as it is. */
  markSent(ids: readonly string[], replyTo: string, now: number): void {
    this.db.transaction(() => {
      for (const id of ids) {
        const row = this.row(id)
        if (!row) continue
        this.db.sql('DELETE FROM outbox WHERE seq = ?').run(row['seq'] as number)
        const status = valueOf(row, 'status')
        this.change(id, {
          status: status === 'queued' ? 'sent' : status,
          timeline: { ...valueOf(row, 'timeline'), sent: now },
          attributes: { [attributeNames.correlationId]: id, [attributeNames.replyTo]: replyTo },
          awaitedSince: now,
          ...(status === 'queued' ? { attempts: 1 } : {}),
          ...(status === 'failed' ? {} : { reason: null })
        })
      }
    })
  }

  /** An attempt did not succeed; the entries stay in the outbox for so long. */
  retryAfter(ids: readonly string[], { now, waitMs }: Wait, reason: WireError): void {
    this.db.transaction(() => {
      for (const id of ids) {
        this.db
          .sql(
            'UPDATE outbox SET due_at = ?, wait_ms = ? WHERE seq = (SELECT seq FROM messages WHERE id = ?)'
          )
          .run(now + waitMs, waitMs, id)
        this.db
          .sql(
            `UPDATE messages SET attempts = attempts + 1, reason = ?, revision = ? WHERE id = ? AND status = 'queued'`
          )
          .run(JSON.stringify(reason), this.db.nextRevision(), id)
      }
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
        .sql(`UPDATE messages SET awaited_since = ? WHERE status = 'sent' AND awaited_since > ?`)
        .run(now, now)
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
      this.shiftHop('queued', `status = 'sent'`, byMs)
      this.shiftHop('sent', `status = 'sent'`, byMs)
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
      this.db.sql('DELETE FROM outbox WHERE seq = (SELECT seq FROM messages WHERE id = ?)').run(id)
      this.db
        .sql(
          `UPDATE messages SET status = 'failed', reason = ?, revision = ? WHERE id = ? AND status IN ('queued', 'sent')`
        )
        .run(JSON.stringify(reason), this.db.nextRevision(), id)
    })
  }

  /** The user's Retry: a failed request goes back into the outbox; a waiting one becomes due at once. */
  requeue(id: string, now: number): RequestMessage {
    return this.db.transaction(() => {
      const { status } = this.request(id)
      if (status !== 'failed' && status !== 'queued') {
        throw new ChatError(
          'conflict',
          `The message is ${status} already; only a failed or waiting one can be retried.`
        )
      }
      this.db
        .sql(
          `INSERT INTO outbox (seq, conversation_id, due_at) SELECT seq, conversation_id, ? FROM messages WHERE id = ?
           ON CONFLICT (seq) DO UPDATE SET due_at = excluded.due_at, wait_ms = 0`
        )
        .run(now, id)
      this.db
        .sql(
          `UPDATE messages SET attempts = iif(status = 'failed', 0, attempts), status = 'queued', reason = NULL, revision = ? WHERE id = ?`
        )
        .run(this.db.nextRevision(), id)
      return this.request(id)
    })
  }

  /** The user's Cancel: possible only while SQS has not accepted the request. */
  cancel(id: string): RequestMessage {
    const { status } = this.request(id)
    if (status !== 'queued') {
      throw new ChatError('conflict', `The message is ${status} already; only a queued one can be cancelled.`)
    }
    const reason = new ChatError('cancelled', 'You cancelled this message before it was sent.')
    this.fail(id, reason.toWire())
    return this.request(id)
  }

  /**
   * Deletes a message for good, a request with its replies, and returns how many messages those were. What is still to
   * come of a request that SQS has accepted is dropped when it comes.
   */
  delete(id: string): number {
    return this.db.transaction(() => {
      const { role } = this.get(id)
      if (role === 'request') {
        this.db.sql('INSERT OR IGNORE INTO deleted_requests (id) VALUES (?)').run(id)
      }
      const { changes } = this.db.sql('DELETE FROM messages WHERE id = ? OR in_reply_to = ?').run(id, id)
      this.db.noteReadAnew()
      return Number(changes)
    })
  }

  /** Stamps `shown` on replies and on the requests they answer; the first time counts. */
  markShown(ids: readonly string[], now: number): void {
    this.db.transaction(() => {
      for (const id of ids) {
        const reply = this.row(id)
        if (!reply || reply['role'] !== 'reply') continue
        for (const row of [reply, this.row(String(reply['in_reply_to']))]) {
          if (!row) continue
          const timeline = valueOf(row, 'timeline')
          if (timeline.shown === undefined)
            this.change(valueOf(row, 'id'), { timeline: { ...timeline, shown: now } })
        }
      }
    })
  }

  /** These were sent once more; their answers are awaited from now on. */
  markSentAgain(ids: readonly string[], now: number): void {
    this.db.transaction(() => {
      for (const id of ids) {
        this.db
          .sql(
            `UPDATE messages SET attempts = attempts + 1, awaited_since = ?, revision = ? WHERE id = ? AND status = 'sent'`
          )
          .run(now, this.db.nextRevision(), id)
      }
    })
  }

  private addReply({ body, rawBody, attributes, receivedAt }: IncomingReply): boolean {
    const isNew = this.row(body.id) === undefined
    const { trace } = body
    const timeline: Timeline = {
      ...(trace.enqueuedAt === undefined ? {} : { enqueued: trace.enqueuedAt }),
      ...(trace.firstReceivedAt === undefined ? {} : { firstReceived: trace.firstReceivedAt }),
      ...(trace.processedAt === undefined ? {} : { processed: trace.processedAt }),
      replied: trace.repliedAt ?? body.sentAt,
      received: receivedAt
    }
    // A repeated answer may still be news to its request (the user pressed Retry); a repeated failure never is.
    if (isNew || body.kind === 'reply') this.answer(body, timeline)
    const conversationId = isNew ? this.conversationOf(body, receivedAt) : null
    if (conversationId === null) return false
    const { id, inReplyTo, kind } = body
    const stored = { id, conversationId, role: 'reply', body: rawBody, attributes, inReplyTo, kind } as const
    const attempts = trace.attempts ?? 1
    this.insert({ ...stored, createdAt: receivedAt, timeline, attempts }, body.text)
    return true
  }

  private answer(reply: ReplyBody, replyTimeline: Timeline): void {
    const row = this.row(reply.inReplyTo)
    if (!row || row['role'] !== 'request' || row['status'] === 'answered') return
    if (reply.kind === 'error' && row['status'] === 'failed') return
    const status: RequestStatus = reply.kind === 'reply' ? 'answered' : 'failed'
    const reason =
      reply.kind === 'error' ? new ChatError('processing_failed', firstLine(reply.text)).toWire() : null
    const own = valueOf(row, 'timeline')
    // A clock that was put right meanwhile says nothing about how long it took.
    const passed = (replyTimeline.received ?? 0) - (own.queued ?? 0)
    this.db.sql('DELETE FROM outbox WHERE seq = ?').run(row['seq'] as number)
    this.change(reply.inReplyTo, {
      status,
      reason,
      timeline: { ...own, ...replyTimeline },
      roundTripMs: passed < 0 ? null : passed,
      ...(reply.trace.attempts === undefined ? {} : { attempts: reply.trace.attempts })
    })
  }

  /**
   * A reply belongs where its request stands; without a request, to the conversation that it names. Null when the user
   * has deleted either.
   */
  private conversationOf(body: ReplyBody, now: number): string | null {
    const request = this.row(body.inReplyTo)
    if (request) return String(request['conversation_id'])
    if (this.db.sql('SELECT 1 FROM deleted_requests WHERE id = ?').get(body.inReplyTo)) return null
    const there = this.db.sql('SELECT 1 FROM conversations WHERE id = ?').get(body.conversationId)
    if (there) return body.conversationId
    if (this.db.sql('SELECT 1 FROM deleted_conversations WHERE id = ?').get(body.conversationId)) return null
    this.db
      .sql('INSERT INTO conversations (id, title, created_at, revision) VALUES (?, ?, ?, ?)')
      .run(body.conversationId, 'Recovered replies', now, this.db.nextRevision())
    return body.conversationId
  }

  private insert(message: NewMessage, text: string): number {
    const position = Math.max(message.createdAt, this.lastPosition(message.conversationId) + 1)
    const [keys, values] = encoded({ ...message, position })
    const insert = this.db.sql(`INSERT ${intoMessages(keys)}`)
    const seq = Number(insert.run(...values, this.db.nextRevision()).lastInsertRowid)
    this.index.add(seq, text)
    return seq
  }

  private change(id: string, fields: Partial<StoredMessage>): void {
    const [keys, values] = encoded(fields)
    this.db
      .sql(
        `UPDATE messages SET ${keys.map((key) => `${nameOf(key)} = ?, `).join('')}revision = ? WHERE id = ?`
      )
      .run(...values, this.db.nextRevision(), id)
  }

  /** Where the newest message of a conversation stands; -1 while there is none. */
  private lastPosition(conversationId: string): number {
    const last = this.db
      .sql('SELECT max(position) AS position FROM messages WHERE conversation_id = ?')
      .get(conversationId)?.['position']
    return Number(last ?? -1)
  }

  private request(id: string): RequestMessage {
    const message = this.get(id)
    if (message.role !== 'request')
      throw new ChatError('invalid_input', 'This message is a reply, not a request.')
    return message
  }
}

/** What a message is stored with; the other columns begin as the table says. */
type NewMessage = Partial<StoredMessage> &
  Pick<StoredMessage, 'id' | 'conversationId' | 'role' | 'body' | 'attributes' | 'createdAt' | 'timeline'>

/** The columns that are given, and their values as the table holds them. */
function encoded(fields: Partial<StoredMessage>): [ColumnKey[], SQLInputValue[]] {
  const keys = columnKeys.filter((key) => fields[key] !== undefined)
  return [keys, keys.map((key) => encode(key, fields[key] ?? null))]
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text
