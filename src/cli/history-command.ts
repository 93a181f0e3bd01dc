import { stoppedExitCode } from '../platform/stop'
import type { ChatMessage } from '../shared/message'
import { allExchanges, newestExchanges, type Exchange } from './exchanges'
import { clock, replyLine, roomWords, sentLine } from './message-line'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'

export interface HistoryOptions extends ProfileOptions {
  readonly json?: boolean
  readonly conversation?: string
  readonly limit?: number
}

/** Exchanges that are printed before the command waits for its reader. */
const PRINTED_AT_ONCE = 50

/** `chatapp history`: everything sent, each with its answer, oldest first. */
export async function historyCommand(deps: CliDeps, options: HistoryOptions): Promise<number> {
  const many = options.limit === undefined
  return await withChatApp(deps, { ...options, connect: false, reading: true, many }, async (app) => {
    const ids = options.conversation
      ? [options.conversation]
      : (await call(app, 'conversations.list', undefined)).map(({ id }) => id)
    const shown =
      options.limit === undefined ? allExchanges(app, ids) : newestExchanges(app, ids, options.limit)
    let count = 0
    for await (const exchange of shown) {
      if (deps.stop.aborted) return stoppedExitCode(deps.stop)
      for (const line of linesOf(exchange, options.json ?? false)) deps.out(line)
      if (++count % PRINTED_AT_ONCE === 0) await deps.drained()
    }
    if (count === 0) deps.err('Nothing has been sent yet. Try: chatapp send "hello"')
    return exitCodes.done
  })
}

function linesOf({ request, replies: all }: Exchange, json: boolean): string[] {
  const replies = all.filter(({ superseded }) => !superseded)
  if (json) return request ? [sentLine(request, replies[0] ?? null)] : replies.map(replyLine)
  const state = request && request.status !== 'answered' ? ` [${request.status}]` : ''
  return [...(request ? [said(request, '') + state] : []), ...replies.map((reply) => said(reply, '  '))]
}

function said(message: ChatMessage, indent: string): string {
  const at = clock(message.createdAt)
  if (message.role === 'reply' && message.room) return `${at} ${roomWords(message)}`
  return `${indent}${at} ${message.sender.name}: ${message.text.replaceAll('\n', `\n${indent}  `)}`
}
