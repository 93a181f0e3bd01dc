import type { ChatApp } from '../core/chat-app'
import { stoppedExitCode } from '../platform/stop'
import { toChatError } from '../shared/to-chat-error'
import { backendName, placeOfBackend } from '../shared/backend-words'
import type { CallOutput, Conversation } from '../shared/contract'
import { findChat } from '../shared/find-chat'
import { ChatError } from '../shared/errors'
import type { RequestMessage } from '../shared/message'
import type { OwnAttribute } from '../shared/own-attributes'
import { fieldsOf, fillIn, type TemplateContent } from '../shared/template-fields'
import { MAX_DELAY_SECONDS } from '../shared/wire'
import { isSettled, type Outcome, type Waiting } from '../../lib/answer-waiter'
import { Client } from '../../lib/client'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, withChatApp } from './command-context'
import { InFlight } from './in-flight'
import { confirm, inputLines } from './standard-input'
import { waitingWords } from './later-commands'
import { personCalled } from './people-commands'
import { followProgress } from './progress-lines'
import { roomCalled, whyWaiting } from './room-wait'
import { momentLine, refusedLine, sentLine, waitingLine } from './message-line'

export interface SendOptions extends ProfileOptions {
  readonly json?: boolean
  /** Whether a protected backend is meant that was switched to. */
  readonly yes?: boolean
  /** Whether what is told of messages under way is printed. */
  readonly progress?: boolean
  readonly conversation?: string
  /** The id or the title of a chat to send in. */
  readonly chat?: string
  /** The id or the title of a room to say it in. */
  readonly room?: string
  /** The id or the name of a person to say it to. */
  readonly to?: string
  /** Whether a chat is begun with it, which the first message names. */
  readonly newChat?: boolean
  /** Seconds to wait for each reply. */
  readonly timeout: number
  /** When it is sent: at a moment, or after so many milliseconds. */
  readonly at?: number
  readonly in?: number
  readonly attribute?: OwnAttribute[]
  /** The name of a template that is sent, and what its fields stand for. */
  readonly template?: string
  readonly field?: Record<string, string>
}

/** What became of one message; `refused` when it was not even stored. */
type Answer = Outcome | { refused: ChatError; text: string } | { waiting: CallOutput<'scheduled.get'> }

/**
 * `chatapp send`: sends one text, or one message a line of standard input, and prints each reply as soon as those
 * before it are printed.
 */
export async function sendCommand(
  deps: CliDeps,
  text: string | undefined,
  options: SendOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, many: text === '-' }, async (app) => {
    const conversationId = await whereTo(deps, app, options)
    const written = await contentOf(app, text, options)
    await assertMeant(deps, app, options.yes ?? false)
    // What SQS holds back is answered when nobody waits here any more.
    const isEnd = options.in === undefined ? isSettled : isTaken
    const waiting = { timeoutMs: options.timeout * 1000, signal: deps.stop, isEnd, isNew: true }
    const client = new Client(app)
    followProgress(deps, app, { ...options, concerns: ({ id }) => client.isAwaited(id) })
    let worst: number = exitCodes.done
    let left = 0
    const inFlight = new InFlight<Answer>(async (answer) => {
      print(deps, options, answer)
      if ('ended' in answer && answer.ended === 'timed out') deps.err(await lateWords(app, answer, options))
      worst = Math.max(worst, exitCodeOf(answer))
      if ('ended' in answer && answer.ended === 'stopped') left++
      await deps.drained()
    })
    try {
      for await (const line of texts(deps, written.text)) {
        await inFlight.room(line)
        if (deps.stop.aborted) break
        inFlight.begin(line, () =>
          exchange({ app, client, waiting }, { ...options, ...written, text: line, conversationId })
        )
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

/** The conversation that options name; undefined for the first one. */
async function whereTo(
  deps: CliDeps,
  app: ChatApp,
  { newChat, chat, room, to, conversation, timeout }: SendOptions
): Promise<string | undefined> {
  if (newChat) return (await call(app, 'conversations.create', {})).id
  if (chat !== undefined) return await asIsThere(deps, app, await chatCalled(app, chat))
  if (room !== undefined) return await asIsThere(deps, app, await roomCalled(app, room))
  if (to === undefined) return conversation
  const { id: person } = await personCalled(app, to, { timeout, stop: deps.stop })
  return (await call(app, 'rooms.direct', { person })).id
}

async function chatCalled(app: ChatApp, wanted: string): Promise<Conversation> {
  const chat = findChat(await call(app, 'conversations.list', undefined), wanted)
  if (!chat) throw new ChatError('chat.none_called', { wanted })
  return chat
}

/** The id of a chat; says so when its messages wait because it belongs to another backend. */
async function asIsThere(deps: CliDeps, app: ChatApp, { id, pair, room }: Conversation): Promise<string> {
  const { activeId, backends } = await call(app, 'backends.list', undefined)
  const backendId = (pair ?? room)?.backendId ?? activeId
  const backend = backends.find((one) => one.id === backendId)
  if (backendId !== activeId)
    deps.err(
      `chatapp: ${room ? 'this room belongs' : 'the queues of this chat belong'} to ${backend ? `the backend "${backendName(backend)}", which is not in use` : 'a backend that is not here any more'}: messages wait.`
    )
  return id
}

/**
 * Asks once whether messages may go to a protected backend that was switched to. Throws `conflict` where nobody can be
 * asked, or it is not meant.
 */
async function assertMeant(deps: CliDeps, app: ChatApp, yes: boolean): Promise<void> {
  const { activeId, backends, asksFirst } = await call(app, 'backends.list', undefined)
  if (!asksFirst) return
  const active = backends.find(({ id }) => id === activeId)
  const name = active ? backendName(active) : activeId
  const place = active ? `${name} (${placeOfBackend(active)})` : name
  if (!yes && !(deps.isTerminal && (await confirm(deps, `Send to ${place}? It is protected.`))))
    throw new ChatError('backend.protected', { name })
  await call(app, 'backends.confirm', { id: activeId })
}

/** One message of the command, and when it is sent. */
interface Line extends Pick<SendOptions, 'at' | 'in'>, TemplateContent {
  readonly conversationId: string | undefined
}

/** What is to be sent: the text, or a template with its fields filled in. */
export async function contentOf(
  app: ChatApp,
  text: string | undefined,
  options: Pick<SendOptions, 'template' | 'field' | 'attribute'>
): Promise<TemplateContent> {
  const { template: name, field = {}, attribute = [] } = options
  if (name === undefined && text !== undefined) return { text, attributes: attribute }
  if (name === undefined || text !== undefined) throw new ChatError('template.or_text')
  const template = (await call(app, 'templates.list', undefined)).find((one) => one.name === name)
  if (!template) throw new ChatError('template.unknown', { name })
  const missing = fieldsOf(template).filter((one) => !Object.hasOwn(field, one))
  if (missing.length > 0) throw new ChatError('template.fields_missing', { fields: missing.join(', ') })
  const filled = fillIn(template, field)
  return { ...filled, attributes: [...filled.attributes, ...attribute] }
}

/** Whether SQS has it, or never will. */
const isTaken = ({ status }: RequestMessage): boolean => status !== 'queued'

/** A FIFO queue holds back no message: it waits here. Null when it does not. */
const waitingOf = async (app: ChatApp, id: string): Promise<CallOutput<'scheduled.get'> | null> =>
  (await call(app, 'scheduled.list', undefined)).some((one) => one.id === id)
    ? await call(app, 'scheduled.get', { id })
    : null

interface Sending {
  readonly app: ChatApp
  readonly client: Client
  readonly waiting: Waiting
}

/** A line that cannot be sent must not keep the others from it. */
async function exchange(
  { app, client, waiting }: Sending,
  { text, attributes, conversationId, at, in: inMs }: Line
): Promise<Answer> {
  const what = {
    text,
    attributes: [...attributes],
    ...(conversationId === undefined ? {} : { conversationId })
  }
  try {
    if (at !== undefined || (inMs ?? 0) > MAX_DELAY_SECONDS * 1000) {
      const { id } = await call(app, 'scheduled.add', { ...what, sendAt: at ?? Date.now() + (inMs ?? 0) })
      return { waiting: await call(app, 'scheduled.get', { id }) }
    }
    const delaySeconds = Math.ceil((inMs ?? 0) / 1000)
    const id = await client.store({ ...what, ...(delaySeconds > 0 ? { delaySeconds } : {}) })
    const scheduled = delaySeconds > 0 ? await waitingOf(app, id) : null
    return scheduled ? { waiting: scheduled } : await client.outcome(id, waiting)
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
  if ('waiting' in answer) return exitCodes.done
  if (answer.ended === 'timed out') return exitCodes.timedOut
  const { status, deliverAt } = answer.request
  const isSent = status === 'sent' && (deliverAt !== undefined || isSettled(answer.request))
  return status === 'answered' || isSent ? exitCodes.done : exitCodes.failed
}

function print({ out, err }: CliDeps, options: SendOptions, answer: Answer): void {
  if ('refused' in answer) {
    if (options.json) out(refusedLine(answer.text, answer.refused))
    err(`chatapp: not sent: ${answer.refused.message}`)
    return
  }
  if ('waiting' in answer) {
    if (options.json) out(waitingLine(answer.waiting))
    err(`chatapp: ${waitingWords(answer.waiting)}`)
    return
  }
  const { request, reply, ended } = answer
  if (options.json) out(sentLine(request, reply))
  else if (reply && reply.kind === 'reply') out(reply.text)
  else if (request.room?.seq) out(String(request.room.seq))
  if (request.status === 'failed')
    err(`chatapp: not answered: ${request.reason?.message ?? 'no reason was given'}`)
  if (ended === 'settled' && request.status === 'sent' && request.deliverAt !== undefined)
    err(
      `chatapp: SQS holds it back until ${momentLine(request.deliverAt)}. The reply comes into the history.`
    )
}

/** What is said of a message that had no answer in time: what it waits for, where that is known. */
async function lateWords(
  app: ChatApp,
  { request, connection }: Outcome,
  { timeout }: SendOptions
): Promise<string> {
  const waitsFor = request.room && (await whyWaiting(app, request.conversationId))
  const advice =
    waitsFor?.message ??
    (connection.state === 'online' ? 'Try a longer --timeout, or "chatapp doctor".' : connection.detail)
  const awaited = request.room ? 'number' : 'reply'
  return `chatapp: no ${awaited} within ${timeout} s; the message is ${request.status} and stays in the history. ${advice}`
}
