import { createHash } from 'node:crypto'
import { z } from 'zod'
import { version } from '../package.json'
import { createChatApp } from '../src/core/app'
import { call } from '../src/core/calls/dispatch'
import type { ChatApp } from '../src/core/chat-app'
import { ChatError, errorText } from '../src/shared/errors'
import { findChat } from '../src/shared/find-chat'
import { inputError } from '../src/shared/input-error'
import type { OwnAttribute } from '../src/shared/own-attributes'
import type { Attempt } from '../src/shared/progress'
import { toChatError } from '../src/shared/to-chat-error'
import { DEFAULT_CONVERSATION_ID } from '../src/shared/wire'
import { AnswerWaiter, type Outcome, type Waiting } from './answer-waiter'
import {
  RequestError,
  type Connection,
  type ConnectOptions,
  type Progress,
  type Reply,
  type RequestOptions,
  type SendOptions,
  type Sent,
  type WaitOptions
} from './api'

const DEFAULT_TIMEOUT_MS = 30_000

const connectSchema = z.strictObject({ profile: z.string().optional(), dataDir: z.string().optional() })

const sendFields = {
  key: z.string().min(1).max(1000).optional(),
  chat: z.string().min(1).max(200).optional(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.instanceof(Uint8Array)])).optional()
}
const waitFields = {
  timeoutMs: z.union([z.number().positive(), z.literal(Infinity)]).optional(),
  signal: z.instanceof(AbortSignal).optional(),
  onProgress: z.custom<(progress: Progress) => void>((value) => typeof value === 'function').optional()
}
const sendSchema = z.strictObject(sendFields)
const waitSchema = z.strictObject(waitFields)
const requestSchema = z.strictObject({ ...sendFields, ...waitFields })

/** Opens a profile for a script. */
export async function connectClient(options: ConnectOptions = {}): Promise<Client> {
  return await asRequestError(null, async () => {
    const { profile, dataDir } = read(connectSchema, options)
    // To the core a script is what the command line is: it comes, and goes without a window.
    return new Client(await createChatApp({ host: 'cli', version, profile, dataDir }))
  })
}

/** A request to be stored: the caller's own id, or none. */
interface Outgoing {
  readonly id?: string
  readonly conversationId?: string | undefined
  readonly text: string
  readonly attributes: OwnAttribute[]
  readonly delaySeconds?: number
}

/** Requests and their replies on a profile: what a script is given, and what the command line sends with. */
export class Client implements Connection {
  private readonly answers: AnswerWaiter
  private readonly closing = new AbortController()
  private readonly running = new Set<Promise<unknown>>()

  constructor(private readonly app: Pick<ChatApp, 'info' | 'handlers' | 'on' | 'stop'>) {
    this.answers = new AnswerWaiter(app)
  }

  /** Stores a request in the outbox; resolves to its id once it is there. */
  async store(outgoing: Outgoing): Promise<string> {
    return (await call(this.app, 'chat.send', outgoing)).id
  }

  /** Whether somebody waits for this request. */
  isAwaited(id: string): boolean {
    return this.answers.has(id)
  }

  /** What becomes of a stored request, whatever that is. */
  async outcome(id: string, waiting: Waiting): Promise<Outcome> {
    return await this.answers.wait(id, waiting)
  }

  async send(text: string, options: SendOptions = {}): Promise<Sent> {
    return await this.run(null, async () => await this.put(text, read(sendSchema, options)))
  }

  async reply(requestId: string, options: WaitOptions = {}): Promise<Reply> {
    return await this.run(requestId, async () => {
      const waiting = this.waitingOf(read(waitSchema, options))
      return replyOf(await this.outcome(requestId, waiting), waiting)
    })
  }

  async request(text: string, options: RequestOptions = {}): Promise<Reply> {
    const { id } = await this.run(null, async () => {
      const { key, chat, attributes, signal } = read(requestSchema, options)
      if (signal?.aborted) throw abortedError(signal, null)
      return await this.put(text, { key, chat, attributes })
    })
    const { key, timeoutMs, signal, onProgress } = options
    return await this.run(id, async () => {
      const waiting = this.waitingOf({ timeoutMs, signal, onProgress })
      const outcome = await this.outcome(id, { ...waiting, isNew: key === undefined })
      // Nobody wants it any more: what SQS has not taken yet need not go there.
      if (outcome.ended === 'stopped' && signal?.aborted)
        await call(this.app, 'chat.cancel', { id }).catch(() => {})
      return replyOf(outcome, waiting)
    })
  }

  async close(): Promise<void> {
    this.closing.abort(new DOMException('The connection was closed.', 'AbortError'))
    await Promise.allSettled(this.running)
    await asRequestError(null, async () => await this.app.stop())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Work of a script, which ends before the connection is closed. */
  private async run<T>(requestId: string | null, work: () => Promise<T>): Promise<T> {
    if (this.closing.signal.aborted) throw abortedError(this.closing.signal, requestId)
    const running = asRequestError(requestId, work)
    this.running.add(running)
    return await running.finally(() => this.running.delete(running))
  }

  private waitingOf(options: z.output<typeof waitSchema>): Waited {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal, onProgress } = options
    return {
      timeoutMs,
      signal: signal ? AbortSignal.any([signal, this.closing.signal]) : this.closing.signal,
      told: onProgress && ((attempt) => onProgress(progressOf(attempt)))
    }
  }

  private async put(
    text: string,
    { key, chat, attributes = {} }: z.output<typeof sendSchema>
  ): Promise<Sent> {
    const conversationId = chat === undefined ? DEFAULT_CONVERSATION_ID : await this.chatId(chat)
    const named = key === undefined ? {} : { id: idOf(this.app.info.installId, key) }
    const own = Object.entries(attributes).map(attributeOf)
    const id = await this.store({ ...named, conversationId, text, attributes: own })
    if (key !== undefined) await this.sendCancelled(id)
    return { id, chatId: conversationId }
  }

  /** A cancelled request has had no outcome: who asks for it again wants it sent. */
  private async sendCancelled(id: string): Promise<void> {
    const { message } = await call(this.app, 'chat.detail', { id })
    if (message.role === 'request' && message.status === 'failed' && message.reason?.code === 'cancelled')
      await call(this.app, 'chat.retry', { id })
  }

  private async chatId(wanted: string): Promise<string> {
    const chat = findChat(await call(this.app, 'conversations.list', undefined), wanted)
    if (!chat) throw new ChatError('chat.none_called', { wanted })
    return chat.id
  }
}

/** How a script waits: until it says so, or the connection is closed. */
interface Waited extends Waiting {
  readonly signal: AbortSignal
}

/** The reply, or why there is none as an error. */
function replyOf({ request, reply, ended, connection }: Outcome, { timeoutMs, signal }: Waited): Reply {
  const { id, status, reason, roundTripMs } = request
  if (status === 'answered' && reply) {
    const { text, attempts, conversationId: chatId } = reply
    return { id: reply.id, requestId: id, chatId, text, roundTripMs: roundTripMs ?? 0, attempts }
  }
  if (status === 'answered') throw new ChatError(request.room ? 'room.no_reply' : 'message.not_found')
  if (status === 'failed') throw reason ? ChatError.from(reason) : new ChatError('internal')
  if (request.pair?.replyQueue === null && status === 'sent') throw new ChatError('pair.no_replies')
  if (ended === 'stopped') throw abortedError(signal, id)
  const words = errorText('request.timed_out', { seconds: Math.round(timeoutMs / 100) / 10, status })
  throw new RequestError(connection.state === 'online' ? words : `${words} ${connection.detail}`, {
    code: 'timed_out',
    retryable: true,
    requestId: id
  })
}

const abortedError = ({ reason }: AbortSignal, requestId: string | null): RequestError =>
  new RequestError(
    errorText('request.aborted'),
    { code: 'aborted', retryable: false, requestId },
    { cause: reason }
  )

/** Runs work whose errors are told to a script. */
async function asRequestError<T>(requestId: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RequestError) throw error
    const { code, message, retryable } = toChatError(error)
    throw new RequestError(message, { code, retryable, requestId }, { cause: error })
  }
}

function read<S extends z.ZodType>(schema: S, options: unknown): z.output<S> {
  const parsed = schema.safeParse(options)
  if (!parsed.success) throw inputError(parsed.error)
  return parsed.data
}

const progressOf = ({ attempt, of, fraction, text, failed }: Attempt): Progress => ({
  attempt,
  ...(of === undefined ? {} : { of }),
  ...(fraction === undefined ? {} : { fraction }),
  ...(text === undefined ? {} : { text }),
  ...(failed === undefined ? {} : { failed: { cause: failed.cause, nextAt: failed.nextAt } })
})

/**
 * The id of the request that a caller calls by a name: the same each time, and another one in each installation, whose
 * requests may meet on one queue.
 */
function idOf(installId: string, key: string): string {
  const bytes = createHash('sha256').update(`${installId}\n${key}`).digest()
  // As a UUIDv7 is marked (RFC 9562); its time is none.
  bytes[6] = (bytes.readUInt8(6) & 0x0f) | 0x70
  bytes[8] = (bytes.readUInt8(8) & 0x3f) | 0x80
  const hex = bytes.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function attributeOf([name, value]: [string, string | number | Uint8Array]): OwnAttribute {
  if (typeof value === 'string') return { name, type: 'String', value }
  if (typeof value === 'number') return { name, type: 'Number', value: String(value) }
  return { name, type: 'Binary', value: Buffer.from(value).toString('base64') }
}
