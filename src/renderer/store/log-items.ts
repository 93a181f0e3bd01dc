import type { ChatMessage, ReplyMessage, RequestMessage } from '../../shared/message'
import { dayOf } from '../text/time'

/** One row of the receive pane. */
export type LogItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'request'
      readonly key: string
      readonly message: RequestMessage
      readonly replied: boolean
    }
  | {
      readonly kind: 'reply'
      readonly key: string
      readonly message: ReplyMessage
      /** The request it stands under; null when that is not in the log. */
      readonly request: RequestMessage | null
      /** Whether no further reply to the same request follows. */
      readonly last: boolean
    }

/** The rows of a log: requests by their place, each with its replies under it, and a line where a new day begins. */
export function toLogItems(messages: Iterable<ChatMessage>): LogItem[] {
  const sorted = [...messages].toSorted(byPosition)
  const requests = new Map<string, RequestMessage>()
  for (const message of sorted) if (message.role === 'request') requests.set(message.id, message)
  const replies = Map.groupBy(
    sorted.filter((message) => message.role === 'reply'),
    (reply) => reply.inReplyTo
  )

  const items: LogItem[] = []
  let day = ''
  const days = new Set<string>()
  for (const message of sorted) {
    if (message.role === 'reply' && requests.has(message.inReplyTo)) continue
    if (dayOf(message.createdAt) !== day) {
      day = dayOf(message.createdAt)
      // Under a clock that stepped back a day comes twice.
      items.push({
        kind: 'day',
        key: days.has(day) ? `day ${day} ${message.id}` : `day ${day}`,
        at: message.createdAt
      })
      days.add(day)
    }
    if (message.role === 'request') items.push(...exchange(message, replies.get(message.id) ?? []))
    else items.push({ kind: 'reply', key: message.id, message, request: null, last: true })
  }
  return items
}

function exchange(request: RequestMessage, replies: readonly ReplyMessage[]): LogItem[] {
  return [
    { kind: 'request', key: request.id, message: request, replied: replies.length > 0 },
    ...replies.map((message, index): LogItem => {
      return { kind: 'reply', key: message.id, message, request, last: index === replies.length - 1 }
    })
  ]
}

const byPosition = (a: ChatMessage, b: ChatMessage): number =>
  a.position - b.position || (a.id < b.id ? -1 : Number(a.id > b.id))
