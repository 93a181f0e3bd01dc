import type { Conversation, Result } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import type { ChatActions, ChatContext } from './chat-state'
import { type Message } from '../text/words'

type Actions = Pick<
  ChatActions,
  'rename' | 'mark' | 'markUnread' | 'markRead' | 'remove' | 'restore' | 'stopDeleting'
>

interface ChangesDeps {
  readonly forget: (id: string) => void
  readonly take: (conversation: Conversation) => void
}

/** What a person does with a chat in the list: names and marks it, deletes it and has it back. */
export function chatChanges({ set, ask }: ChatContext, { forget, take }: ChangesDeps): Actions {
  /** Makes a change; `title` says what could not be done. */
  const changing = async (
    title: Message,
    change: () => Promise<Result<Conversation | null>>
  ): Promise<Conversation | null> => {
    const result = await change()
    if (!result.ok) set({ notice: { title, error: result.error } })
    else if (result.value) take(result.value)
    return result.ok ? result.value : null
  }

  const remove: Actions['remove'] = async (id) => {
    const isFirst = id === DEFAULT_CONVERSATION_ID
    const result = await ask(isFirst ? 'conversations.delete' : 'conversations.deleteLater', { id })
    if (result.ok || result.error.code === 'not_found') forget(id)
    // Who has stopped it sees what is left.
    else if (result.error.code !== 'cancelled')
      set({ notice: { title: 'The chat could not be deleted', error: result.error } })
    return result.ok && !isFirst
  }

  const restore: Actions['restore'] = async (id) =>
    (await changing('The chat could not be brought back', () => ask('conversations.restore', { id }))) !==
    null

  const stopDeleting: Actions['stopDeleting'] = async (id) => {
    const result = await ask('conversations.delete.cancel', { id })
    if (!result.ok) set({ notice: { title: 'The deletion could not be stopped', error: result.error } })
  }
  return {
    rename: async (id, title) =>
      void (await changing('The chat could not be renamed', () =>
        ask('conversations.rename', { id, title })
      )),
    mark: async (id, marks) =>
      void (await changing('The chat could not be changed', () =>
        ask('conversations.change', { id, ...marks })
      )),
    markUnread: async (id) =>
      void (await changing('The chat could not be marked', () => ask('conversations.unread', { id }))),
    markRead: async (id) =>
      void (await changing('The chat could not be marked', () => ask('conversations.read', { id }))),
    remove,
    restore,
    stopDeleting
  }
}
