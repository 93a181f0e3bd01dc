import type { SQLInputValue } from 'node:sqlite'
import type { SearchPage } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import type { Evidence } from '../../shared/evidence'
import type { ChatMessage, ReplyMessage, RequestMessage } from '../../shared/message'
import type { ProfileDatabase } from './database'
import { valueOf, type Row } from './columns'
import { ownAttributesOf, selectMessages } from './message-rows'
import { shownMessages } from './room-lines'
import { MessageSearch, type SearchInput } from './message-search'
import { SearchIndex } from './search-index'

/** A request, or a reply whose request is not here: what a page of a conversation is counted by. */
const standsAlone = `(m.role = 'request' OR NOT EXISTS (SELECT 1 FROM messages r WHERE r.id = m.in_reply_to))`

/** Replies to one request that are told with all that is known of them: each may be a megabyte. */
const MAX_TRACED = 20

/** A message with all that is known of its way. */
interface TracedRow<M> {
  readonly message: M
  readonly rawBody: string
  readonly attributes: Record<string, string>
  readonly evidence: Evidence
}

interface HistoryPage {
  readonly messages: ChatMessage[]
  readonly hasMore: boolean
}

const isReply = (message: ChatMessage): message is ReplyMessage => message.role === 'reply'

/** Reads the messages of one profile; changes nothing. */
export class MessageReader {
  protected readonly index: SearchIndex

  constructor(protected readonly db: ProfileDatabase) {
    this.index = new SearchIndex(db)
  }

  /** Whether one of our requests has this id. */
  hasRequest(id: string): boolean {
    return this.row(id)?.['role'] === 'request'
  }

  /** One message; null when there is none of that id. */
  find(id: string): ChatMessage | null {
    const row = this.row(id)
    return row ? this.shown(row) : null
  }

  /** One message; throws `not_found`. */
  get(id: string): ChatMessage {
    const message = this.find(id)
    if (!message) throw new ChatError('message.not_found')
    return message
  }

  /** What stands on the wire for a message, and its SQS message attributes. */
  raw(id: string): { rawBody: string; attributes: Record<string, string> } {
    const row = this.row(id)
    if (!row) throw new ChatError('message.not_found')
    const added = row['pair'] === null ? [] : (valueOf(row, 'pair')?.attributes ?? [])
    const own = [...ownAttributesOf(row), ...added].map(({ name, value }) => [name, value])
    return {
      rawBody: valueOf(row, 'wire') ?? valueOf(row, 'body'),
      attributes: { ...Object.fromEntries(own), ...valueOf(row, 'attributes') }
    }
  }

  /** The exchange that a message belongs to, as it stands on the wire, with what is known of its way. */
  exchange(id: string): { request: TracedRow<RequestMessage> | null; replies: TracedRow<ReplyMessage>[] } {
    const message = this.get(id)
    const requestId = message.role === 'request' ? id : message.inReplyTo
    const request = this.find(requestId)
    const others = this.repliesTo(requestId).slice(0, MAX_TRACED)
    const replies =
      message.role === 'request' || others.some((one) => one.id === id) ? others : [...others, message]
    return {
      request: request?.role === 'request' ? this.traced(request) : null,
      replies: replies.map((reply) => this.traced(reply))
    }
  }

  private traced<M extends ChatMessage>(message: M): TracedRow<M> {
    const row = this.row(message.id)
    return { message, ...this.raw(message.id), evidence: row ? valueOf(row, 'evidence') : {} }
  }

  /** Replies to one request, oldest first. */
  repliesTo(requestId: string): ReplyMessage[] {
    return this.select('WHERE m.in_reply_to = ? ORDER BY m.position, m.seq', [requestId]).filter(isReply)
  }

  /** Replies that came after the last one read of their conversation, oldest first; an imported one is no news. */
  unread(): ReplyMessage[] {
    return this.select(
      `WHERE m.seq IN (SELECT r.seq FROM conversations c CROSS JOIN messages r ON r.conversation_id = c.id
         WHERE c.unread > 0 AND c.delete_at IS NULL AND r.role = 'reply' AND r.imported = 0 AND r.seq > c.read_seq) ORDER BY m.seq`
    ).filter(isReply)
  }

  /**
   * A page of a conversation, oldest first. `limit` counts requests and replies without one; a request's replies
   * come along however late they arrived.
   */
  history(conversationId: string, limit: number, before?: string): HistoryPage {
    const end = Number.MAX_SAFE_INTEGER
    const { position = 0, seq = 0 } =
      before === undefined ? { position: end, seq: end } : (this.row(before) ?? {})
    const heads = this.select(
      `WHERE m.conversation_id = ? AND (m.position, m.seq) < (?, ?) AND ${standsAlone}
       ORDER BY m.position DESC, m.seq DESC LIMIT 0 + ?`,
      [conversationId, position, seq, limit + 1]
    )
    const messages = this.withReplies(heads.slice(0, limit).toReversed())
    return { messages, hasMore: heads.length > limit }
  }

  /** The page of a conversation that follows a message with its replies; null: the first page. */
  historyAfter(conversationId: string, limit: number, after: string | null): HistoryPage {
    const { position = -1, seq = -1 } = (after === null ? undefined : this.row(after)) ?? {}
    const heads = this.select(
      `WHERE m.conversation_id = ? AND (m.position, m.seq) > (?, ?) AND ${standsAlone}
       ORDER BY m.position, m.seq LIMIT 0 + ?`,
      [conversationId, position, seq, limit + 1]
    )
    return { messages: this.withReplies(heads.slice(0, limit)), hasMore: heads.length > limit }
  }

  /** The exchanges around a message of a conversation: so many before its own, and so many from it on; none when it is not there. */
  historyAround(conversationId: string, id: string, limit: number): HistoryPage & { hasNewer: boolean } {
    const row = this.row(id)
    if (row?.['conversation_id'] !== conversationId) return { messages: [], hasMore: false, hasNewer: false }
    const head = row['role'] === 'reply' ? (this.row(String(row['in_reply_to'])) ?? row) : row
    const before = this.history(conversationId, limit, String(head['id']))
    const after = this.historyAfter(conversationId, limit - 1, String(head['id']))
    const messages = [...before.messages, ...this.withReplies([this.shown(head)]), ...after.messages]
    return { messages, hasMore: before.hasMore, hasNewer: after.hasMore }
  }

  private withReplies(heads: readonly ChatMessage[]): ChatMessage[] {
    return heads.flatMap((head) => [head, ...(head.role === 'request' ? this.repliesTo(head.id) : [])])
  }

  /** Everything in the profile, oldest first, one at a time. */
  *all(): Generator<ChatMessage> {
    for (const row of this.db.sql(`${selectMessages} ORDER BY m.seq`).iterate()) yield this.shown(row)
  }

  /**
   * Search over everything stored: every piece of the query must stand in the text, wherever it stands, and what its
   * operators say must hold. `pending` counts what is not searched yet.
   */
  search(input: SearchInput): SearchPage {
    return new MessageSearch(this.db, this.index).search(input)
  }

  /** Messages changed since a revision, in the order of their changes; null when those are more than a limit. */
  changedSince(revision: number, limit: number): ChatMessage[] | null {
    const rows = this.db
      .sql(`${selectMessages} WHERE m.revision > ? ORDER BY m.revision LIMIT 0 + ?`)
      .all(revision, limit + 1)
    return rows.length > limit ? null : shownMessages(this.db, rows)
  }

  /** Round-trip times of the newest answers, newest first, in milliseconds; imported ones were measured elsewhere. */
  recentRoundTrips(limit: number): number[] {
    return this.db
      .sql(
        `SELECT round_trip_ms AS ms FROM messages WHERE round_trip_ms IS NOT NULL AND imported = 0
         ORDER BY seq DESC LIMIT 0 + ?`
      )
      .all(limit)
      .map((row) => Number(row['ms']))
  }

  private select(which: string, parameters: SQLInputValue[] = []): ChatMessage[] {
    return shownMessages(this.db, this.db.sql(`${selectMessages} ${which}`).all(...parameters))
  }

  private shown(row: Row): ChatMessage {
    return shownMessages(this.db, [row])[0] as ChatMessage
  }

  protected has(id: string): boolean {
    return this.db.sql('SELECT 1 FROM messages WHERE id = ?').get(id) !== undefined
  }

  protected row(id: string): Row | undefined {
    return this.db.sql(`${selectMessages} WHERE m.id = ?`).get(id)
  }
}
