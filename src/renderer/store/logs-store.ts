import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallArgument, CallOutput, ChatHost, LogEntry } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { LogLevel } from '../../shared/log-levels'
import { resource } from './resource'
import { hookOf } from './stores'

/** Which lines are shown. */
export interface LogFilter {
  readonly messageId?: string
  readonly conversationId?: string
  readonly level?: LogLevel
}

type Page = CallOutput<'logs.read'>
export type LogPlace = CallOutput<'logs.place'>

/** Lines that the page keeps; of those that come beyond, the oldest are let go. */
export const MAX_KEPT = 10_000

const PAGE = 200
/** Where counting of lines begins, so that older ones can be put before them. */
const FIRST = 100_000_000

/** Where the next older page is. */
interface Older {
  readonly until?: number
  readonly cursor?: string
}

/** The log of MessageProcessor as far as it was read. */
export interface LogsState {
  readonly filter: LogFilter
  /** Oldest first; null before the first answer. */
  readonly entries: readonly LogEntry[] | null
  /** The number of the first of them: it falls when older ones are put before it. */
  readonly first: number
  readonly older: Older | null
  readonly loadingOlder: boolean
  readonly error: WireError | null
  readonly place: LogPlace | null
  /** Whether new lines are read as they come. */
  readonly following: boolean
  /** Reads while it is looked at; returns how to stop. */
  readonly watch: () => () => void
  readonly setFilter: (filter: LogFilter) => void
  readonly follow: (following: boolean) => void
  readonly loadOlder: () => Promise<void>
  readonly reload: () => Promise<void>
}

interface Context {
  readonly get: () => LogsState
  readonly set: (change: Partial<LogsState>) => void
}

/** What is asked: the newest lines first, then what came since; of one message always all. */
function questionOf({ filter, entries }: LogsState, behind: string | null): CallArgument<'logs.read'> {
  const newest = entries?.at(-1)
  if (!newest || filter.messageId !== undefined) return { ...filter, limit: PAGE }
  return { ...filter, since: newest.at, limit: 1000, ...(behind === null ? {} : { cursor: behind }) }
}

/** Reads the end of the log, and what is written from then on while somebody looks and follows. */
function tailOf(host: ChatHost, { get, set }: Context) {
  let behind: string | null = null
  let stopFollowing: (() => void) | null = null
  let watched = 0
  let asked: CallArgument<'logs.read'> = {}

  const live = resource<Page>(host, {
    call: () => host.call('logs.read', (asked = questionOf(get(), behind))),
    take: (page) => {
      const isFirst = get().entries === null || get().entries?.length === 0
      behind = asked.since === undefined ? null : page.cursor
      const { entries, dropped } = merged(get().entries ?? [], page.entries)
      set({ entries })
      if (isFirst) set({ older: page.cursor === null ? null : { cursor: page.cursor } })
      if (dropped > 0) set({ first: get().first + dropped, older: { until: entries[0]?.at ?? 0 } })
      if (behind !== null && stopFollowing) void live.load()
    },
    error: (error) => set({ error })
  })
  const restart = (): void => {
    stopFollowing?.()
    stopFollowing = null
    if (watched > 0 && get().following) stopFollowing = live.watch(get().place?.everyMs ?? 5000)
  }
  const anew = (): void => {
    behind = null
    set({ entries: null, older: null, error: null, first: FIRST })
    if (watched > 0) void live.load()
  }
  const place = resource<LogPlace>(host, {
    call: () => host.call('logs.place', undefined),
    event: (_, again) => host.on('connection.changed', again),
    take: (now) => {
      const before = get().place
      set({ place: now })
      if (before === null) restart()
      else if (before.logGroup !== now.logGroup || before.account !== now.account) anew()
    }
  })
  const watch = (): (() => void) => {
    watched += 1
    const stopPlace = place.watch()
    restart()
    if (!get().following && get().entries === null) void live.load()
    return () => {
      watched -= 1
      stopPlace()
      restart()
    }
  }
  return { watch, restart, anew, load: live.load }
}

/** What the view of the log shows. */
export function createLogsStore(host: ChatHost): StoreApi<LogsState> {
  return createStore<LogsState>()((set, get) => {
    const tail = tailOf(host, { get, set })
    return {
      filter: { level: 'INFO' },
      entries: null,
      first: FIRST,
      older: null,
      loadingOlder: false,
      error: null,
      place: null,
      following: true,
      watch: tail.watch,
      reload: tail.load,
      setFilter: (filter) => {
        set({ filter })
        tail.anew()
      },
      follow: (following) => {
        set({ following })
        tail.restart()
      },
      loadOlder: async () => {
        const { older, filter, loadingOlder } = get()
        if (older === null || loadingOlder) return
        set({ loadingOlder: true })
        const result = await host.call('logs.read', { ...filter, ...older, limit: PAGE })
        set({ loadingOlder: false })
        if (get().filter !== filter || get().older !== older) return
        if (!result.ok) return set({ error: result.error })
        const before = get().entries ?? []
        const known = new Set(before.map(({ id }) => id))
        const added = result.value.entries.filter(({ id }) => !known.has(id))
        const { cursor } = result.value
        set({
          entries: [...added, ...before],
          first: get().first - added.length,
          older: cursor === null ? null : { ...older, cursor }
        })
      }
    }
  })
}

/** Puts what was read among what is there, by time, each line once. */
function merged(
  before: readonly LogEntry[],
  page: readonly LogEntry[]
): { entries: readonly LogEntry[]; dropped: number } {
  const known = new Set(before.map(({ id }) => id))
  const added = page.filter(({ id }) => !known.has(id))
  if (added.length === 0) return { entries: before, dropped: 0 }
  const last = before.at(-1)
  const all =
    last === undefined || (added[0]?.at ?? 0) >= last.at
      ? [...before, ...added]
      : [...before, ...added].toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
  const dropped = Math.max(0, all.length - MAX_KEPT)
  return { entries: all.slice(dropped), dropped }
}

export const useLogs = hookOf(createLogsStore)
