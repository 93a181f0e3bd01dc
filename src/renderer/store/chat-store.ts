import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, Connection, Conversation } from '../../shared/contract'
import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import type { ChatMessage } from '../../shared/message'
import { applyTheme } from './theme'
import { windowAttention, type Attention } from './attention'
import type { ChatContext, ChatData, ChatState } from './chat-state'
import { conversationActions } from './conversation-actions'
import { follow } from './follow'
import { createInbox } from './inbox'
import { keptWork, workKeeper, tabStorage, type PageStorage } from './kept-work'
import { logActions } from './log-actions'
import { messageActions } from './message-actions'

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
  logs: new Map(),
  loading: new Set(),
  logErrors: new Map(),
  drafts: new Map(),
  pending: new Map(),
  sendErrors: new Map(),
  setAside: 0,
  notice: null,
  lastSentId: null,
  reveal: null
}

/**
 * The conversations of one host, as the page shows them. Nothing is asked before `start()`.
 *
 * The open chat, the drafts and what is being sent are kept in the page's storage, so a reload goes on where it was.
 */
export function createChatStore(
  host: ChatHost,
  attention: Attention = windowAttention,
  storage: PageStorage = tabStorage
): StoreApi<ChatState> {
  const store = createStore<ChatState>()((set, get) => {
    const ask: ChatHost['call'] = async (name, input) => {
      const result = await host.call(name, input)
      if (!result.ok && result.error.code === 'forbidden') set({ accessEnded: result.error.message })
      return result
    }
    const context: ChatContext = { get, set: (change) => set(change), ask }
    const inbox = createInbox(context)
    const logs = logActions(context, inbox)
    const conversations = conversationActions(context, attention, logs.openLogOf)
    const messages = messageActions(context, { attention, reload: logs.reload })

    const takeSettings = (settings: NonNullable<ChatData['settings']>): void => {
      applyTheme(settings.theme)
      set({ settings })
    }
    const takeConnection = (connection: Connection): void => {
      const { connection: before } = get()
      set({ connection })
      if (before && (before.label !== connection.label || before.backend !== connection.backend))
        void askInfo()
    }
    const askInfo = async (): Promise<void> => {
      const info = await ask('app.info', undefined)
      if (info.ok) set({ info: info.value })
    }
    const values = [
      follow(host, {
        ask: () => ask('settings.get', undefined),
        hear: (take) => host.on('settings.changed', take),
        take: takeSettings
      }),
      follow(host, {
        ask: () => ask('connection.get', undefined),
        hear: (take) => host.on('connection.changed', take),
        take: takeConnection
      }),
      follow(host, {
        ask: async () => {
          const all = await ask('quarantine.list', undefined)
          return all.ok ? { ok: true, value: all.value.length } : all
        },
        hear: (take) => host.on('quarantine.changed', ({ count }) => take(count)),
        take: (setAside: number) => set({ setAside })
      })
    ]

    /** Reads the list of chats and what is shown of the open one. What changes meanwhile is newer than the list. */
    const loadChats = async (): Promise<void> => {
      const mine = ++loads
      const heard = conversations.record()
      const list = await ask('conversations.list', undefined)
      const newer = heard()
      if (mine !== loads) return
      if (!list.ok) return set({ failure: list.error, phase: get().phase === 'ready' ? 'ready' : 'failed' })
      const byId = new Map<string, Conversation>(list.value.map((one) => [one.id, one]))
      for (const [id, conversation] of newer) {
        if (conversation) byId.set(id, conversation)
        else byId.delete(id)
      }
      const openId = byId.has(get().openId) ? get().openId : DEFAULT_CONVERSATION_ID
      set({ conversations: byId, openId, phase: 'ready', failure: null })
      logs.forgetAllBut(openId)
      await logs.reload(openId)
      conversations.readIfSeen()
    }
    let loads = 0

    const load = async (): Promise<void> => {
      await Promise.all([askInfo().then(() => messages.pending.resume()), loadChats()])
    }

    let listening = false
    /** Whether the way to the host is open already; then everything was asked for. */
    const listen = (): boolean => {
      if (listening) return false
      listening = true
      const before = loads
      host.on('message.changed', (message: ChatMessage) => {
        inbox.add(message)
        messages.pending.heard(message)
      })
      host.on('conversation.changed', conversations.take)
      host.on('conversation.deleted', ({ id }) => conversations.forget(id))
      host.on('data.changed', () => {
        // What was added or deleted may stand anywhere in a log, not only in the page that is read anew.
        set({ logs: new Map() })
        void loadChats()
      })
      for (const value of values) value.watch()
      host.onLink((up) => {
        set(up ? { linkUp: true, accessEnded: null } : { linkUp: false })
        if (up) void load()
        else void ask('connection.get', undefined) // tells a host that went away from a session that ended
      })
      attention.onChange(conversations.readIfSeen)
      return loads > before
    }

    return {
      ...nothingYet,
      ...keptWork(storage),
      start: async () => {
        const again = listening
        set({ phase: 'loading', failure: null })
        if (!listen()) await Promise.all([load(), ...(again ? values.map((value) => value.load()) : [])])
      },
      ...conversations.actions,
      ...logs.actions,
      ...messages.actions,
      changeSettings: async (change) => {
        const result = await ask('settings.set', change)
        if (!result.ok) return result.error
        takeSettings(result.value)
        return null
      },
      dismissNotice: () => set({ notice: null })
    }
  })
  store.subscribe(workKeeper(storage))
  return store
}
