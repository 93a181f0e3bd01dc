import type { ChatMessage, RequestMessage } from '../../shared/message'
import { toLogItems, type LogItem } from './log-items'

/** Far above any count of messages, so that older pages can be put before the first item. */
const FIRST_INDEX = 10_000_000

/** One conversation as far as it is loaded. */
export interface Log {
  readonly messages: ReadonlyMap<string, ChatMessage>
  readonly items: readonly LogItem[]
  /** The index of the first item; falls by what is put before it, so that the pane keeps its place. */
  readonly firstIndex: number
  readonly hasMore: boolean
}

/** A page as `chat.history` returns it. */
export interface HistoryPage {
  readonly messages: readonly ChatMessage[]
  readonly hasMore: boolean
}

/** The newest page of a conversation; `newer` are the messages that changed while it was fetched. */
export function openLog(page: HistoryPage, newer: Iterable<ChatMessage> = []): Log {
  const messages = new Map<string, ChatMessage>()
  for (const message of page.messages) messages.set(message.id, message)
  for (const message of newer) messages.set(message.id, message)
  return { messages, items: toLogItems(messages.values()), firstIndex: FIRST_INDEX, hasMore: page.hasMore }
}

/**
 * The newest page read anew after events may have been missed.
 *
 * A log that reaches into the page keeps what is older than it, so that a reader who is further up stays there; one
 * that does not is replaced, because what lies between is not known.
 */
export function refreshLog(log: Log, page: HistoryPage, newer: Iterable<ChatMessage>): Log {
  const fresh = openLog(page, newer)
  if (!page.hasMore || !page.messages.some(({ id }) => log.messages.has(id))) return fresh
  const oldest = oldestOf(page.messages)
  const older = [...log.messages.values()].filter((message) => message.position < oldest)
  const messages = new Map([...older, ...fresh.messages.values()].map((message) => [message.id, message]))
  return moved(log, messages, log.hasMore)
}

/** Takes what changed; a message of an earlier page that is not loaded is left to that page. */
export function changeLog(log: Log, changed: Iterable<ChatMessage>): Log {
  const oldest = log.hasMore ? oldestOf(log.messages.values()) : 0
  const messages = new Map(log.messages)
  for (const message of changed) {
    if (messages.has(message.id) || message.position >= oldest) messages.set(message.id, message)
  }
  return moved(log, messages, log.hasMore)
}

/** Puts an older page before the log. What the log already holds is newer than the page. */
export function prependPage(log: Log, page: HistoryPage): Log {
  const messages = new Map<string, ChatMessage>()
  for (const message of page.messages) messages.set(message.id, message)
  for (const [id, message] of log.messages) messages.set(id, message)
  return moved(log, messages, page.hasMore)
}

/** The id to ask older messages with: the oldest message of the log. */
export function oldestId(log: Log): string | undefined {
  let oldest: ChatMessage | undefined
  for (const message of log.messages.values()) {
    if (!oldest || message.position < oldest.position) oldest = message
  }
  return oldest?.id
}

/** The newest request of a conversation: what ↑ brings back. */
export function lastRequest(log: Log | undefined): RequestMessage | undefined {
  let last: RequestMessage | undefined
  for (const message of log?.messages.values() ?? []) {
    if (message.role === 'request' && (!last || message.position >= last.position)) last = message
  }
  return last
}

function moved(log: Log, messages: ReadonlyMap<string, ChatMessage>, hasMore: boolean): Log {
  const items = toLogItems(messages.values())
  const anchor = log.items.find((item) => item.kind !== 'day')
  const before = anchor ? log.items.indexOf(anchor) : 0
  const after = anchor ? items.findIndex((item) => item.key === anchor.key) : 0
  return { messages, items, hasMore, firstIndex: log.firstIndex - Math.max(0, after - before) }
}

function oldestOf(messages: Iterable<ChatMessage>): number {
  let oldest = Number.POSITIVE_INFINITY
  for (const message of messages) oldest = Math.min(oldest, message.position)
  return oldest
}
