import type { ChatApp } from '../core/chat-app'
import { toChatError } from '../shared/to-chat-error'
import { DEFAULT_CONVERSATION_ID } from '../shared/wire'
import { ChatError } from '../shared/errors'
import { exitCodes, type CliDeps, type ProfileOptions } from './cli-deps'
import { findChat } from '../shared/find-chat'
import { call, unchanged, withChatApp } from './command-context'
import { confirm } from './standard-input'

export interface DeleteOptions extends ProfileOptions {
  readonly yes?: boolean
  readonly json?: boolean
}

/** Something that can be deleted, and how a person is asked about it. */
interface Deletable {
  readonly kind: 'chat' | 'message'
  readonly id: string
  readonly question: string
  readonly done: string
  readonly delete: () => Promise<unknown>
  /** Ends a deletion that takes long. */
  readonly stop?: () => Promise<unknown>
}

/** `chatapp delete`: deletes a chat, or one message with its replies, once the user has said yes. */
export async function deleteCommand(deps: CliDeps, wanted: string, options: DeleteOptions): Promise<number> {
  return await withChatApp(deps, { ...options, connect: false }, async (app) => {
    const found = (await deletableChat(app, wanted)) ?? (await findMessage(app, wanted))
    if (!options.yes && !(await confirm(deps, found.question))) return unchanged(deps, 'deletes')
    deps.stop.addEventListener('abort', () => void found.stop?.(), { once: true })
    await found.delete()
    if (options.json) deps.out(JSON.stringify({ deleted: found.kind, id: found.id }))
    else deps.err(found.done)
    return exitCodes.done
  })
}

async function deletableChat(app: ChatApp, wanted: string): Promise<Deletable | null> {
  const chat = findChat(await call(app, 'conversations.list', undefined), wanted)
  if (!chat) return null
  // The chat that every profile has is there for good; it is emptied.
  const verb = chat.id === DEFAULT_CONVERSATION_ID ? ['Empty', 'Emptied'] : ['Delete', 'Deleted']
  return {
    kind: 'chat',
    id: chat.id,
    question: `${verb[0]} the chat "${chat.title}", with all its messages, for good?`,
    done: `${verb[1]} the chat "${chat.title}".`,
    delete: async () => await call(app, 'conversations.delete', { id: chat.id }),
    stop: async () => await call(app, 'conversations.delete.cancel', { id: chat.id })
  }
}

/** Characters of a message that its question shows. */
const SHOWN = 60

async function findMessage(app: ChatApp, id: string): Promise<Deletable> {
  const { message, replies } = await call(app, 'chat.detail', { id }).catch((error: unknown) => {
    if (toChatError(error).code !== 'not_found') throw error
    throw new ChatError('chat.or_message_not_found', { id })
  })
  const text = message.text.length > SHOWN ? `${message.text.slice(0, SHOWN)}…` : message.text
  const withReplies = replies.length === 0 ? '' : ', with what was answered to it,'
  return {
    kind: 'message',
    id,
    question: `Delete the message "${text}"${withReplies} for good?`,
    done: 'Deleted the message.',
    delete: async () => await call(app, 'chat.delete', { id })
  }
}
