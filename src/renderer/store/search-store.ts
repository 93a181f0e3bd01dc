import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallOutput, ChatHost, SearchHit } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { parseSearch } from '../../shared/search-query'
import { resource } from './resource'
import { hookOf } from './stores'

/** Long enough that a fast typist asks once, short enough to feel at once. */
const PAUSE_MS = 120

/** Pages without a hit that are asked for in a row: each is a stretch of messages that was looked through. */
const EMPTY_PAGES = 20

type Page = CallOutput<'chat.search'>

/** A search over everything sent and received. */
export interface SearchState {
  readonly query: string
  readonly order: 'newest' | 'best'
  /** The query the hits belong to; null while none was answered. */
  readonly answered: string | null
  readonly hits: readonly SearchHit[]
  /** How many hits there are, as the first page counted them. */
  readonly total: Page['total']
  /** Where to go on; null at the end. */
  readonly next: string | null
  readonly loadingMore: boolean
  /** Messages that the search does not know yet. */
  readonly pending: number
  readonly error: WireError | null
  readonly setQuery: (query: string) => void
  readonly setOrder: (order: 'newest' | 'best') => void
  /** Loads the next hits, once at a time. */
  readonly more: () => Promise<void>
}

const nothing = {
  hits: [],
  answered: null,
  total: { count: 0, exact: true },
  next: null,
  loadingMore: false,
  pending: 0,
  error: null
}

const idle = (): void => undefined

/** Asks while a person types; an answer that was overtaken by a newer query is dropped. */
export function createSearchStore(host: ChatHost): StoreApi<SearchState> {
  return createStore<SearchState>()((set, get) => {
    let stop = idle

    const found = resource<Page>(host, {
      call: () => host.call('chat.search', { query: get().query.trim(), order: get().order }),
      take: ({ hits, total, next, pending }) =>
        set({ ...nothing, hits, total, next, pending, answered: get().query }),
      error: (error) => error && set({ ...nothing, answered: get().query, error })
    })
    const ask = (afterMs: number): void => {
      stop()
      stop = idle
      const query = get().query.trim()
      if (query === '') return set(nothing)
      // An operator whose value is still to be typed changes nothing yet.
      if (parseSearch(get().query).faults.some(({ open }) => open)) return
      const timer = setTimeout(() => (stop = found.watch()), afterMs)
      stop = () => clearTimeout(timer)
    }

    return {
      query: '',
      order: 'newest',
      ...nothing,
      setQuery: (query) => {
        set({ query })
        ask(PAUSE_MS)
      },
      setOrder: (order) => {
        set({ order })
        ask(0)
      },
      more: async () => {
        const { answered, order, hits, loadingMore } = get()
        if (answered === null || get().next === null || loadingMore) return
        set({ loadingMore: true })
        for (let pages = 0; pages < EMPTY_PAGES; pages++) {
          const before = get().next
          if (before === null) break
          const result = await host.call('chat.search', { query: answered.trim(), order, before })
          if (get().hits !== hits) return
          if (!result.ok) {
            set({ error: result.error })
            break
          }
          const { next, pending } = result.value
          if (result.value.hits.length > 0) {
            set({ hits: [...hits, ...result.value.hits], next, pending, error: null })
            break
          }
          set({ next, pending, error: null })
        }
        set({ loadingMore: false })
      }
    }
  })
}

export const useSearch = hookOf(createSearchStore)
