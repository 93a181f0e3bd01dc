import { ChatError } from '../../shared/errors'
import type { Evidence } from '../../shared/evidence'
import type { ProgressBody, ReplyBody, Timeline } from '../../shared/message'
import type { MessagePair } from '../../shared/pair'
import { nearestTime, PROGRESS } from '../../shared/wire'
import { valueOf, type Row, type StoredMessage } from './columns'
import { countInLedger } from './ledger'
import { changedRow, changeMessage, deliveryOf, insertMessage, progressOf } from './message-rows'
import { noteProgress, withoutTexts } from './note-progress'
import { RequestStore, type Marks, type SentBatch } from './request-store'
import { sampleTraffic } from './samples'

/** A reply, or what is told while there is none, as it came from the response queue. */
export interface IncomingReply<Body = ReplyBody | ProgressBody> {
  readonly body: Body
  /** The body exactly as it came. */
  readonly rawBody: string
  readonly attributes: Readonly<Record<string, string>>
  readonly receivedAt: number
  /** Its own id on the response queue. */
  readonly sqsMessageId?: string
  /** How the server's clock stood to ours when it came. */
  readonly clock?: Evidence['clock'] | null | undefined
  /** Of a chat that is bound to queues: by which it came, and how it stood on the wire. */
  readonly pair?: MessagePair
  readonly wire?: string
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
   * A reply seen before is not stored again, and progress is noted with its request. Returns the ids of the replies
   * stored now. `sent` is marked along with them; `backendId` says where they came from.
   */
  addReplies(
    replies: readonly IncomingReply[],
    sent: readonly SentBatch[] = [],
    backendId = 'local'
  ): string[] {
    return this.db.transaction(() => {
      const marks = this.marksOf(sent)
      const stored = replies.filter((reply) => this.addReply(reply, backendId, marks))
      this.write(marks)
      return stored.map(({ body }) => body.id)
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

  private addReply(incoming: IncomingReply, backendId: string, marks: Marks): boolean {
    const { body, rawBody, attributes, receivedAt } = incoming
    if (body.kind === PROGRESS) {
      this.write(marks)
      marks.clear()
      this.addProgress({ body, attributes, receivedAt })
      return false
    }
    const isNew = !this.has(body.id)
    const request = marks.get(body.inReplyTo)?.row ?? this.row(body.inReplyTo)
    const { trace } = body
    const timeline: Timeline = {
      ...(trace.enqueuedAt === undefined ? {} : { enqueued: trace.enqueuedAt }),
      ...(trace.firstReceivedAt === undefined ? {} : { firstReceived: trace.firstReceivedAt }),
      ...(trace.processedAt === undefined ? {} : { processed: trace.processedAt }),
      replied: trace.repliedAt ?? body.sentAt,
      received: receivedAt
    }
    // A repeated answer may still be news to its request (the user pressed Retry); a repeated failure never is.
    const clock = incoming.clock ? { clock: incoming.clock } : {}
    const isPast =
      request !== undefined && body.kind === 'error' && isOfEarlier(markedRow(request, marks), body)
    if (request && !isPast) {
      if (isNew || body.kind === 'reply') this.answer(request, body, { timeline, clock, marks })
      this.supersede(body)
    }
    if (!isNew && isAwaited(request) && body.kind === 'reply') this.renew(body, rawBody, timeline)
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
      attempts: trace.attempts ?? 1,
      evidence: { ...sqsMessageIdOf(incoming), ...clock, ...(backendId !== 'local' && { backendId }) },
      ...(incoming.pair && { pair: incoming.pair, wire: incoming.wire ?? null }),
      ...(isPast || (request && this.isOvertaken(body)) ? { superseded: 1 } : {})
    })
    this.index.note(seq, body.text)
    return true
  }

  /** Notes it with its request, whose status stays; a request that is not here (any more) has none. */
  private addProgress({ body, attributes, receivedAt }: Omit<IncomingReply<ProgressBody>, 'rawBody'>): void {
    const row = this.row(body.inReplyTo)
    if (row?.['role'] !== 'request') return
    const known = progressOf(row)
    const toldAt = nearestTime(receivedAt - waitedMs(attributes))
    const progress = noteProgress(known, body, { toldAt, earlier: isOfEarlier(row, body) })
    if (progress === known) return
    // An answer has said it better.
    const isOpen = row['status'] === 'sent'
    changeMessage(this.db, body.inReplyTo, {
      progress: row['status'] === 'answered' ? withoutTexts(progress) : [...progress],
      ...(isOpen ? signOfLife(row, body, toldAt) : {})
    })
  }

  /** An earlier failure of the same request, of another message of SQS, gives place to this outcome. */
  private supersede({ id, inReplyTo, sentAt, trace }: ReplyBody): void {
    const earlier = this.db.sql(
      `SELECT id FROM messages WHERE in_reply_to = :inReplyTo AND kind = 'error' AND superseded = 0 AND id <> :id
         AND body ->> '$.trace.sqsMessageId' <> :message AND body ->> '$.sentAt' <= :sentAt`
    )
    for (const row of earlier.all({ inReplyTo, id, message: trace.sqsMessageId ?? '', sentAt }))
      changeMessage(this.db, valueOf(row, 'id'), { superseded: 1 })
  }

  /** A failure that comes when a later outcome, of another message of SQS, is here already. */
  private isOvertaken({ id, inReplyTo, kind, sentAt, trace }: ReplyBody): boolean {
    if (kind !== 'error') return false
    const later = this.db.sql(
      `SELECT 1 FROM messages WHERE in_reply_to = :inReplyTo AND id <> :id
         AND body ->> '$.trace.sqsMessageId' <> :message AND body ->> '$.sentAt' > :sentAt LIMIT 1`
    )
    return later.get({ inReplyTo, id, message: trace.sqsMessageId ?? '', sentAt }) !== undefined
  }

  /** The user sent the request again, perhaps with another text: an answer that takes the place of the one before. */
  private renew({ id, text }: ReplyBody, rawBody: string, timeline: Timeline): void {
    const seq = Number(this.db.sql('SELECT seq FROM messages WHERE id = ?').get(id)?.['seq'])
    changeMessage(this.db, id, { body: rawBody, timeline })
    this.index.renew(seq, text)
  }

  private answer(
    row: Row,
    reply: ReplyBody,
    {
      timeline: replyTimeline,
      clock,
      marks
    }: { timeline: Timeline; clock: Pick<Evidence, 'clock'>; marks: Marks }
  ): void {
    if (row['role'] !== 'request' || row['status'] === 'answered') return
    if (reply.kind === 'error' && row['status'] === 'failed') return
    const status = reply.kind === 'reply' ? 'answered' : 'failed'
    const reason =
      reply.kind === 'error' ? ChatError.of('processing_failed', firstLine(reply.text)).toWire() : null
    const marked = marks.get(reply.inReplyTo)
    marks.delete(reply.inReplyTo)
    const { timeline: own = valueOf(row, 'timeline'), evidence = valueOf(row, 'evidence') } =
      marked?.fields ?? {}
    // A clock that was put right meanwhile says nothing about how long it took.
    const passed = (replyTimeline.received ?? 0) - (deliveryOf(row) ?? own.queued ?? 0)
    if (!marked) this.db.sql('DELETE FROM outbox WHERE seq = ?').run(Number(row['seq']))
    countInLedger(this.db, status)
    const roundTripMs = passed < 0 ? null : passed
    sampleTraffic(this.db, { answeredInMs: roundTripMs }, replyTimeline.received ?? 0)
    changeMessage(this.db, reply.inReplyTo, {
      ...marked?.fields,
      status,
      reason,
      timeline: { ...own, ...replyTimeline },
      roundTripMs,
      evidence: { ...evidence, ...clock },
      ...(row['progress'] === '[]' ? {} : { progress: withoutTexts(progressOf(row)) }),
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

/** A request that is worked on: its answer is awaited from now on, or from when the next attempt begins. */
function signOfLife(row: Row, { trace, progress }: ProgressBody, toldAt: number): Partial<StoredMessage> {
  const own = valueOf(row, 'timeline')
  const from = toldAt + 1000 * (progress.failed?.nextInSeconds ?? 0)
  return {
    awaitedSince: Math.max(valueOf(row, 'awaitedSince') ?? 0, nearestTime(from)),
    timeline: {
      ...own,
      enqueued: own.enqueued ?? trace.enqueuedAt,
      firstReceived: own.firstReceived ?? trace.firstReceivedAt
    }
  }
}

function markedRow(row: Row, marks: Marks): Row {
  const marked = marks.get(String(row['id']))
  return marked ? changedRow(row, marked.fields) : row
}

/**
 * Whether it is told of a sending that the user's Retry has ended: nothing that comes late of it ends the new one. What
 * comes of a sending that is not known counts as of the newest, so that no failure is lost.
 */
function isOfEarlier(request: Row, { trace }: ReplyBody | ProgressBody): boolean {
  const sqsMessageId = trace.sqsMessageId?.slice(0, 200)
  const known = [...(valueOf(request, 'evidence').sendings ?? []), ...progressOf(request)]
  const same = known.filter((one) => one.sqsMessageId === sqsMessageId)
  return same.length > 0 && same.every(({ earlier }) => earlier)
}

/** How long it lay on the response queue, by the queue server's clock, in milliseconds. */
function waitedMs({ SentTimestamp, ApproximateFirstReceiveTimestamp }: IncomingReply['attributes']): number {
  const waited = Number(ApproximateFirstReceiveTimestamp) - Number(SentTimestamp)
  return waited > 0 ? waited : 0
}

/** Whether an answer to it is to come. */
const isAwaited = (request: Row | undefined): boolean =>
  request?.['status'] === 'queued' || request?.['status'] === 'sent'

const sqsMessageIdOf = ({ sqsMessageId }: IncomingReply): Pick<Evidence, 'sqsMessageId'> =>
  sqsMessageId === undefined ? {} : { sqsMessageId: sqsMessageId.slice(0, 200) }

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? text
