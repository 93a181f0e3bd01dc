import { createStore, type StoreApi } from 'zustand/vanilla'
import type { CallArgument, CallOutput, ChatHost, DeskQueue, Result } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import { createBackendsStore } from './backends-store'
import { hookOf, type StoreOf } from './stores'

/** What a row of the list shows, or why it shows nothing. */
export type GlanceOf = CallOutput<'desk.glance'>[number]['glance']

/** The queue desk: the queues of the backend that is talked to, and the one that is open. */
export interface DeskState {
  /** The backend that all of this was read from; null before the first look. */
  readonly backendId: string | null
  readonly prefix: string
  readonly pinned: readonly string[]
  /** Names as far as they were read; null before the first part. */
  readonly names: readonly string[] | null
  readonly next: string | null
  readonly loading: boolean
  readonly error: WireError | null
  readonly glances: ReadonlyMap<string, GlanceOf>
  /** Requests to SQS and Lambda since the desk was opened, each of which an account pays for. */
  readonly requests: number
  readonly open: string | null
  /** The queue that was closed for the list, whose row gets the focus. */
  readonly closed: string | null
  /** The open queue; null while it is read. */
  readonly queue: DeskQueue | null
  readonly queueError: WireError | null
  /** Reads the list if it was not, and keeps to the backend that is talked to. Returns how to stop. */
  readonly watch: () => () => void
  readonly find: (prefix: string) => Promise<void>
  readonly more: () => Promise<void>
  readonly look: (names: readonly string[]) => Promise<void>
  readonly refresh: () => Promise<void>
  /** The row has the focus. */
  readonly focused: () => void
  readonly openQueue: (name: string | null) => Promise<void>
  readonly pin: (name: string, pinned: boolean) => Promise<void>
  readonly send: (message: CallArgument<'desk.send'>) => Promise<Result<CallOutput<'desk.send'>>>
}

/** Requests that reading one queue takes: attributes, tags, sources, triggers. */
const REQUESTS_OF_QUEUE = 4
/** Rows that are asked for in one call. */
const AT_ONCE = 50

const nothing = {
  backendId: null,
  prefix: '',
  pinned: [],
  names: null,
  next: null,
  loading: false,
  error: null,
  glances: new Map<string, GlanceOf>(),
  requests: 0,
  open: null,
  closed: null,
  queue: null,
  queueError: null
} as const

interface Parts {
  readonly host: ChatHost
  readonly set: (part: Partial<DeskState>) => void
  readonly get: () => DeskState
}

/** Reads the list part by part, and what rows on the screen show. */
function listing({ host, set, get }: Parts) {
  let reads = 0
  const read = async (prefix: string, next: string | null): Promise<void> => {
    const mine = ++reads
    set({ loading: true })
    const result = await host.call('desk.list', { prefix, next })
    if (mine !== reads) return
    const requests = get().requests + 1
    if (!result.ok) return set({ loading: false, error: result.error, requests })
    const { pinned, queues, next: following } = result.value
    const first = next === null ? [] : (get().names ?? [])
    set({
      loading: false,
      error: null,
      requests,
      names: [...new Set([...first, ...queues])],
      next: following,
      ...(next === null ? { pinned } : {})
    })
  }
  return {
    forget: () => void reads++,
    read,
    find: async (prefix: string) => {
      set({ prefix, names: null, next: null, error: null })
      await read(prefix, null)
    },
    more: async () => {
      const { next, prefix, loading } = get()
      if (next !== null && !loading) await read(prefix, next)
    },
    look: async (names: readonly string[]) => {
      const fresh = names.filter((name) => !get().glances.has(name)).slice(0, AT_ONCE)
      if (fresh.length === 0) return
      const { backendId } = get()
      const result = await host.call('desk.glance', { queues: fresh })
      if (backendId !== get().backendId) return
      const glances = new Map(get().glances)
      for (const name of fresh)
        if (!result.ok) glances.set(name, { ok: false, error: result.error, fix: null })
      for (const { name, glance } of result.ok ? result.value : []) glances.set(name, glance)
      set({ glances, requests: get().requests + fresh.length })
    }
  } satisfies Partial<DeskState> & { forget: () => void; read: typeof read }
}

/** The queue desk. What one backend told is forgotten when another one is talked to: its names mean other queues there. */
export const createDeskStore = (host: ChatHost, storeOf: StoreOf): StoreApi<DeskState> =>
  createStore<DeskState>()((set, get) => {
    const { forget, read, ...list } = listing({ host, set, get })
    const backends = storeOf(createBackendsStore)
    const keepTo = (activeId: string): void => {
      const { backendId, find } = get()
      if (activeId === backendId) return
      forget()
      set({ ...nothing, backendId: activeId })
      void find('')
    }
    /** Reads the open queue; what is known of it stays meanwhile. */
    const readQueue = async (): Promise<void> => {
      const { open, backendId } = get()
      if (open === null) return
      const result = await host.call('desk.get', { queue: open })
      if (get().open !== open || get().backendId !== backendId) return
      set({ requests: get().requests + REQUESTS_OF_QUEUE })
      if (result.ok) set({ queue: result.value, queueError: null })
      else set({ queue: null, queueError: result.error })
    }
    const openQueue = async (open: string | null): Promise<void> => {
      set({ open, closed: open === null ? get().open : null, queue: null, queueError: null })
      await readQueue()
    }
    return {
      ...nothing,
      ...list,
      watch: () => {
        const stops = [
          backends.getState().watch(),
          backends.subscribe((now) => now.backends !== null && keepTo(now.activeId))
        ]
        const { backends: known, activeId } = backends.getState()
        if (known !== null) keepTo(activeId)
        return () => {
          for (const stop of stops) stop()
        }
      },
      refresh: async () => {
        set({ glances: new Map() })
        await Promise.all([read(get().prefix, null), readQueue()])
      },
      openQueue,
      focused: () => get().closed !== null && set({ closed: null }),
      pin: async (queue, pinned) => {
        const result = await host.call('desk.pin', { queue, pinned })
        if (!result.ok) return set({ error: result.error })
        const now = get()
        set({
          pinned: result.value.filter((name) => name.startsWith(now.prefix)),
          ...(now.queue?.name === queue ? { queue: { ...now.queue, pinned } } : {})
        })
      },
      send: async (message) => {
        const result = await host.call('desk.send', message)
        const { glances } = get()
        const known = new Map(glances)
        known.delete(message.queue)
        set({ glances: known })
        if (result.ok) void readQueue()
        return result
      }
    }
  })

export const useDesk = hookOf(createDeskStore)
