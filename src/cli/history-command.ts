import type { ChatApp } from '../core/chat-app'
import type { ChatMessage, ReplyMessage, RequestMessage } from '../shared/message'
import { clock, replyLine, sentLine } from './message-line'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

export interface HistoryOptions extends ProfileOptions {
  readonly json?: boolean
  readonly conversation?: string
  readonly limit?: number
}

/** A request with its replies, or a reply whose request is not here. */
interface Exchange {
  readonly request: RequestMessage | null
  readonly replies: readonly ReplyMessage[]
  readonly at: number
}

/** `chatapp history`: everything sent, each with its answer, oldest first. */
export async function historyCommand(deps: CliDeps, options: HistoryOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const ids = options.conversation
      ? [options.conversation]
      : (await call(app, 'conversations.list', undefined)).map(({ id }) => id)
    const exchanges = (await Promise.all(ids.map((id) => wholeHistory(app, id))))
      .flatMap(toExchanges)
      .toSorted((a, b) => a.at - b.at)
    const shown = options.limit === undefined ? exchanges : exchanges.slice(-options.limit)
    for (const exchange of shown) for (const line of linesOf(exchange, options.json ?? false)) deps.out(line)
    if (shown.length === 0) deps.err('Nothing has been sent yet. Try: chatapp send "hello"')
    return exitCodes.done
  })
}

async function wholeHistory(app: ChatApp, conversationId: string): Promise<ChatMessage[]> {
  const pages: ChatMessage[][] = []
  let before: string | undefined
  for (;;) {
    const page = await call(app, 'chat.history', {
      conversationId,
      limit: 500,
      ...(before === undefined ? {} : { before })
    })
    pages.unshift(page.messages)
    before = page.messages[0]?.id
    if (!page.hasMore || before === undefined) return pages.flat()
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

function linesOf({ request, replies }: Exchange, json: boolean): string[] {
  if (json) return request ? [sentLine(request, replies[0] ?? null)] : replies.map(replyLine)
  const state = request && request.status !== 'answered' ? ` [${request.status}]` : ''
  return [...(request ? [said(request, '') + state] : []), ...replies.map((reply) => said(reply, '  '))]
}

function said(message: ChatMessage, indent: string): string {
  return `${indent}${clock(message.createdAt)} ${message.sender.name}: ${message.text.replaceAll('\n', `\n${indent}  `)}`
}
