import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import { toChatError } from '../shared/to-chat-error'
import type { ChatError } from '../shared/errors'
import { AnswerWaiter, type Outcome } from './answer-waiter'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { InFlight } from './in-flight'
import { inputLines } from './standard-input'
import { refusedLine, sentLine } from './message-line'

export interface SendOptions extends ProfileOptions {
  readonly json?: boolean
  readonly conversation?: string
  /** Whether a chat is begun with it, which the first message names. */
  readonly newChat?: boolean
  /** Seconds to wait for each reply. */
  readonly timeout: number
}

/** What became of one message; `refused` when it was not even stored. */
type Answer = Outcome | { refused: ChatError; text: string }

/**
 * `chatapp send`: sends one text, or one message a line of standard input, and prints each reply as soon as those
 * before it are printed.
 */
export async function sendCommand(deps: CliDeps, text: string, options: SendOptions): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const conversationId = options.newChat
      ? (await call(app, 'conversations.create', {})).id
      : options.conversation
    const answers = new AnswerWaiter(app, options.timeout * 1000, deps.stop)
    let worst: number = exitCodes.done
    let left = 0
    const inFlight = new InFlight<Answer>(async (answer) => {
      print(deps, options, answer)
      worst = Math.max(worst, exitCodeOf(answer))
      if ('ended' in answer && answer.ended === 'stopped') left++
      await deps.drained()
    })
    try {
      for await (const line of texts(deps, text)) {
        await inFlight.room(line)
        if (deps.stop.aborted) break
        inFlight.begin(line, () => exchange(app, answers, { text: line, conversationId }))
      }
    } finally {
      await inFlight.settled()
    }
    if (!deps.stop.aborted) return worst
    deps.err(`chatapp: cancelled.${left === 0 ? '' : ` ${leftWords(left)}`}`)
    return stoppedExitCode(deps.stop)
  })
}

const leftWords = (left: number): string =>
  left === 1
    ? 'The reply was not waited for; the message is stored and stays in the history.'
    : `The replies to ${left} messages were not waited for; the messages are stored and stay in the history.`

/** A line that cannot be sent must not keep the others from it. */
async function exchange(
  app: ChatApp,
  answers: AnswerWaiter,
  { text, conversationId }: { text: string; conversationId: string | undefined }
): Promise<Answer> {
  try {
    const { id } = await call(app, 'chat.send', {
      text,
      ...(conversationId === undefined ? {} : { conversationId })
    })
    return await answers.wait(id)
  } catch (error) {
    return { refused: toChatError(error), text }
  }
}

async function* texts(deps: CliDeps, text: string): AsyncGenerator<string> {
  if (text !== '-') {
    yield text
    return
  }
  let blank = 0
  for await (const line of inputLines(deps)) {
    if (line.trim().length > 0) yield line
    else blank++
  }
  if (blank > 0) deps.err(`Left out ${blank} blank ${blank === 1 ? 'line' : 'lines'}.`)
}

function exitCodeOf(answer: Answer): number {
  if ('refused' in answer) return answer.refused.code === 'invalid_input' ? exitCodes.usage : exitCodes.failed
  if (answer.ended === 'timed out') return exitCodes.timedOut
  return answer.request.status === 'answered' ? exitCodes.done : exitCodes.failed
}

function print({ out, err }: CliDeps, options: SendOptions, answer: Answer): void {
  if ('refused' in answer) {
    if (options.json) out(refusedLine(answer.text, answer.refused))
    err(`chatapp: not sent: ${answer.refused.message}`)
    return
  }
  const { request, reply, ended, connection } = answer
  if (options.json) out(sentLine(request, reply))
  else if (reply && reply.kind === 'reply') out(reply.text)
  if (request.status === 'failed')
    err(`chatapp: not answered: ${request.reason?.message ?? 'no reason was given'}`)
  if (ended === 'timed out') {
    err(
      `chatapp: no reply within ${options.timeout} s; the message is ${request.status} and stays in the history. ` +
        (connection.state === 'online' ? 'Try a longer --timeout, or "chatapp doctor".' : connection.detail)
    )
  }
}
