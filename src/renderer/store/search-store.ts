import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChatHost, SearchHit } from '../../shared/contract'
import type { WireError } from '../../shared/errors'

/** Long enough that a fast typist asks once, short enough to feel at once. */
const PAUSE_MS = 120

/** A search over everything sent and received. */
export interface SearchState {
  readonly query: string
  /** The query the hits belong to; null while none was answered. */
  readonly answered: string | null
  /** Newest first. */
  readonly hits: readonly SearchHit[]
  /** Whether older messages hold the query too. */
  readonly hasMore: boolean
  readonly loadingMore: boolean
  /** Messages that the search does not know yet. */
  readonly pending: number
  readonly error: WireError | null
  readonly setQuery: (query: string) => void
  /** Loads the next hits, once at a time. */
  readonly more: () => Promise<void>
}

const nothing = { hits: [], answered: null, hasMore: false, loadingMore: false, pending: 0, error: null }

/** Asks while a person types; an answer that was overtaken by a newer query is dropped. */
export function createSearchStore(host: ChatHost): StoreApi<SearchState> {
  return createStore<SearchState>()((set, get) => {
    let timer: ReturnType<typeof setTimeout> | undefined

    const ask = async (query: string): Promise<void> => {
      const result = await host.call('chat.search', { query: query.trim() })
      if (get().query !== query) return
      if (result.ok) set({ ...nothing, ...result.value, answered: query })
      else set({ ...nothing, answered: query, error: result.error })
    }

    return {
      query: '',
      ...nothing,
      setQuery: (query) => {
        clearTimeout(timer)
        set({ query })
        if (query.trim() === '') set(nothing)
        else timer = setTimeout(() => void ask(query), PAUSE_MS)
      },
      more: async () => {
        const { answered, hits, hasMore, loadingMore } = get()
        const before = hits.at(-1)?.message.id
        if (answered === null || before === undefined || !hasMore || loadingMore) return
        set({ loadingMore: true })
        const result = await host.call('chat.search', { query: answered.trim(), before })
        if (get().hits !== hits) return
        if (result.ok) set({ ...result.value, hits: [...hits, ...result.value.hits], error: null })
        else set({ error: result.error })
        set({ loadingMore: false })
      }
    }
  })
}
