import type { ChatMessage } from '../../shared/message'
import type { ChatActions, ChatContext } from './chat-state'
import { withEntry } from './chat-state'
import type { Inbox } from './inbox'
import {
  appendPage,
  changeLog,
  cutToEnd,
  lastReply,
  newestHeadId,
  oldestId,
  openLog,
  openWindow,
  prependPage,
  refreshLog,
  type HistoryPage,
  type Log
} from './log'
import { resource } from './resource'

const PAGE = 100

/** Exchanges on each side of a message that is gone to: some screens. */
const AROUND = 30

/** A window that is read anew reaches this far, so that a reader who has scrolled through some pages keeps them. */
const WINDOW = 500

/** What reads and writes one log. */
function logAccess({ get, set }: ChatContext) {
  return {
    logOf: (id: string): Log | undefined => get().logs.get(id),
    putLog: (id: string, log: Log): void => set({ logs: withEntry(get().logs, id, log) }),
    setLoading: (id: string, on: boolean): void => {
      const loading = new Set(get().loading)
      if (on) loading.add(id)
      else loading.delete(id)
      set({ loading })
    }
  }
}

/** Loading of what lies beyond what is loaded: the next page at either end, and the stretch around a message. */
function furtherPages(context: ChatContext, inbox: Inbox) {
  const { get, set, ask } = context
  const { logOf, putLog, setLoading } = logAccess(context)

  /** A page beyond what is loaded, and what changed while it was read; null when it could not be read. */
  const further = async (
    conversationId: string,
    cursor: { before?: string; after?: string | null; limit?: number }
  ): Promise<{ page: HistoryPage; newer: ChatMessage[] } | null> => {
    setLoading(conversationId, true)
    const recorded = inbox.record(conversationId)
    const result = await ask('chat.history', { conversationId, limit: PAGE, ...cursor })
    const newer = recorded()
    setLoading(conversationId, false)
    if (result.ok) return { page: result.value, newer }
    const title =
      cursor.before === undefined
        ? 'Newer messages could not be loaded'
        : 'Older messages could not be loaded'
    set({ notice: { title, error: result.error } })
    return null
  }

  const loadOlder: ChatActions['loadOlder'] = async (id) => {
    const log = logOf(id)
    const before = log?.hasMore ? oldestId(log) : undefined
    if (before === undefined || get().loading.has(id)) return
    const read = await further(id, { before })
    const now = logOf(id)
    // Read anew meanwhile, it may begin elsewhere.
    if (read && now && oldestId(now) === before) putLog(id, prependPage(now, read.page))
  }

  const loadNewer: ChatActions['loadNewer'] = async (id) => {
    const log = logOf(id)
    const after = log?.hasNewer ? newestHeadId(log) : undefined
    if (after === undefined || get().loading.has(id)) return
    const read = await further(id, { after })
    const now = logOf(id)
    if (read && now && newestHeadId(now) === after)
      putLog(id, changeLog(appendPage(now, read.page), read.newer))
  }

  /** What stands around a message; null when it is not there. */
  const windowAround = async (conversationId: string, messageId: string): Promise<Log | null> => {
    const recorded = inbox.record(conversationId)
    const around = await ask('chat.around', { conversationId, id: messageId, limit: AROUND })
    const newer = recorded()
    if (!around.ok) {
      set({ notice: { title: 'The message could not be loaded', error: around.error } })
      return null
    }
    const log = changeLog(openWindow(around.value), newer)
    return log.messages.has(messageId) ? log : null
  }

  const showNewest: ChatActions['showNewest'] = async (id) => {
    const read = await further(id, {})
    if (read) putLog(id, openLog(read.page, read.newer))
  }

  return { loadOlder, loadNewer, windowAround, showNewest }
}

/** Loading of conversations: the newest page first, what stands before or after what is loaded on demand. */
export function logActions(context: ChatContext, inbox: Inbox) {
  const { get, set, ask } = context
  const { logOf, putLog, setLoading } = logAccess(context)
  const { windowAround, ...pages } = furtherPages(context, inbox)

  const pageOf = (id: string) =>
    resource<{ page: HistoryPage; newer: ChatMessage[]; window: Log | null }>(context, {
      call: async () => {
        const log = logOf(id)
        const window = log?.hasNewer ? log : null
        const where = window ? { after: oldestId(window) ?? null, limit: WINDOW } : { limit: PAGE }
        setLoading(id, true)
        const recorded = inbox.record(id)
        const page = await ask('chat.history', { conversationId: id, ...where })
        const newer = recorded()
        return page.ok ? { ok: true, value: { page: page.value, newer, window } } : page
      },
      take: ({ page, newer, window }) => {
        const log = logOf(id)
        if (!window) {
          const now = log ? refreshLog(log, page, newer) : openLog(page, newer)
          const unseen = get().firstUnseen.get(id)
          if (typeof unseen === 'number')
            set({ firstUnseen: withEntry(get().firstUnseen, id, lastReply(now, unseen)?.id ?? null) })
          return putLog(id, now)
        }
        // Its reader may have gone elsewhere meanwhile: what was read of the window has no place there.
        if (log?.stretch === window.stretch) putLog(id, changeLog(appendPage(log, page), newer))
      },
      error: (error) => {
        setLoading(id, false)
        set({ logErrors: withEntry(get().logErrors, id, error) })
      }
    })
  const read = new Map<string, ReturnType<typeof pageOf>>()

  /** Reads anew what is shown of a conversation: its newest page, or the window that is open. */
  const reload = (id: string): Promise<void> => {
    const page = read.get(id) ?? pageOf(id)
    read.set(id, page)
    return page.load()
  }

  /** Loads a conversation unless it is loaded. */
  const openLogOf = async (conversationId: string): Promise<void> => {
    if (!logOf(conversationId)) await reload(conversationId)
  }

  const revealMessage: ChatActions['revealMessage'] = async (conversationId, messageId) => {
    set({ openId: conversationId })
    const reveal = { conversationId, messageId }
    if (logOf(conversationId)?.messages.has(messageId)) return set({ reveal })
    const log = await windowAround(conversationId, messageId)
    if (!log) await openLogOf(conversationId)
    if (get().openId !== conversationId) return
    const logs = log ? withEntry(get().logs, conversationId, log) : get().logs
    if (logs.get(conversationId)?.messages.has(messageId)) set({ logs, reveal })
  }

  const letGoOfOlder: ChatActions['letGoOfOlder'] = (id) => {
    const log = logOf(id)
    const cut = log && cutToEnd(log)
    if (cut && cut !== log) putLog(id, cut)
  }

  /** Drops every loaded conversation but one, so that it is read anew when it is opened. */
  const forgetAllBut = (conversationId: string): void => {
    const kept = logOf(conversationId)
    set({ logs: kept ? new Map([[conversationId, kept]]) : new Map() })
  }

  return {
    reload,
    openLogOf,
    forgetAllBut,
    actions: { ...pages, revealMessage, letGoOfOlder }
  }
}
