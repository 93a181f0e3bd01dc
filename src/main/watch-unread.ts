import type { ChatApp } from '../core/chat-app'
import type { Conversation } from '../shared/contract'
import { unreadIn } from '../shared/unread'

/** Tells how much is unread in all chats, now and after each change of it. */
export async function watchUnread(
  app: Pick<ChatApp, 'handlers' | 'on'>,
  tell: (unread: number) => void
): Promise<void> {
  const chats = new Map<string, Conversation>()
  let told = -1
  const count = (): void => {
    const unread = unreadIn(chats.values())
    if (unread !== told) tell((told = unread))
  }
  const read = async (): Promise<void> => {
    const all = await app.handlers['conversations.list']()
    chats.clear()
    for (const chat of all) chats.set(chat.id, chat)
    count()
  }
  app.on('conversation.changed', (chat) => {
    chats.set(chat.id, chat)
    count()
  })
  app.on('conversation.deleted', ({ id }) => {
    chats.delete(id)
    count()
  })
  // An import says nothing of single chats. A disk that cannot be read is told of by whatever else reads it.
  app.on('data.changed', () => void read().catch(() => {}))
  await read()
}
