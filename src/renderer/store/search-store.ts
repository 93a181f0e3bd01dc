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
  readonly hits: readonly SearchHit[]
  readonly error: WireError | null
  readonly setQuery: (query: string) => void
}

/** Asks while a person types; an answer that was overtaken by a newer query is dropped. */
export function createSearchStore(host: ChatHost): StoreApi<SearchState> {
  return createStore<SearchState>()((set, get) => {
    let timer: ReturnType<typeof setTimeout> | undefined

    const ask = async (query: string): Promise<void> => {
      const result = await host.call('chat.search', { query: query.trim() })
      if (get().query !== query) return
      if (result.ok) set({ hits: result.value, answered: query, error: null })
      else set({ hits: [], answered: query, error: result.error })
    }

    return {
      query: '',
      answered: null,
      hits: [],
      error: null,
      setQuery: (query) => {
        clearTimeout(timer)
        set({ query })
        if (query.trim() === '') set({ hits: [], answered: null, error: null })
        else timer = setTimeout(() => void ask(query), PAUSE_MS)
      }
    }
  })
}
