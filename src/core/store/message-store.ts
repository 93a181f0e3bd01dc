import { ChatError } from '../../shared/errors'
import type { ReplyBody, Timeline } from '../../shared/message'
import { valueOf, type Row } from './columns'
import { countInLedger } from './ledger'
import { changeMessage, deliveryOf, insertMessage } from './message-rows'
import { RequestStore, type SentBatch } from './request-store'

/** A reply as it came from the response queue. */
export interface IncomingReply {
  readonly body: ReplyBody
  /** The body exactly as it came. */
  readonly rawBody: string
  readonly attributes: Readonly<Record<string, string>>
  readonly receivedAt: number
}

/**
 * The messages of one profile: requests on their way, and what comes back.
 *
 * Every change is one transaction and raises the profile's revision.
 */
export class MessageStore extends RequestStore {
  /**
   * Stores a batch of replies in one transaction and answers their requests.
   *
   * A reply seen before is not stored again. Returns the ids of those stored now. `sent` is marked along with them.
   */
  addReplies(replies: readonly IncomingReply[], sent: readonly SentBatch[] = []): string[] {
    return this.db.transaction(() => {
      if (sent.length > 0) this.markSent(sent)
      return replies.filter((reply) => this.addReply(reply)).map(({ body }) => body.id)
    })
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
            changeMessage(this.db, valueOf(row, 'id'), { timeline: { ...timeline, shown: now } })
        }
      }
    })
  }

  private addReply({ body, rawBody, attributes, receivedAt }: IncomingReply): boolean {
    const isNew = !this.has(body.id)
    const request = this.row(body.inReplyTo)
    const { trace } = body
    const timeline: Timeline = {
      ...(trace.enqueuedAt === undefined ? {} : { enqueued: trace.enqueuedAt }),
      ...(trace.firstReceivedAt === undefined ? {} : { firstReceived: trace.firstReceivedAt }),
      ...(trace.processedAt === undefined ? {} : { processed: trace.processedAt }),
      replied: trace.repliedAt ?? body.sentAt,
      received: receivedAt
    }
    // A repeated answer may still be news to its request (the user pressed Retry); a repeated failure never is.
    if (request && (isNew || body.kind === 'reply')) this.answer(request, body, timeline)
    const conversationId = isNew ? this.conversationOf(request, body, receivedAt) : null
    if (conversationId === null) {
      countInLedger(this.db, isNew ? 'ownerless' : 'duplicates')
      return false
    }
    const seq = insertMessage(this.db, {
      id: body.id,
      conversationId,
      role: 'reply',
      body: rawBody,
      attributes,
      inReplyTo: body.inReplyTo,
      kind: body.kind,
      createdAt: receivedAt,
      timeline,
      attempts: trace.attempts ?? 1
    })
    this.index.note(seq, body.text)
    return true
  }

  private answer(row: Row, reply: ReplyBody, replyTimeline: Timeline): void {
    if (row['role'] !== 'request' || row['status'] === 'answered') return
    if (reply.kind === 'error' && row['status'] === 'failed') return
    const status = reply.kind === 'reply' ? 'answered' : 'failed'
    const reason =
      reply.kind === 'error' ? ChatError.of('processing_failed', firstLine(reply.text)).toWire() : null
    const own = valueOf(row, 'timeline')
    // A clock that was put right meanwhile says nothing about how long it took.
    const passed = (replyTimeline.received ?? 0) - (deliveryOf(row) ?? own.queued ?? 0)
    this.db.sql('DELETE FROM outbox WHERE seq = ?').run(Number(row['seq']))
    countInLedger(this.db, status)
    changeMessage(this.db, reply.inReplyTo, {
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
  private conversationOf(request: Row | undefined, body: ReplyBody, now: number): string | null {
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
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text
