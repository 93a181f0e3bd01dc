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
import { chatCalled } from './chat-tools'
import { Confirmation } from './confirm'
import { backendInUse } from './queue-tools'
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
      const chat = await chatCalled(app, wanted ?? DEFAULT_CONVERSATION_ID)
      const backend = await allowedBackend(app, confirmation)
      const told = progressTo(extra)
      try {
        if (confirmation.possible)
          await confirmation.ask({ backend: backend.name, chat: chat.title, text }, extra)
        const reply = await whileAllowed(
          app,
          { backendId: backend.id, signal: extra.signal },
          async (signal) =>
            await requested({ app, client: await agent.client() }, text, {
              chat: chat.id,
              timeoutMs: timeout_seconds * 1000,
              signal,
              onProgress: told.progress,
              ...(key === undefined ? {} : { key })
            })
        )
        err(`chatapp mcp: an agent sent ${reply.requestId} to ${backend.name}.`)
        return { reply: replyLine(reply) }
      } finally {
        told.end()
      }
    }
  })
  addTool(server, 'get_reply', {
    title: 'Get a reply',
    description: 'Waits for the reply to a request that was sent before and has none yet.',
    input: { request_id: z.string().min(1).max(200), timeout_seconds: seconds },
    open: true,
    run: async ({ request_id, timeout_seconds }, extra) => {
      const told = progressTo(extra)
      try {
        const waiting = { timeoutMs: timeout_seconds * 1000, signal: extra.signal, onProgress: told.progress }
        return { reply: replyLine(await (await agent.client()).reply(request_id, waiting)) }
      } finally {
        told.end()
      }
    }
  })
}

/** The backend in use, if an agent may send there now. Throws `forbidden`, in words for the agent and its user. */
async function allowedBackend(app: ChatApp, confirmation: Confirmation) {
  const backend = await backendInUse(app)
  if (backend.agents === 'locked') throw new ChatError('agents.locked', { backend: backend.name })
  if (backend.protected && !confirmation.possible)
    throw new ChatError('agents.cannot_ask', { backend: backend.name })
  return backend
}

interface Allowed {
  readonly backendId: string
  readonly signal: AbortSignal
}

/** Ends work when the user talks to another backend, or locks this one: an agent's message goes where it was allowed to, or nowhere. */
async function whileAllowed<T>(
  app: ChatApp,
  { backendId, signal }: Allowed,
  work: (signal: AbortSignal) => Promise<T>
): Promise<T> {
  const forbidden = new AbortController()
  const look = async (): Promise<void> => {
    const { id, agents } = await backendInUse(app)
    if (id !== backendId || agents === 'locked') forbidden.abort()
  }
  const off = app.on('backends.changed', () => void look())
  try {
    await look()
    if (forbidden.signal.aborted) throw new ChatError('agents.backend_changed')
    return await work(AbortSignal.any([signal, forbidden.signal]))
  } catch (error) {
    throw forbidden.signal.aborted ? new ChatError('agents.backend_changed', {}, { cause: error }) : error
  } finally {
    off()
  }
}

/** The reply; what the backend has not taken by then is taken back, for nobody here can say where it would go later. */
async function requested(
  { app, client }: { app: ChatApp; client: Client },
  ...[text, options]: Parameters<Client['request']>
): Promise<Reply> {
  try {
    return await client.request(text, options)
  } catch (error) {
    if (!(error instanceof RequestError) || error.code !== 'timed_out' || error.requestId === null)
      throw error
    const withdrawn = await call(app, 'chat.cancel', { id: error.requestId }).catch(() => null)
    throw withdrawn ? new ChatError('agents.withdrawn', {}, { cause: error }) : error
  }
}

const replyLine = ({ text, ...reply }: Reply) => ({ ...reply, ...cut(text, 0, REPLY) })

/** Tells the client, if it asks for it, that something goes on: what is known of the attempt, and each ten seconds that it still does. */
function progressTo({ _meta, sendNotification }: CallExtra): {
  progress: (known: Progress) => void
  end: () => void
} {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return { progress: () => {}, end: () => {} }
  let progress = 0
  const tell = (message: string): void =>
    void sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress: ++progress, message }
    }).catch(() => {})
  const timer = setInterval(tell, BEAT_MS, 'waiting')
  return { progress: (known) => tell(inWords(known)), end: () => clearInterval(timer) }
}

function inWords({ attempt, of, fraction, text, failed }: Progress): string {
  const which = `attempt ${attempt}${of === undefined ? '' : ` of ${of}`}`
  if (failed) return `${which} failed: ${failed.cause}`
  const share = fraction === undefined ? [] : [`${Math.round(fraction * 100)} %`]
  return [which, ...share, ...(text === undefined ? [] : [text])].join(' · ').slice(0, 1000)
}
