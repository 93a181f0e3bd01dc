import { v7 as uuidv7 } from 'uuid'
import type { Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import type { Attention } from './attention'
import { withEntry, type ChatActions, type ChatContext } from './chat-state'
import { lastReply } from './log'

type Actions = Pick<ChatActions, 'open' | 'create' | 'rename' | 'remove'>

/** The list of conversations and which one is open. */
export function conversationActions(
  { get, set, ask }: ChatContext,
  attention: Attention,
  openLogOf: (conversationId: string) => Promise<void>
) {
  /** Marks the open conversation as read when a person can see it. */
  const readIfSeen = (): void => {
    const open = get().conversations.get(get().openId)
    if (open && open.unread > 0 && attention.isFocused()) void ask('conversations.read', { id: open.id })
  }

  /** Where the reader of a conversation goes on: over the first reply that they have not seen. */
  const noteUnseen = (id: string): void => {
    const { conversations, logs, firstUnseen } = get()
    const unread = conversations.get(id)?.unread ?? 0
    const log = logs.get(id)
    if (unread === 0 || log?.hasNewer) return
    set({ firstUnseen: withEntry(firstUnseen, id, log ? (lastReply(log, unread)?.id ?? null) : unread) })
  }

  /** The window is looked at again. */
  const lookedAt = (): void => {
    if (attention.isFocused()) noteUnseen(get().openId)
    readIfSeen()
  }

  const recorders = new Set<Map<string, Conversation | null>>()
  const note = (id: string, conversation: Conversation | null): void => {
    for (const recorder of recorders) recorder.set(id, conversation)
  }
  /** Collects what becomes of conversations, null for deleted ones, until the returned function is called. */
  const record = (): (() => ReadonlyMap<string, Conversation | null>) => {
    const recorder = new Map<string, Conversation | null>()
    recorders.add(recorder)
    return () => {
      recorders.delete(recorder)
      return recorder
    }
  }

  const take = (conversation: Conversation): void => {
    note(conversation.id, conversation)
    set({ conversations: withEntry(get().conversations, conversation.id, conversation) })
    if (conversation.id === get().openId) readIfSeen()
  }

  const open: Actions['open'] = async (id) => {
    const { openId, firstUnseen } = get()
    set({ openId: id, reveal: null, firstUnseen: withEntry(firstUnseen, openId, null) })
    noteUnseen(id)
    readIfSeen()
    await openLogOf(id)
  }

  const forget = (id: string): void => {
    const { conversations, logs, drafts, openId } = get()
    if (id !== DEFAULT_CONVERSATION_ID) note(id, null)
    const kept = id === DEFAULT_CONVERSATION_ID ? conversations : withEntry(conversations, id, null)
    set({ conversations: kept, logs: withEntry(logs, id, null), drafts: withEntry(drafts, id, null) })
    if (openId === id) void open(DEFAULT_CONVERSATION_ID)
  }

  /** A chat whose creation got no answer may be there: the next try under its title is for the same one. */
  const unheard = new Map<string, string>()

  const create: Actions['create'] = async (title) => {
    const id = unheard.get(title) ?? uuidv7()
    unheard.set(title, id)
    const result = await ask('conversations.create', { id, title })
    if (result.ok || result.error.code !== 'offline') unheard.delete(title)
    if (!result.ok) return set({ notice: { title: 'The chat could not be created', error: result.error } })
    take(result.value)
    await open(result.value.id)
  }

  const rename: Actions['rename'] = async (id, title) => {
    const result = await ask('conversations.rename', { id, title })
    if (result.ok) take(result.value)
    else set({ notice: { title: 'The chat could not be renamed', error: result.error } })
  }

  const remove: Actions['remove'] = async (id) => {
    const result = await ask('conversations.delete', { id })
    if (result.ok || result.error.code === 'not_found') forget(id)
    else set({ notice: { title: 'The chat could not be deleted', error: result.error } })
  }

  return { take, forget, record, lookedAt, readIfSeen, noteUnseen, actions: { open, create, rename, remove } }
}

/** Conversations as the sidebar lists them: the one that moved last on top. */
export const byActivity = (conversations: ReadonlyMap<string, Conversation>): Conversation[] =>
  [...conversations.values()].toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
