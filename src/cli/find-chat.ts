import type { CallOutput } from '../shared/contract'
import { ChatError } from '../shared/errors'

type Chat = CallOutput<'conversations.list'>[number]

/** The chat with an id or a title; null when there is none. Throws `invalid_input` when several are called so. */
export function findChat(chats: readonly Chat[], wanted: string): Chat | null {
  const named = chats.filter(({ title }) => title === wanted)
  const chat = chats.find(({ id }) => id === wanted) ?? named[0] ?? null
  if (chat && chat.id !== wanted && named.length > 1) {
    const ids = named.map(({ id }) => id).join(', ')
    throw new ChatError('chat.ambiguous', { count: named.length, ids })
  }
  return chat
}
