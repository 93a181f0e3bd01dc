import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ChatApp } from '../core/chat-app'
import { toChatError } from '../core/to-chat-error'
import type { ChatError } from '../shared/errors'
import type { ReplyMessage, RequestMessage } from '../shared/message'
import { refusedLine, sentLine } from './message-line'
import { exitCodes, type CliDeps, type ProfileOptions } from './command-context'
import { call, withChatApp } from './with-chat-app'

export interface SendOptions extends ProfileOptions {
  readonly json?: boolean
  readonly conversation?: string
  /** Seconds to wait for each reply. */
  readonly timeout: number
}

/** Requests that wait for their reply at one time; more lines are read as these are answered. */
const MAX_WAITING = 500

/** What became of one message; `refused` when it was not even stored. */
type Answer =
  | { request: RequestMessage; reply: ReplyMessage | null; timedOut: boolean }
  | { refused: ChatError; text: string }

/** `chatapp send`: sends one text, or one message a line of standard input, and prints the replies in that order. */
export async function sendCommand(deps: CliDeps, text: string, options: SendOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const answers = new AnswerWaiter(app, options.timeout * 1000, deps.stop)
    let worst: number = exitCodes.done
    const pending: Promise<Answer>[] = []
    const settleOldest = async (): Promise<void> => {
      const answer = await pending.shift()
      if (!answer) return
      print(deps, options, answer)
      worst = Math.max(worst, exitCodeOf(answer))
    }
    for await (const line of texts(deps, text)) {
      if (deps.stop.aborted) break
      pending.push(exchange(app, answers, line, options.conversation))
      while (pending.length >= MAX_WAITING) await settleOldest()
    }
    while (pending.length > 0) await settleOldest()
    return deps.stop.aborted ? exitCodes.interrupted : worst
  })
}

/** A line that cannot be sent must not keep the others from it. */
async function exchange(
  app: ChatApp,
  answers: AnswerWaiter,
  text: string,
  conversationId: string | undefined
): Promise<Answer> {
  try {
    const request = await call(app, 'chat.send', {
      text,
      ...(conversationId === undefined ? {} : { conversationId })
    })
    return await answers.wait(request)
  } catch (error) {
    return { refused: toChatError(error), text }
  }
}

async function* texts({ input, err }: CliDeps, text: string): AsyncGenerator<string> {
  if (text !== '-') {
    yield text
    return
  }
  let blank = 0
  for await (const line of createInterface({ input: Readable.from(input), crlfDelay: Infinity })) {
    if (line.trim().length > 0) yield line
    else blank++
  }
  if (blank > 0) err(`Left out ${blank} blank ${blank === 1 ? 'line' : 'lines'}.`)
}

function exitCodeOf(answer: Answer): number {
  if ('refused' in answer) return answer.refused.code === 'invalid_input' ? exitCodes.usage : exitCodes.failed
  if (answer.timedOut) return exitCodes.timedOut
  return answer.request.status === 'answered' ? exitCodes.done : exitCodes.failed
}

function print({ out, err }: CliDeps, options: SendOptions, answer: Answer): void {
  if ('refused' in answer) {
    if (options.json) out(refusedLine(answer.text, answer.refused))
    err(`chatapp: not sent: ${answer.refused.message}`)
    return
  }
  const { request, reply, timedOut } = answer
  if (options.json) out(sentLine(request, reply))
  else if (reply && reply.kind === 'reply') out(reply.text)
  if (request.status === 'failed')
    err(`chatapp: not answered: ${request.reason?.message ?? 'no reason was given'}`)
  if (timedOut) {
    err(
      `chatapp: no reply within ${options.timeout} s; the message is ${request.status} and stays in the history. ` +
        'Try a longer --timeout, or "chatapp doctor".'
    )
  }
}

/** Waits for the end of each request: answered, failed, out of time, or stopped by the user. */
class AnswerWaiter {
  private readonly waiting = new Map<string, (request: RequestMessage) => void>()

  constructor(
    private readonly app: ChatApp,
    private readonly timeoutMs: number,
    private readonly stop: AbortSignal
  ) {
    app.on('message.changed', (message) => {
      if (message.role !== 'request') return
      if (message.status === 'answered' || message.status === 'failed')
        this.waiting.get(message.id)?.(message)
    })
  }

  async wait(request: RequestMessage): Promise<Exclude<Answer, { refused: ChatError }>> {
    const { promise, resolve } = Promise.withResolvers<RequestMessage | null>()
    this.waiting.set(request.id, resolve)
    const timer = setTimeout(() => resolve(null), this.timeoutMs)
    const stopped = (): void => resolve(null)
    this.stop.addEventListener('abort', stopped)
    const ended = await promise
    clearTimeout(timer)
    this.stop.removeEventListener('abort', stopped)
    this.waiting.delete(request.id)
    const { message, replies } = await call(this.app, 'chat.detail', { id: request.id })
    const now = message.role === 'request' ? message : request
    const settled = now.status === 'answered' || now.status === 'failed'
    return { request: now, reply: replies[0] ?? null, timedOut: ended === null && !settled }
  }
}
