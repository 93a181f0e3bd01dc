import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { call } from '../core/calls/dispatch'
import type { ChatApp } from '../core/chat-app'
import type { LetterSummary } from '../shared/contract'
import { ChatError } from '../shared/errors'
import type { AgentApp } from './agent-app'
import { cut, moment, withinBudget } from './as-data'
import { backendInUse } from './permission'
import { addTool } from './tool'

/** Characters of a letter that one look reads. */
const PART = 16_000

const queue = z
  .string()
  .min(1)
  .max(80)
  .optional()
  .describe('another queue than the dead-letter queue, by its name')
const fromQueue = (wanted: string | undefined) => (wanted === undefined ? {} : { from: wanted })

/** Reading dead letters, and what lies in other queues. */
export function addLetterTools(server: McpServer, agent: AgentApp): void {
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
