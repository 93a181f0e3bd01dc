import { readFile } from 'node:fs/promises'
import { isSettled } from '../../lib/answer-waiter'
import { Client } from '../../lib/client'
import type { ChatApp } from '../core/chat-app'
import type { BoundPair, CallOutput, Conversation } from '../shared/contract'
import { ChatError, fieldError } from '../shared/errors'
import { findChat } from '../shared/find-chat'
import type { OwnAttribute } from '../shared/own-attributes'
import type { QueuePair } from '../shared/pair'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { call, findBackend, withChatApp } from './command-context'
import { guessOf } from './message-line'

interface JsonOptions extends ProfileOptions {
  readonly json?: boolean
}

export interface QueuesOptions extends JsonOptions {
  readonly requestQueue?: string
  readonly replyQueue?: string
  readonly oneWay?: boolean
  readonly own?: boolean
  readonly shared?: boolean
  /** `text`, `chatapp`, or a file with JSON. */
  readonly envelope?: string
  readonly attribute?: OwnAttribute[]
  readonly replyId?: string
  readonly replyText?: string
  readonly backend?: string
}

/** `chatapp chats list`: every chat, and the queues of those that are bound to some. */
export async function listChatsCommand(deps: CliDeps, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    for (const chat of await call(app, 'conversations.list', undefined)) {
      const { id, title, pair, unread } = chat
      if (options.json) deps.out(JSON.stringify({ id, title, unread, queues: pair ?? null }))
      else deps.out(`${id}  ${title}${pair ? `  ${waysOf(pair)}` : ''}`)
    }
    return exitCodes.done
  })
}

const waysOf = ({ requestQueue, replyQueue }: Pick<QueuePair, 'requestQueue' | 'replyQueue'>): string =>
  `→ ${requestQueue}${replyQueue === null ? ' (no replies)' : ` ← ${replyQueue}`}`

/** `chatapp chats show`: what a chat is bound to, and what waits. */
export async function showChatCommand(deps: CliDeps, wanted: string, options: JsonOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false, reading: true }, async (app) => {
    const chat = await chatOf(app, wanted)
    tell({ ...deps, ...options }, chat, await call(app, 'pairs.get', { id: chat.id }))
    return exitCodes.done
  })
}

/** `chatapp chats create`: begins a chat that is bound to queues. */
export async function createChatCommand(
  deps: CliDeps,
  title: string,
  options: QueuesOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const pair = await pairOf(options, null)
    const backendId = await backendIdOf(app, options)
    // Refused before there is a chat.
    await call(app, 'pairs.preview', { pair, text: 'x' })
    const chat = await call(app, 'conversations.create', { title })
    try {
      tell({ ...deps, ...options }, chat, await call(app, 'pairs.set', { id: chat.id, pair, ...backendId }))
    } catch (error) {
      await call(app, 'conversations.delete', { id: chat.id })
      throw error
    }
    return exitCodes.done
  })
}

/** `chatapp chats bind`: binds a chat to queues, or to others; what waits goes where it was written for. */
export async function bindChatCommand(
  deps: CliDeps,
  wanted: string,
  options: QueuesOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const chat = await chatOf(app, wanted)
    const before = await call(app, 'pairs.get', { id: chat.id })
    const pair = await pairOf(options, before?.pair ?? null)
    const backendId =
      options.backend === undefined && before
        ? { backendId: before.backendId }
        : await backendIdOf(app, options)
    tell({ ...deps, ...options }, chat, await call(app, 'pairs.set', { id: chat.id, pair, ...backendId }))
    return exitCodes.done
  })
}

/** `chatapp chats unbind`: the chat talks to MessageProcessor from now on. */
export async function unbindChatCommand(
  deps: CliDeps,
  wanted: string,
  options: JsonOptions
): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const chat = await chatOf(app, wanted)
    await call(app, 'pairs.clear', { id: chat.id })
    tell({ ...deps, ...options }, chat, null)
    return exitCodes.done
  })
}

export interface TryOptions extends JsonOptions {
  /** Seconds to wait for the reply. */
  readonly timeout: number
}

/** `chatapp chats try`: sends one message, and shows both sides as they stand on the wire. */
export async function tryChatCommand(
  deps: CliDeps,
  ...[wanted, text, options]: [wanted: string, text: string, options: TryOptions]
): Promise<number> {
  return await withChatApp(deps, options, async (app) => {
    const chat = await chatOf(app, wanted)
    if (!chat.pair) throw new ChatError('pair.none', { title: chat.title })
    const client = new Client(app)
    const id = await client.store({ conversationId: chat.id, text, attributes: [] })
    const waiting = { timeoutMs: options.timeout * 1000, signal: deps.stop, isNew: true }
    const { request } = await client.outcome(id, waiting)
    const strangers = await call(app, 'pairs.strangers', { id: chat.id })
    const { replies, ...sent } = await call(app, 'chat.exchange', { id })
    const tried = { status: request.status, sent: sent.request, reply: replies[0] ?? null, strangers }
    if (options.json) deps.out(JSON.stringify(triedLine(tried)))
    else for (const line of triedWords(tried)) deps.out(line)
    if (request.reason) deps.err(`chatapp: ${request.reason.message}`)
    if (isSettled(request)) return request.status === 'failed' ? exitCodes.failed : exitCodes.done
    deps.err(`chatapp: no reply within ${options.timeout} s; the message is ${request.status}.`)
    return exitCodes.timedOut
  })
}

type Exchanged = CallOutput<'chat.exchange'>
interface Tried {
  readonly status: string
  readonly sent: Exchanged['request']
  readonly reply: Exchanged['replies'][number] | null
  readonly strangers: CallOutput<'pairs.strangers'>
}

const triedLine = ({ status, sent, reply, strangers }: Tried) => ({
  status,
  sent: sent && { body: sent.rawBody, attributes: sent.attributes },
  reply: reply && {
    body: reply.rawBody,
    attributes: reply.attributes,
    text: reply.message.text,
    ...guessOf(reply.message)
  },
  strangers
})

function triedWords({ sent, reply, strangers }: Tried): string[] {
  const { guess, whole } = reply?.message.pair ?? {}
  return [
    ...(sent ? ['Sent:', ...raw(sent.rawBody, sent.attributes)] : []),
    ...(reply ? ['Came:', ...raw(reply.rawBody, reply.attributes)] : []),
    ...(reply ? [`Read: ${reply.message.text}`] : []),
    ...(guess ? ['It names no request: taken for the answer to the oldest one, which is a guess.'] : []),
    ...(whole ? ['Its text is not where it should be: this is all of it.'] : []),
    ...(reply ? [] : strangers).flatMap(({ body, attributes, ids }) => [
      `Came, and fits to no request${ids.length > 0 ? ` (it names ${ids.join(', ')})` : ''}:`,
      ...raw(body, attributes)
    ])
  ]
}

const raw = (body: string, attributes: Readonly<Record<string, string>>): string[] => [
  `  ${body.replaceAll('\n', '\n  ')}`,
  ...Object.entries(attributes).map(([name, value]) => `  ${name}: ${value}`)
]

async function chatOf(app: ChatApp, wanted: string): Promise<Conversation> {
  const chat = findChat(await call(app, 'conversations.list', undefined), wanted)
  if (!chat) throw new ChatError('chat.none_called', { wanted })
  return chat
}

async function backendIdOf(
  app: ChatApp,
  { backend: wanted }: QueuesOptions
): Promise<{ backendId?: string }> {
  if (wanted === undefined) return {}
  const backend = findBackend((await call(app, 'backends.list', undefined)).backends, wanted)
  if (!backend) throw new ChatError('backend.not_found', { id: wanted })
  return { backendId: backend.id }
}

/** What the options say; what they leave out stays as before. */
async function pairOf(options: QueuesOptions, before: QueuePair | null): Promise<QueuePair> {
  const { requestQueue = before?.requestQueue, replyQueue = before?.replyQueue ?? null } = options
  if (requestQueue === undefined) throw fieldError('--request-queue', 'pair.queue_missing')
  return {
    requestQueue,
    replyQueue: options.oneWay ? null : replyQueue,
    own: options.own ?? (options.shared ? false : (before?.own ?? false)),
    envelope: await envelopeOf(options, before),
    replyId:
      options.replyId === undefined
        ? (before?.replyId ?? { in: 'order' })
        : options.replyId === 'order'
          ? { in: 'order' }
          : placeOf('--reply-id', options.replyId),
    replyText:
      options.replyText === undefined
        ? (before?.replyText ?? { in: 'whole' })
        : options.replyText === 'whole'
          ? { in: 'whole' }
          : placeOf('--reply-text', options.replyText)
  }
}

async function envelopeOf(
  { envelope: what, attribute }: QueuesOptions,
  before: QueuePair | null
): Promise<QueuePair['envelope']> {
  const known = before?.envelope ?? { kind: 'text' as const, attributes: [] }
  const attributes = attribute ?? ('attributes' in known ? known.attributes : [])
  if (what === 'chatapp') return { kind: 'chatapp' }
  if (what === 'text') return { kind: 'text', attributes }
  if (what === undefined) return known.kind === 'chatapp' ? known : { ...known, attributes }
  try {
    return { kind: 'json', template: await readFile(what, 'utf8'), attributes }
  } catch (cause) {
    throw new ChatError('envelope.file_unreadable', { file: what }, { cause })
  }
}

function placeOf(
  option: string,
  text: string
): { in: 'attribute'; name: string } | { in: 'body'; path: string } {
  if (text.startsWith('attribute:')) return { in: 'attribute', name: text.slice('attribute:'.length) }
  if (!/^[$[]/.test(text)) throw fieldError(option, 'pair.place', { text })
  return { in: 'body', path: text }
}

/** Where it is told, and how. */
type Told = Pick<CliDeps, 'out'> & Pick<JsonOptions, 'json'>

function tell({ out, json }: Told, { id, title }: Conversation, bound: BoundPair | null): void {
  if (json) out(JSON.stringify({ id, title, ...(bound ?? { pair: null }) }))
  else
    for (const line of bound ? linesOf(id, title, bound) : [`${title}: talks to MessageProcessor.`]) out(line)
}

function linesOf(id: string, title: string, bound: BoundPair): string[] {
  const { pair, backendId, waiting, waitingForEarlier, unconfirmed } = bound
  const own = pair.own ? ', reply queue of its own' : ''
  return [
    `${title}: ${waysOf(pair)}`,
    `  backend ${backendId}, envelope ${pair.envelope.kind}${own}`,
    ...(unconfirmed ? [`  It came with an import: nothing is sent before "chatapp chats bind ${id}".`] : []),
    ...(waiting > 0 ? [`  ${waiting} waiting to be sent`] : []),
    ...(waitingForEarlier > 0
      ? [`  ${waitingForEarlier} waiting for the queues that it was bound to before`]
      : [])
  ]
}
