import { ChatError } from './errors'

interface Chat {
  readonly id: string
  readonly title: string
}

/** The chat with an id or a title; null when there is none. Throws `invalid_input` when several are called so. */
export function findChat<C extends Chat>(chats: readonly C[], wanted: string): C | null {
  const named = chats.filter(({ title }) => title === wanted)
  const chat = chats.find(({ id }) => id === wanted) ?? named[0] ?? null
  if (chat && chat.id !== wanted && named.length > 1) {
    const ids = named.map(({ id }) => id).join(', ')
    throw new ChatError('chat.ambiguous', { count: named.length, ids })
  }
  return chat
}
