import type { ChatApp } from '../core/chat-app'
import type { CallArgument } from '../shared/contract'
import type { ChatMessage, ReplyMessage, RequestMessage } from '../shared/message'
import { call } from './command-context'

/** A request with its replies, or a reply whose request is not here. */
export interface Exchange {
  readonly request: RequestMessage | null
  readonly replies: readonly ReplyMessage[]
  readonly at: number
}

/** Exchanges that are read of one conversation at a time, at most: a message may have a megabyte. */
const PAGE = 50

/** All exchanges of some conversations in the order of their times, in memory for a page of each. */
export const allExchanges = (app: ChatApp, ids: readonly string[]): AsyncGenerator<Exchange> =>
  merged(
    ids.map((id) => oldestFirst(app, id)),
    (one, other) => one.at < other.at
  )

/** The newest so many exchanges of some conversations, oldest first; little more than these is read. */
export async function* newestExchanges(
  app: ChatApp,
  ids: readonly string[],
  limit: number
): AsyncGenerator<Exchange> {
  const newest: Exchange[] = []
  const sources = ids.map((id) => newestFirst(app, id, Math.min(limit, PAGE)))
  for await (const exchange of merged(sources, (one, other) => one.at > other.at)) {
    newest.push(exchange)
    if (newest.length === limit) break
  }
  yield* newest.toReversed()
}

async function* oldestFirst(app: ChatApp, conversationId: string): AsyncGenerator<Exchange> {
  for (let after: string | null = null; ;) {
    const page = await pageOf(app, { conversationId, after, limit: PAGE })
    yield* page.exchanges
    after = headOf(page.exchanges.at(-1))
    if (!page.hasMore || after === null) return
  }
}

async function* newestFirst(app: ChatApp, conversationId: string, limit: number): AsyncGenerator<Exchange> {
  for (let before: string | null = null; ;) {
    const page = await pageOf(app, { conversationId, limit, ...(before === null ? {} : { before }) })
    yield* page.exchanges.toReversed()
    before = headOf(page.exchanges[0])
    if (!page.hasMore || before === null) return
  }
}

async function pageOf(
  app: ChatApp,
  input: CallArgument<'chat.history'>
): Promise<{ exchanges: Exchange[]; hasMore: boolean }> {
  const { messages, hasMore } = await call(app, 'chat.history', input)
  return { exchanges: toExchanges(messages), hasMore }
}

const headOf = (exchange: Exchange | undefined): string | null =>
  exchange?.request?.id ?? exchange?.replies[0]?.id ?? null

/** Sources that are in order, as one that is. */
async function* merged(
  sources: readonly AsyncGenerator<Exchange>[],
  isBefore: (one: Exchange, other: Exchange) => boolean
): AsyncGenerator<Exchange> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, next: await source.next() })))
  for (;;) {
    let first: (typeof heads)[number] | undefined
    for (const head of heads) {
      if (!head.next.done && (!first || isBefore(head.next.value, first.next.value as Exchange))) first = head
    }
    if (!first) return
    yield first.next.value as Exchange
    first.next = await first.source.next()
  }
}

/** A page holds each request followed by its replies. */
function toExchanges(messages: readonly ChatMessage[]): Exchange[] {
  const requests = new Set(messages.filter(({ role }) => role === 'request').map(({ id }) => id))
  const replies = Map.groupBy(
    messages.filter((message) => message.role === 'reply'),
    ({ inReplyTo }) => inReplyTo
  )
  return messages.flatMap((message): Exchange[] => {
    if (message.role === 'request') {
      return [{ request: message, replies: replies.get(message.id) ?? [], at: message.createdAt }]
    }
    return requests.has(message.inReplyTo)
      ? []
      : [{ request: null, replies: [message], at: message.createdAt }]
  })
}
