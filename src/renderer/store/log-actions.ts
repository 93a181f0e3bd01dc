import type { ChatMessage } from '../../shared/message'
import type { ChatActions, ChatContext } from './chat-state'
import { withEntry } from './chat-state'
import type { Inbox } from './inbox'
import { oldestId, openLog, prependPage, refreshLog, type HistoryPage, type Log } from './log'
import { resource } from './resource'

const PAGE = 100
const SEARCH_PAGE = 500

/** Loading of conversations: newest page first, older ones on demand. */
export function logActions(context: ChatContext, inbox: Inbox) {
  const { get, set, ask } = context

  const setLoading = (id: string, on: boolean): void => {
    const loading = new Set(get().loading)
    if (on) loading.add(id)
    else loading.delete(id)
    set({ loading })
  }

  const newestPageOf = (id: string) =>
    resource<{ page: HistoryPage; newer: ChatMessage[] }>(context, {
      call: async () => {
        setLoading(id, true)
        const recorded = inbox.record(id)
        const page = await ask('chat.history', { conversationId: id, limit: PAGE })
        const newer = recorded()
        return page.ok ? { ok: true, value: { page: page.value, newer } } : page
      },
      take: ({ page, newer }) => {
        const log = get().logs.get(id)
        set({
          logs: withEntry(get().logs, id, log ? refreshLog(log, page, newer) : openLog(page, newer))
        })
      },
      error: (error) => {
        setLoading(id, false)
        set({ logErrors: withEntry(get().logErrors, id, error) })
      }
    })
  const newestPages = new Map<string, ReturnType<typeof newestPageOf>>()

  /** Reads the newest page of a conversation. */
  const reload = (id: string): Promise<void> => {
    const page = newestPages.get(id) ?? newestPageOf(id)
    newestPages.set(id, page)
    return page.load()
  }

  /** Loads a conversation unless it is loaded. */
  const openLogOf = async (conversationId: string): Promise<void> => {
    if (!get().logs.has(conversationId)) await reload(conversationId)
  }

  const older = async (conversationId: string, limit: number): Promise<boolean> => {
    const log = get().logs.get(conversationId)
    const before = log?.hasMore ? oldestId(log) : undefined
    if (before === undefined || get().loading.has(conversationId)) return false
    setLoading(conversationId, true)
    const result = await ask('chat.history', { conversationId, before, limit })
    setLoading(conversationId, false)
    const now = get().logs.get(conversationId)
    if (!result.ok) {
      set({ notice: { title: 'Older messages could not be loaded', error: result.error } })
      return false
    }
    // Read anew meanwhile, it may begin elsewhere.
    if (!now || oldestId(now) !== before) return false
    set({ logs: withEntry(get().logs, conversationId, prependPage(now, result.value)) })
    return true
  }

  const loadOlder: ChatActions['loadOlder'] = async (conversationId) => {
    await older(conversationId, PAGE)
  }

  const revealMessage: ChatActions['revealMessage'] = async (conversationId, messageId) => {
    set({ openId: conversationId })
    await openLogOf(conversationId)
    const found = (): boolean => get().logs.get(conversationId)?.messages.has(messageId) ?? false
    while (!found() && get().openId === conversationId) {
      if (!(await older(conversationId, SEARCH_PAGE))) break
    }
    if (get().openId === conversationId && found()) set({ reveal: { conversationId, messageId } })
  }

  /** Drops every loaded conversation but one, so that it is read anew when it is opened. */
  const forgetAllBut = (conversationId: string): void => {
    const kept: Log | undefined = get().logs.get(conversationId)
    set({ logs: kept ? new Map([[conversationId, kept]]) : new Map() })
  }

  return { reload, openLogOf, forgetAllBut, actions: { loadOlder, revealMessage } }
}
