import type { ChatMessage, ReplyMessage, RequestMessage } from '../../shared/message'
import { isMessage, isSpoken, standsAlone, toLogItems, type LogItem } from './log-items'

/** Far above any count of messages, so that older pages can be put before the first item. */
const FIRST_INDEX = 10_000_000

/** The stretch of one conversation that is loaded: its end, or a window further up. */
export interface Log {
  readonly messages: ReadonlyMap<string, ChatMessage>
  readonly items: readonly LogItem[]
  /** The index of the first item; falls by what is put before it, so that the pane keeps its place. */
  readonly firstIndex: number
  /** Whether older messages are stored. */
  readonly hasMore: boolean
  /** Another stretch than before has another number; one that grows or shrinks keeps its own. */
  readonly stretch: number
  /** Whether newer ones are stored: the log is a window, and what arrives at the end is not taken into it. */
  readonly hasNewer: boolean
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
  const items = toLogItems(messages.values())
  return {
    messages,
    items,
    firstIndex: FIRST_INDEX,
    hasMore: page.hasMore,
    hasNewer: false,
    stretch: ++stretches
  }
}
let stretches = 0

/** A window: what stands around a message. */
export const openWindow = (around: HistoryPage & { readonly hasNewer: boolean }): Log => ({
  ...openLog(around),
  hasNewer: around.hasNewer
})

/**
 * The newest page read anew after events may have been missed.
 *
 * A log that reaches into the page keeps what is older than it, so that a reader who is further up stays there; one
 * that does not is replaced, because what lies between is not known.
 */
export function refreshLog(log: Log, page: HistoryPage, newer: Iterable<ChatMessage>): Log {
  const fresh = openLog(page, newer)
  if (!page.hasMore) return { ...fresh, stretch: log.stretch }
  if (!page.messages.some(({ id }) => log.messages.has(id))) return fresh
  const oldest = oldestOf(page.messages)
  const older = [...log.messages.values()].filter((message) => message.position < oldest)
  const messages = new Map([...older, ...fresh.messages.values()].map((message) => [message.id, message]))
  return moved(log, messages, { hasNewer: false })
}

/** Takes what changed; a message of a stretch that is not loaded is left to its page. */
export function changeLog(log: Log, changed: Iterable<ChatMessage>): Log {
  const oldest = log.hasMore ? oldestOf(log.messages.values()) : 0
  const newest = log.hasNewer ? newestOf(log.messages.values()) : Number.POSITIVE_INFINITY
  const messages = new Map(log.messages)
  for (const message of changed) {
    const within = message.position >= oldest && message.position <= newest
    const answers = message.role === 'reply' && messages.has(message.inReplyTo)
    if (within || answers || messages.has(message.id)) messages.set(message.id, message)
  }
  return moved(log, messages, {})
}

/** Puts an older page before the log. What the log already holds is newer than the page. */
export function prependPage(log: Log, page: HistoryPage): Log {
  return moved(log, joined(page.messages, log.messages.values()), { hasMore: page.hasMore })
}

/** Puts the page that follows after the log: what the page holds was read later. */
export function appendPage(log: Log, page: HistoryPage): Log {
  return moved(log, joined(log.messages.values(), page.messages), { hasNewer: page.hasMore })
}

/** A log that is read at its end is cut when it holds so many messages: see `cutToEnd`. */
const CUT_AT = 1000
const KEPT_AT_END = 500

/** Lets go of what stands far above the end, where its reader was; it is loaded again when they scroll up. */
export function cutToEnd(log: Log): Log {
  if (log.hasNewer || log.messages.size < CUT_AT) return log
  const heads = log.items.filter(isMessage).slice(-KEPT_AT_END)
  const first = heads.findIndex(standsAlone)
  const kept = heads.slice(Math.max(0, first)).map(({ message }) => message)
  return moved(log, joined(kept), { hasMore: true })
}

/** The id to ask newer messages with: the last that stands by itself, with its replies. */
export function newestHeadId(log: Log): string | undefined {
  return log.items.findLast(standsAlone)?.key
}

/** The id to ask older messages with: the oldest message of the log. */
export function oldestId(log: Log): string | undefined {
  let oldest: ChatMessage | undefined
  for (const message of log.messages.values()) {
    if (!oldest || message.position < oldest.position) oldest = message
  }
  return oldest?.id
}

/** What was said in the later log that is new and not older than what the earlier one held. */
export function arrivedSince(earlier: Log, later: Log): ChatMessage[] {
  // What was loaded at the end of a window was there already.
  if (earlier.hasNewer) return []
  const newest = newestOf(earlier.messages.values())
  return [...later.messages.values()].filter(
    (message) => message.position >= newest && !earlier.messages.has(message.id) && isSpoken(message)
  )
}

/** The so-many-th last reply of a log, or the first that it holds; undefined where it holds none. */
export function lastReply(log: Log, count: number): ReplyMessage | undefined {
  const replies = [...log.messages.values()]
    .filter((message) => message.role === 'reply')
    .filter((message) => isSpoken(message))
  return replies
    .toSorted((a, b) => b.position - a.position)
    .slice(0, count)
    .at(-1)
}

/** The newest request of a conversation: what ↑ brings back. */
export function lastRequest(log: Log | undefined): RequestMessage | undefined {
  let last: RequestMessage | undefined
  for (const message of log?.messages.values() ?? []) {
    if (message.role === 'request' && (!last || message.position >= last.position)) last = message
  }
  return last
}

const joined = (...parts: Iterable<ChatMessage>[]): Map<string, ChatMessage> =>
  new Map(parts.flatMap((part) => [...part]).map((message) => [message.id, message]))

/** The log with other messages. The first row that it had before keeps its index. */
function moved(
  log: Log,
  messages: ReadonlyMap<string, ChatMessage>,
  ends: Partial<Pick<Log, 'hasMore' | 'hasNewer'>>
): Log {
  const items = toLogItems(messages.values())
  const before = new Map(log.items.map(({ key }, index) => [key, index]))
  const at = items.findIndex((item) => isMessage(item) && before.has(item.key))
  const anchor = at < 0 ? 0 : (before.get(items[at]?.key ?? '') ?? 0) - at
  return { ...log, messages, items, firstIndex: log.firstIndex + anchor, ...ends }
}

function oldestOf(messages: Iterable<ChatMessage>): number {
  let oldest = Number.POSITIVE_INFINITY
  for (const message of messages) oldest = Math.min(oldest, message.position)
  return oldest
}

function newestOf(messages: Iterable<ChatMessage>): number {
  let newest = Number.NEGATIVE_INFINITY
  // One's own that has no number in its room yet stands behind all that are still to come.
  for (const { room, position } of messages)
    if (room?.seq !== null || room.putBack) newest = Math.max(newest, position)
  return newest
}
