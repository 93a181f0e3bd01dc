import { createStore, type StoreApi } from 'zustand/vanilla'
import { DEFAULT_CONVERSATION_ID, type ChatHost, type Conversation } from '../../shared/contract'
import type { ChatMessage } from '../../shared/message'
import { applyTheme } from '../theme'
import { windowAttention, type Attention } from './attention'
import type { ChatContext, ChatData, ChatState } from './chat-state'
import { conversationActions } from './conversation-actions'
import { createInbox } from './inbox'
import { keepWork, keptWork, tabStorage, type PageStorage } from './kept-work'
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
    const messages = messageActions(context, attention)

    const load = async (): Promise<void> => {
      const [info, settings, connection, quarantined, list] = await Promise.all([
        ask('app.info', undefined),
        ask('settings.get', undefined),
        ask('connection.get', undefined),
        ask('quarantine.list', undefined),
        ask('conversations.list', undefined)
      ])
      if (info.ok) set({ info: info.value })
      messages.pending.resume()
      if (settings.ok) takeSettings(settings.value)
      if (connection.ok) set({ connection: connection.value })
      if (quarantined.ok) set({ setAside: quarantined.value.length })
      if (!list.ok) return set({ failure: list.error, phase: get().phase === 'ready' ? 'ready' : 'failed' })
      const byId = new Map<string, Conversation>(list.value.map((one) => [one.id, one]))
      const openId = byId.has(get().openId) ? get().openId : DEFAULT_CONVERSATION_ID
      set({ conversations: byId, openId, phase: 'ready', failure: null })
      logs.forgetAllBut(openId)
      await logs.reload(openId)
      conversations.readIfSeen()
    }

    const takeSettings = (settings: NonNullable<ChatData['settings']>): void => {
      applyTheme(settings.theme)
      set({ settings })
    }

    let listening = false
    const listen = (): void => {
      if (listening) return
      listening = true
      host.on('message.changed', (message: ChatMessage) => {
        inbox.add(message)
        messages.pending.heard(message)
      })
      host.on('data.changed', () => void load())
      host.on('conversation.changed', conversations.take)
      host.on('conversation.deleted', ({ id }) => conversations.forget(id))
      host.on('connection.changed', (connection) => {
        const moved =
          get().connection?.label !== connection.label || get().connection?.backend !== connection.backend
        set({ connection })
        if (moved) void ask('app.info', undefined).then((info) => info.ok && set({ info: info.value }))
      })
      host.on('settings.changed', takeSettings)
      host.on('quarantine.changed', ({ count }) => set({ setAside: count }))
      host.onLink((up) => {
        const healed = up && !get().linkUp
        set(up ? { linkUp: true, accessEnded: null } : { linkUp: false })
        if (healed) void load()
        else if (!up) void ask('connection.get', undefined) // tells a host that went away from a session that ended
      })
      attention.onChange(conversations.readIfSeen)
    }

    return {
      ...nothingYet,
      ...keptWork(storage),
      start: async () => {
        set({ phase: 'loading', failure: null })
        listen()
        await load()
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
  store.subscribe((now, before) => {
    if (now.openId !== before.openId || now.drafts !== before.drafts || now.pending !== before.pending)
      keepWork(storage, now)
  })
  return store
}
