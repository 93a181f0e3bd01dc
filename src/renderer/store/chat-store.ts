import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppInfo, ChatHost, Connection, Conversation, Settings } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import type { ChatMessage } from '../../shared/message'
import { applyLook } from './look'
import { windowAttention, type Attention } from './attention'
import { withEntry, type ChatContext, type ChatData, type ChatState } from './chat-state'
import { conversationActions } from './conversation-actions'
import { createDrafts } from './drafts'
import { createInbox } from './inbox'
import { tellInUse } from './in-use'
import { keptWork, workKeeper, tabStorage, type PageStorage } from './kept-work'
import { logActions } from './log-actions'
import { messageActions } from './message-actions'
import { chatOfOwnWindow } from './own-window'
import { resource, together } from './resource'
import { errorText, speak } from '../text/words'

const nothingYet: ChatData = {
  phase: 'loading',
  failure: null,
  accessEnded: null,
  linkUp: true,
  info: null,
  settings: null,
  connection: null,
  conversations: new Map(),
  openId: DEFAULT_CONVERSATION_ID,
  deletions: new Map(),
  logs: new Map(),
  loading: new Set(),
  logErrors: new Map(),
  drafts: new Map(),
  attributes: new Map(),
  unsaved: new Set(),
  pending: new Map(),
  sendErrors: new Map(),
  setAside: 0,
  notice: null,
  lastSentId: null,
  reveal: null,
  firstUnseen: new Map(),
  hidden: new Set()
}

/**
 * The conversations of one host, as the page shows them. Nothing is asked before `start()`.
 *
 * The open chat, what is being sent and drafts that the host does not have yet are kept in the page's storage, so a reload
 * goes on where it was.
 */
export function createChatStore(
  host: ChatHost,
  attention: Attention = windowAttention,
  storage: PageStorage = tabStorage
): StoreApi<ChatState> {
  const store = createStore<ChatState>()((set, get, { subscribe }) => {
    const ask: ChatHost['call'] = async (name, input) => {
      const result = await host.call(name, input)
      if (!result.ok && result.error.code === 'forbidden') set({ accessEnded: errorText(result.error) })
      return result
    }
    const context: ChatContext = { get, set: (change) => set(change), ask, onLink: host.onLink.bind(host) }
    const inbox = createInbox(context)
    const logs = logActions(context, inbox)
    const drafts = createDrafts(context, attention)
    subscribe(({ openId, conversations: all }, before) => {
      const opened = openId === before.openId ? undefined : all.get(openId)
      if (opened) drafts.hear(opened)
    })
    const conversations = conversationActions(context, {
      attention,
      openLogOf: logs.openLogOf,
      hearDraft: drafts.hear
    })
    const messages = messageActions(context, { attention, reload: logs.reload, setDraft: drafts.write })

    const { settings, facts } = factsOf(host, context, messages.pending)
    const served = together(facts, chatsOf(host, context, { conversations, logs, drafts }))

    let listening = false
    const listen = (): void => {
      listening = true
      host.on('message.changed', (message: ChatMessage) => {
        inbox.add(message)
        messages.pending.heard(message)
      })
      host.on('conversation.changed', conversations.take)
      host.on('conversation.deleted', ({ id }) => conversations.forget(id))
      host.on('conversation.deleting', (deletion) =>
        set({ deletions: withEntry(get().deletions, deletion.id, deletion.over ? null : deletion) })
      )
      host.onLink((up) => {
        set(up ? { linkUp: true, accessEnded: null } : { linkUp: false, deletions: new Map() })
        if (!up) void ask('connection.get', undefined) // tells a host that went away from a session that ended
      })
      attention.onChange(conversations.lookedAt)
      tellInUse(host, attention)
      served.watch()
    }

    return {
      ...nothingYet,
      ...keptWork(storage),
      openId: chatOfOwnWindow() ?? keptWork(storage).openId ?? DEFAULT_CONVERSATION_ID,
      start: async () => {
        set({ phase: 'loading', failure: null })
        if (listening) await served.load()
        else {
          listen()
          await served.loaded()
        }
      },
      ...conversations.actions,
      ...logs.actions,
      ...messages.actions,
      changeSettings: async (change) => {
        const result = await ask('settings.set', change)
        if (!result.ok) return result.error
        settings.put(result.value)
        return null
      },
      dismissNotice: () => set({ notice: null })
    }
  })
  store.subscribe(workKeeper(storage))
  return store
}

/** What the host knows besides chats: itself, its settings, its connection and how much it set aside. */
function factsOf(
  host: ChatHost,
  { get, set, ask }: ChatContext,
  pending: ReturnType<typeof messageActions>['pending']
) {
  const info = resource<AppInfo>(host, {
    call: () => ask('app.info', undefined),
    take: (now) => {
      set({ info: now })
      pending.resume()
    },
    error: (error) => error && pending.resume()
  })
  const settings = resource<Settings>(host, {
    call: () => ask('settings.get', undefined),
    event: (changed) => host.on('settings.changed', changed),
    take: (now) => {
      applyLook(now)
      void speak(now)
      set({ settings: now })
    }
  })
  const connection = resource<Connection>(host, {
    call: () => ask('connection.get', undefined),
    event: (changed) => host.on('connection.changed', changed),
    take: (now) => {
      const { connection: before } = get()
      set({ connection: now })
      if (before && before.label !== now.label) void info.load()
    }
  })
  const setAside = resource<{ readonly length: number }>(host, {
    call: () => ask('quarantine.list', undefined),
    event: (changed) => host.on('quarantine.changed', ({ count }) => changed({ length: count })),
    take: ({ length }) => set({ setAside: length })
  })
  return { settings, facts: together(settings, connection, setAside, info) }
}

/** The list of chats and what is shown of the open one. What changes meanwhile is newer than the list. */
function chatsOf(
  host: ChatHost,
  { get, set, ask }: ChatContext,
  {
    conversations,
    logs,
    drafts
  }: {
    conversations: ReturnType<typeof conversationActions>
    logs: ReturnType<typeof logActions>
    drafts: ReturnType<typeof createDrafts>
  }
) {
  return resource<{
    list: readonly Conversation[]
    newer: ReadonlyMap<string, Conversation | null>
  }>(host, {
    call: async () => {
      const heard = conversations.record()
      const list = await ask('conversations.list', undefined)
      const newer = heard()
      return list.ok ? { ok: true, value: { list: list.value, newer } } : list
    },
    event: (_, again) =>
      host.on('data.changed', () => {
        // What was added or deleted may stand anywhere in a log, not only in the page that is read anew.
        set({ logs: new Map() })
        again()
      }),
    take: async ({ list, newer }) => {
      const byId = new Map<string, Conversation>(list.map((one) => [one.id, one]))
      for (const [id, conversation] of newer) {
        if (conversation) byId.set(id, conversation)
        else byId.delete(id)
      }
      const openId = byId.has(get().openId) ? get().openId : DEFAULT_CONVERSATION_ID
      set({ conversations: byId, openId, phase: 'ready' })
      drafts.flush()
      for (const one of list) drafts.hear(one)
      logs.forgetAllBut(openId)
      if (!get().firstUnseen.has(openId)) conversations.noteUnseen(openId)
      await logs.reload(openId)
      conversations.readIfSeen()
    },
    error: (failure) => set(failure && get().phase !== 'ready' ? { failure, phase: 'failed' } : { failure })
  })
}
