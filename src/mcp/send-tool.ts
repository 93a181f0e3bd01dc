import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { RequestError, type Progress, type Reply } from '../../lib/api'
import type { Client } from '../../lib/client'
import { call } from '../core/calls/dispatch'
import type { ChatApp } from '../core/chat-app'
import { ChatError } from '../shared/errors'
import { DEFAULT_CONVERSATION_ID, MAX_MESSAGE_BYTES } from '../shared/wire'
import type { AgentApp } from './agent-app'
import { cut } from './as-data'
import { Confirmation } from './confirm'
import { allowedDestination, whileAllowed } from './permission'
import { addTool, type CallExtra } from './tool'

const seconds = z
  .number()
  .positive()
  .max(3600)
  .default(60)
  .describe('how long to wait for the reply, in seconds (60 when left out)')

/** Characters of a reply that are handed back; `read_message` has the rest. */
const REPLY = 16_000
/** How often a client is told that its call goes on, in milliseconds. */
const BEAT_MS = 10_000

export interface SendToolDeps {
  readonly agent: AgentApp
  /** Tells the user's side, not the agent, what was sent. */
  readonly err: (line: string) => void
}

/** Sending, and waiting for what was sent. */
export function addSendTools(server: McpServer, { agent, err }: SendToolDeps): void {
  const confirmation = new Confirmation(server)
  addTool(server, 'send_message', {
    title: 'Send a message',
    description:
      'Sends a text to the backend in use and waits for the reply. Refused unless the user has unlocked that backend for agents; where this client can ask, the user confirms each message. A refusal is the user’s word: do not try again another way.',
    input: {
      text: z.string().min(1).max(MAX_MESSAGE_BYTES),
      chat: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('the id of the chat, or its title; the first one when left out'),
      timeout_seconds: seconds,
      key: z
        .string()
        .min(1)
        .max(200)
        .optional()
        .describe('a name for this request: asked for again under it, it is not sent twice')
    },
    writes: true,
    open: true,
    run: async ({ text, chat: wanted, timeout_seconds, key }, extra) => {
      const app = await agent.backend()
      const destination = await allowedDestination(app, wanted ?? DEFAULT_CONVERSATION_ID)
      const { backend, chat, isProtected, answers } = destination
      if (isProtected && !confirmation.possible) throw new ChatError('agents.cannot_ask', { backend })
      const tell = (id: string): void => err(`chatapp mcp: an agent sent ${id} to ${backend}.`)
      return await withProgress(extra, async (onProgress) => {
        if (confirmation.possible) await confirmation.ask({ ...destination, text }, extra)
        return await whileAllowed(app, { destination, signal: extra.signal }, async (signal) => {
          const options = { chat: chat.id, timeoutMs: timeout_seconds * 1000, signal, onProgress }
          const asked = { ...options, ...(key === undefined ? {} : { key }) }
          const sent = await requested({ app, client: await agent.client(), answers, tell }, text, asked)
          return 'text' in sent ? { reply: replyLine(sent) } : { sent }
        })
      })
    }
  })
  addTool(server, 'get_reply', {
    title: 'Get a reply',
    description: 'Waits for the reply to a request that was sent before and has none yet.',
    input: { request_id: z.string().min(1).max(200), timeout_seconds: seconds },
    open: true,
    run: async ({ request_id, timeout_seconds }, extra) => {
      return await withProgress(extra, async (onProgress) => {
        const waiting = { timeoutMs: timeout_seconds * 1000, signal: extra.signal, onProgress }
        return { reply: replyLine(await (await agent.client()).reply(request_id, waiting)) }
      })
    }
  })
}

interface Asking {
  readonly app: ChatApp
  readonly client: Client
  readonly answers: boolean
  /** Told the id of what was sent, whatever comes of it. */
  readonly tell: (requestId: string) => void
}

/**
 * The reply, or what was sent where none comes. What the backend has not taken in time is taken back, for nobody here can
 * say where it would go later.
 */
async function requested(
  { app, client, answers, tell }: Asking,
  ...[text, options]: Parameters<Client['request']>
): Promise<Reply | { requestId: string }> {
  try {
    const reply = await client.request(text, options)
    tell(reply.requestId)
    return reply
  } catch (error) {
    if (!(error instanceof RequestError) || error.requestId === null) throw error
    const { code, requestId } = error
    const taken =
      code === 'timed_out' ? await call(app, 'chat.cancel', { id: requestId }).catch(() => null) : null
    if (taken) throw new ChatError('agents.withdrawn', {}, { cause: error })
    tell(requestId)
    if (code === 'conflict' && !answers) return { requestId }
    throw error
  }
}

const replyLine = ({ text, ...reply }: Reply) => ({ ...reply, ...cut(text, 0, REPLY) })

/**
 * Does work that tells the client, if it asks for it, that it goes on: what is known of the attempt, and each ten seconds
 * that it still does.
 */
async function withProgress<T>(
  { _meta, sendNotification }: CallExtra,
  work: (told: (known: Progress) => void) => Promise<T>
): Promise<T> {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return await work(() => {})
  let progress = 0
  const tell = (message: string): void =>
    void sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress: ++progress, message }
    }).catch(() => {})
  const timer = setInterval(tell, BEAT_MS, 'waiting')
  try {
    return await work((known) => tell(inWords(known)))
  } finally {
    clearInterval(timer)
  }
}

function inWords({ attempt, of, fraction, text, failed }: Progress): string {
  const which = `attempt ${attempt}${of === undefined ? '' : ` of ${of}`}`
  if (failed) return `${which} failed: ${failed.cause}`
  const share = fraction === undefined ? [] : [`${Math.round(fraction * 100)} %`]
  return [which, ...share, ...(text === undefined ? [] : [text])].join(' · ').slice(0, 1000)
}
