import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { call } from '../core/calls/dispatch'
import type { ChatApp } from '../core/chat-app'
import { backendName, placeOfBackend } from '../shared/backend-words'
import { MOST_GLANCES, type LetterSummary } from '../shared/contract'
import { ChatError } from '../shared/errors'
import type { AgentApp } from './agent-app'
import { cut, moment, withinBudget } from './as-data'
import { backendInUse } from './permission'
import { addTool } from './tool'

/** Characters of a letter that one look reads. */
const PART = 16_000
/** Names of queues that one answer holds without their depth. */
const MAX_NAMES = 500

const queue = z
  .string()
  .min(1)
  .max(80)
  .optional()
  .describe('another queue than the dead-letter queue, by its name')
const fromQueue = (wanted: string | undefined) => (wanted === undefined ? {} : { from: wanted })

/** Reading backends, queues and dead letters. */
export function addQueueTools(server: McpServer, agent: AgentApp): void {
  addTool(server, 'list_backends', {
    title: 'List backends',
    description:
      'Where this profile can send: which one is in use, its connection, and where agents may send. Only the user changes that.',
    input: {},
    open: true,
    run: async () => {
      const app = await agent.backend()
      const { activeId, backends, choices } = await call(app, 'backends.list', undefined)
      const { state, detail, outbox } = await call(app, 'connection.get', undefined)
      return {
        backends: backends.map((backend) => ({
          name: backendName(backend),
          kind: backend.kind,
          place: placeOfBackend(backend),
          agents: choices[backend.id]?.agents ?? 'locked',
          protected: choices[backend.id]?.protected ?? true,
          ...(backend.id === activeId ? { inUse: true, connection: { state, detail, outbox } } : {})
        }))
      }
    }
  })
  addTool(server, 'list_queues', {
    title: 'List queues',
    description:
      'Queues with how many messages wait, are being worked on or are delayed: those that this profile uses, or all of the backend in use, by the beginning of their names.',
    input: {
      of: z.enum(['profile', 'backend']).default('profile'),
      prefix: z.string().max(80).default('').describe('of the backend: how the names begin'),
      next: z.string().max(4000).optional().describe('of the backend: "next" of the answer before')
    },
    open: true,
    run: async ({ of, prefix, next = null }) => {
      const app = await agent.backend()
      if (of === 'profile') return { queues: await call(app, 'queues.list', undefined) }
      const part = await call(app, 'desk.list', { prefix, next })
      const [first, rest] = [part.queues.slice(0, MOST_GLANCES), part.queues.slice(MOST_GLANCES)]
      const glances = first.length === 0 ? [] : await call(app, 'desk.glance', { queues: first })
      const queues = glances.map(({ name, glance }) =>
        glance.ok
          ? { name, ...glance.value.depth, deadLetterQueue: glance.value.deadLetterQueue }
          : { name, refused: glance.error.message }
      )
      // Their depth would be a request each: a longer prefix asks for it.
      return { queues, others: rest.slice(0, MAX_NAMES), next: part.next }
    }
  })
  addTool(server, 'list_dead_letters', {
    title: 'List dead letters',
    description:
      'Requests that were given up: those in the dead-letter queue of the backend in use, or in another queue of it, or those that the user took into the tray.',
    input: {
      place: z.enum(['queue', 'tray']).default('queue'),
      queue,
      limit: z.number().int().min(1).max(50).default(20),
      before: z.string().max(200).optional().describe('of the tray: "before" of the answer before')
    },
    open: true,
    run: async ({ place, queue: wanted, limit, before }) => {
      if (place === 'tray') {
        const app = await agent.store()
        const tray = await call(app, 'letters.tray', { limit, ...(before === undefined ? {} : { before }) })
        const letters = withinBudget(tray.letters.map(letterLine))
        const more = tray.more || letters.length < tray.letters.length
        return { letters, total: tray.total, before: more ? (letters.at(-1)?.id ?? null) : null }
      }
      const app = await agent.backend()
      await assertMayLook(app)
      const { queue, letters, total, look } = await call(app, 'letters.list', { limit, ...fromQueue(wanted) })
      return { queue, letters: withinBudget(letters.map(letterLine)), total, look }
    }
  })
  addTool(server, 'read_dead_letter', {
    title: 'Read a dead letter',
    description: `The body of one letter in parts of ${PART} characters, with its attributes and why it failed.`,
    input: {
      place: z.enum(['queue', 'tray']),
      queue,
      id: z.string().min(1).max(200).describe('its id, as the list says it'),
      from: z.number().int().min(0).default(0).describe('the character to begin with')
    },
    open: true,
    run: async ({ place, queue: wanted, id, from }) => {
      const app = await (place === 'tray' ? agent.store() : agent.backend())
      if (place === 'queue') await assertMayLook(app)
      const letter = await call(app, 'letters.get', { place, id, ...fromQueue(wanted) })
      const attributes = letter.attributes.map(({ name, type, value }) => ({ name, type, ...cut(value) }))
      return { letter: { ...letterLine(letter), ...cut(letter.body, from, PART), attributes } }
    }
  })
}

/** To look at a queue of SQS is to receive from it. Throws `forbidden` where that changes something and is not allowed. */
async function assertMayLook(app: ChatApp): Promise<void> {
  const { effect } = await call(app, 'letters.look', undefined)
  if (effect === 'none') return
  const { name, agents } = await backendInUse(app)
  if (agents === 'locked') throw new ChatError('agents.look_receives', { backend: name })
}

const letterLine = ({ id, correlationId, cause, attempts, sentAt, source, text, length }: LetterSummary) => ({
  id,
  correlationId,
  cause,
  attempts,
  sentAt: moment(sentAt),
  source,
  text,
  length
})
