import { v7 as uuidv7 } from 'uuid'
import type { Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import type { Attention } from './attention'
import { chatChanges } from './chat-changes'
import { withEntry, type ChatActions, type ChatContext } from './chat-state'
import { lastReply } from './log'

type Actions = Pick<ChatActions, 'open' | 'newChat' | 'create'> & ReturnType<typeof chatChanges>

interface ConversationDeps {
  readonly attention: Attention
  readonly openLogOf: (conversationId: string) => Promise<void>
  /** Follows what is said of a chat's draft. */
  readonly hearDraft: (conversation: Conversation) => void
}

/** The list of conversations and which one is open. */
export function conversationActions(
  context: ChatContext,
  { attention, openLogOf, hearDraft }: ConversationDeps
) {
  const { get, set, ask } = context
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
    hearDraft(conversation)
    if (conversation.id === get().openId) readIfSeen()
  }

  const open: Actions['open'] = async (id) => {
    const { openId, firstUnseen } = get()
    set({ openId: id, reveal: null, firstUnseen: withEntry(firstUnseen, openId, null) })
    noteUnseen(id)
    if (get().conversations.get(id)?.markedUnread) void ask('conversations.read', { id })
    else readIfSeen()
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
    const key = title ?? ''
    const id = unheard.get(key) ?? uuidv7()
    unheard.set(key, id)
    const result = await ask('conversations.create', title === undefined ? { id } : { id, title })
    if (result.ok || result.error.code !== 'offline') unheard.delete(key)
    if (!result.ok) return set({ notice: { title: 'The chat could not be created', error: result.error } })
    take(result.value)
    await open(result.value.id)
  }

  const newChat: Actions['newChat'] = async () => {
    const { conversations, drafts } = get()
    const empty = [...conversations.values()].find((one) => isEmpty(one) && !drafts.has(one.id))
    await (empty ? open(empty.id) : create())
  }

  const actions: Actions = { open, newChat, create, ...chatChanges(context, { forget, take }) }
  return { take, forget, record, readIfSeen, noteUnseen, lookedAt, actions }
}

/** Whether a chat was begun and nothing was said or written in it. */
const isEmpty = ({ id, named, preview, archived, draft }: Conversation): boolean =>
  id !== DEFAULT_CONVERSATION_ID && !named && !archived && preview === '' && draft === null

/** Conversations as the sidebar lists them, in each group the one that moved last on top. */
export function inGroups(conversations: ReadonlyMap<string, Conversation>) {
  const sorted = [...conversations.values()].toSorted((a, b) => b.lastActivityAt - a.lastActivityAt)
  return {
    pinned: sorted.filter(({ pinned, archived }) => pinned && !archived),
    others: sorted.filter(({ pinned, archived }) => !pinned && !archived),
    archived: sorted.filter(({ archived }) => archived)
  }
}

/** Those that are in the list and not put aside, from top to bottom. */
export const inListOrder = (conversations: ReadonlyMap<string, Conversation>): Conversation[] => {
  const { pinned, others } = inGroups(conversations)
  return [...pinned, ...others]
}
