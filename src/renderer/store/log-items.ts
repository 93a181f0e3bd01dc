import type { ChatMessage, ReplyMessage, RequestMessage, RoomPart } from '../../shared/message'
import { dayOf } from '../text/time'

/** One row of the receive pane. */
export type LogItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  /** Over the first message that its reader has not seen. */
  | { readonly kind: 'new'; readonly key: 'new' }
  | {
      readonly kind: 'request'
      readonly key: string
      readonly message: RequestMessage
      /** Whether it begins a group: its sender and time stand over it, and not over what follows within minutes. */
      readonly head: boolean
    }
  | {
      readonly kind: 'reply'
      readonly key: string
      readonly message: ReplyMessage
      /** The request it stands under; null when that is not in the log. */
      readonly request: RequestMessage | null
      readonly head: boolean
      /** Whether no further reply to the same request follows. */
      readonly last: boolean
    }
  /** What stands in a room, each at its own place: what was said, and what was done. */
  | { readonly kind: 'room'; readonly key: string; readonly message: RoomMessage; readonly head: boolean }

/** A message that stands in a room. */
export type RoomMessage = ChatMessage & { readonly room: RoomPart }

/** A row with a message. */
export type MessageItem = Extract<LogItem, { message: ChatMessage }>

export const isMessage = (item: LogItem): item is MessageItem => 'message' in item

/** Whether a row stands by itself: all but a reply under its request. */
export const standsAlone = (item: LogItem): boolean =>
  item.kind === 'request' || item.kind === 'room' || (item.kind === 'reply' && item.request === null)

const inRoom = (message: ChatMessage): message is RoomMessage => message.room !== undefined

/** Whether somebody said it: no line about who came, went or changed something. */
export const isSpoken = ({ room }: ChatMessage): boolean =>
  room === undefined || room.kind === 'message' || room.kind === 'answer'

/** Messages of one sender belong together when they are no further apart, in milliseconds. */
const GROUP_MS = 5 * 60_000

/** The rows of a log: requests by their place, each with its replies under it, and a line where a new day begins. */
export function toLogItems(messages: Iterable<ChatMessage>): LogItem[] {
  const sorted = [...messages].filter(isCurrent).toSorted(byPosition)
  const requests = new Map<string, RequestMessage>()
  for (const message of sorted) if (message.role === 'request') requests.set(message.id, message)
  const replies = Map.groupBy(
    sorted.filter((message) => message.role === 'reply'),
    (reply) => reply.inReplyTo
  )

  const items: LogItem[] = []
  let day = ''
  const days = new Set<string>()
  /** The last request, and the last reply under one. */
  let group: Group = noGroup
  let before: RoomMessage | null = null
  for (const message of sorted) {
    if (message.role === 'reply' && !inRoom(message) && requests.has(message.inReplyTo)) continue
    if (dayOf(message.createdAt) !== day) {
      day = dayOf(message.createdAt)
      group = noGroup
      // Under a clock that stepped back a day comes twice.
      items.push({
        kind: 'day',
        key: days.has(day) ? `day ${day} ${message.id}` : `day ${day}`,
        at: message.createdAt
      })
      days.add(day)
      before = null
    }
    if (inRoom(message)) {
      items.push({ kind: 'room', key: message.id, message, head: !followsInRoom(message, before) })
      before = message
      continue
    }
    if (message.role === 'reply') {
      items.push({ kind: 'reply', key: message.id, message, request: null, head: true, last: true })
      group = noGroup
      continue
    }
    const rows = exchange(message, replies.get(message.id) ?? [], group)
    items.push(...rows.items)
    group = rows.group
  }
  return items
}

/** A failure that a later outcome has taken the place of is one no more. */
const isCurrent = (message: ChatMessage): boolean => message.role === 'request' || !message.superseded

interface Group {
  readonly request: RequestMessage | null
  readonly reply: ReplyMessage | null
}

const noGroup: Group = { request: null, reply: null }

/** The rows of a request and its replies, and what the next exchange may belong to. */
function exchange(
  request: RequestMessage,
  replies: readonly ReplyMessage[],
  group: Group
): { items: LogItem[]; group: Group } {
  const head = !belongs(request, group.request)
  const items: LogItem[] = [{ kind: 'request', key: request.id, message: request, head }]
  let before = head ? null : group.reply
  for (const [index, message] of replies.entries()) {
    const late = message.createdAt - request.createdAt > GROUP_MS
    items.push({
      kind: 'reply',
      key: message.id,
      message,
      request,
      head: late || before === null || senderOf(before) !== senderOf(message),
      last: index === replies.length - 1
    })
    before = message
  }
  return { items, group: { request, reply: before } }
}

/** Whether a request follows another of the same sender within minutes. */
const belongs = (request: RequestMessage, before: RequestMessage | null): boolean =>
  before !== null &&
  senderOf(before) === senderOf(request) &&
  Math.abs(request.createdAt - before.createdAt) <= GROUP_MS

/** Whether one author said both within minutes. */
const followsInRoom = (message: RoomMessage, before: RoomMessage | null): boolean =>
  before !== null &&
  isSpoken(before) &&
  isSpoken(message) &&
  message.role === before.role &&
  (message.role === 'request' || message.room.by === before.room.by) &&
  message.room.quotes === undefined &&
  Math.abs(message.createdAt - before.createdAt) <= GROUP_MS

const senderOf = ({ sender }: ChatMessage): string => JSON.stringify(sender)

/** The rows without those of messages that were taken out of sight, and of their replies. */
export function withoutHidden(items: readonly LogItem[], hidden: ReadonlySet<string>): readonly LogItem[] {
  if (hidden.size === 0) return items
  return items.filter((item) => {
    if (!isMessage(item)) return true
    return !hidden.has(item.key) && !(item.kind === 'reply' && hidden.has(item.message.inReplyTo))
  })
}

/** The rows with a line over one of them; without, where that row is not there. */
export function withNewLine(items: readonly LogItem[], key: string | undefined): readonly LogItem[] {
  const at = key === undefined ? -1 : items.findIndex((item) => item.key === key)
  return at < 0 ? items : items.toSpliced(at, 0, { kind: 'new', key: 'new' })
}

const byPosition = (a: ChatMessage, b: ChatMessage): number =>
  a.position - b.position || (a.id < b.id ? -1 : Number(a.id > b.id))
