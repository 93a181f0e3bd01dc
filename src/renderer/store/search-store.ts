import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost, SearchHit } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { resource } from './resource'
import { hookOf } from './stores'

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

const idle = (): void => undefined

/** Asks while a person types; an answer that was overtaken by a newer query is dropped. */
export function createSearchStore(host: ChatHost): StoreApi<SearchState> {
  return createStore<SearchState>()((set, get) => {
    let stop = idle

    const found = resource<CallOutput<'chat.search'>>(host, {
      call: () => host.call('chat.search', { query: get().query.trim() }),
      take: (page) => set({ ...nothing, ...page, answered: get().query }),
      error: (error) => error && set({ ...nothing, answered: get().query, error })
    })

    return {
      query: '',
      ...nothing,
      setQuery: (query) => {
        stop()
        stop = idle
        set({ query })
        if (query.trim() === '') return set(nothing)
        const timer = setTimeout(() => (stop = found.watch()), PAUSE_MS)
        stop = () => clearTimeout(timer)
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

export const useSearch = hookOf(createSearchStore)
