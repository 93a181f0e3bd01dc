import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { call } from '../core/calls/dispatch'
import { backendName, placeOfBackend } from '../shared/backend-words'
import { MOST_GLANCES } from '../shared/contract'
import type { AgentApp } from './agent-app'
import { addTool } from './tool'

/** Reading backends and queues. */
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
      return { queues, others: rest, next: part.next }
    }
  })
}
