import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { z } from 'zod'
import { call } from '../core/calls/dispatch'
import type { ChatApp } from '../core/chat-app'
import { ChatError } from '../shared/errors'
import { findChat } from '../shared/find-chat'
import type { ChatMessage, RoomPart } from '../shared/message'
import type { Conversation } from '../shared/contract'
import type { AgentApp } from './agent-app'
import { cut, moment, SHOWN, withinBudget } from './as-data'
import { addTool } from './tool'

/** Characters of a message that one look reads. */
const PART = 16_000

const limit = (most: number, usual: number) =>
  z.number().int().min(1).max(most).default(usual).describe(`at most so many (${usual} when left out)`)

/** Reading what was said. */
export function addChatTools(server: McpServer, agent: AgentApp): void {
  addTool(server, 'list_chats', {
    title: 'List chats',
    description: 'The chats of this profile, the one with the newest message first.',
    input: {
      limit: limit(100, 30),
      skip: z.number().int().min(0).default(0).describe('leave out so many; "next" of the answer before'),
      archived: z.boolean().default(false).describe('with archived ones')
    },
    run: async ({ limit, skip, archived }) => {
      const all = await call(await agent.store(), 'conversations.list', undefined)
      const chats = all
        .filter((chat) => archived || !chat.archived)
        .toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
      const next = skip + limit < chats.length ? skip + limit : null
      return { chats: chats.slice(skip, skip + limit).map(chatLine), total: chats.length, next }
    }
  })
  addTool(server, 'read_chat', {
    title: 'Read a chat',
    description: 'Messages of one chat, oldest first: the newest ones, or those before a message.',
    input: {
      chat: z.string().min(1).max(200).describe('the id of the chat, or its title'),
      before: z.string().max(200).optional().describe('the id of a message; "before" of the answer before'),
      limit: limit(50, 20)
    },
    run: async ({ chat, before, limit }) => {
      const app = await agent.store()
      const { id, title } = await chatCalled(app, chat)
      return { chat: { id, title }, ...(await newestOf(app, { conversationId: id, before, limit })) }
    }
  })
  addTool(server, 'read_message', {
    title: 'Read a message',
    description: `The whole text of one message, in parts of ${PART} characters, with what is known of its delivery.`,
    input: {
      id: z.string().min(1).max(200),
      from: z.number().int().min(0).default(0).describe('the character to begin with')
    },
    run: async ({ id, from }) => {
      const { message } = await call(await agent.store(), 'chat.detail', { id })
      return { message: { ...messageLine(message), ...cut(message.text, from, PART) } }
    }
  })
  addTool(server, 'search_messages', {
    title: 'Search messages',
    description:
      'Messages by words, "texts in quotation marks" and from: in: before: after: is: has:, the newest first, with the piece around the hit.',
    input: {
      query: z.string().min(1).max(500),
      limit: limit(50, 20),
      before: z.string().max(200).optional().describe('"next" of the answer before')
    },
    run: async ({ query, limit, before }) => {
      const app = await agent.store()
      const found = await call(app, 'chat.search', {
        query,
        limit,
        ...(before === undefined ? {} : { before })
      })
      const hits = found.hits.map(({ message, snippet }) => {
        const { text: _, ...line } = messageLine(message)
        return { ...line, chatId: message.conversationId, snippet: snippet.slice(0, 500) }
      })
      return { hits, total: found.total, next: found.next, pending: found.pending }
    }
  })
}

/** The chat with an id or a title; throws `not_found`. */
export async function chatCalled(app: ChatApp, wanted: string): Promise<Conversation> {
  const chat = findChat(await call(app, 'conversations.list', undefined), wanted)
  if (!chat) throw new ChatError('chat.none_called', { wanted })
  return chat
}

interface Page {
  readonly conversationId: string
  readonly before?: string | undefined
  readonly limit: number
}

/** The newest messages of a chat that fit into an answer, and where to go on. */
export async function newestOf(app: ChatApp, { conversationId, before, limit }: Page) {
  const page = await call(app, 'chat.history', {
    conversationId,
    limit,
    ...(before === undefined ? {} : { before })
  })
  const messages = withinBudget(page.messages.map(messageLine).toReversed()).toReversed()
  const more = page.hasMore || messages.length < page.messages.length
  return { messages, before: more ? (messages[0]?.id ?? null) : null }
}

const chatLine = ({ id, title, lastActivityAt, unread, preview, archived, pair, room }: Conversation) => ({
  id,
  title,
  lastActivityAt: moment(lastActivityAt),
  unread,
  preview,
  ...(archived ? { archived } : {}),
  ...(pair ? { requestQueue: pair.requestQueue, replyQueue: pair.replyQueue } : {}),
  ...(room ? { room: { kind: room.kind, state: room.state, members: room.members } } : {})
})

/** A message as a list shows it; `length` where `read_message` has more of its text. */
function messageLine(message: ChatMessage) {
  const { id, role, sender, createdAt, room } = message
  const text = cut(message.text, 0, SHOWN)
  const common = { id, role, from: sender.name, at: moment(createdAt), ...text, ...(room && inRoom(room)) }
  if (message.role === 'request')
    return {
      ...common,
      status: message.status,
      ...(message.reason ? { reason: message.reason.message } : {})
    }
  if (room) return common
  const failure = message.kind === 'error' ? { failure: true } : {}
  return { ...common, inReplyTo: message.inReplyTo, ...failure }
}

/** What of a room's log a message is: most lines of the system have no text, nor has what was deleted or is sealed. */
const inRoom = ({ seq, by, kind, quotes, editedAt, deleted, sealed, memberName }: RoomPart) => ({
  room: {
    seq,
    by,
    kind,
    quotes,
    deleted,
    sealed,
    memberName,
    ...(editedAt && { editedAt: moment(editedAt) })
  }
})
