import type { ChatHost, EventName, EventPayload } from '../../shared/contract'

/** The other tabs of this origin, as the browser lends them. */
export interface Tabs {
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
  /** Runs the work once this tab leads: one tab does at a time, the next one when that is closed. */
  readonly lead: (work: () => Promise<void>) => void
}

/** Reads batches of events, each as JSON, until the stream ends; calls `opened` when it has begun. */
export type ReadEvents = (take: (batch: string) => void, opened: () => void) => Promise<void>

/** The event stream is opened anew this long after it ended, in milliseconds. */
const REOPEN_AFTER_MS = 2000

/**
 * What tabs say to each other: `ask` for the state of the stream, which also means to open it now; `link` whether events
 * arrive, `anew` when some may have been missed; `events` is a batch of them.
 */
type Word =
  | { readonly kind: 'ask' }
  | { readonly kind: 'link'; readonly up: boolean; readonly anew: boolean }
  | { readonly kind: 'events'; readonly batch: string }

/** Tabs of this origin, found by name. Where a browser has no locks, each tab leads itself. */
export function browserTabs(): Tabs {
  const name = 'chatapp.events'
  return {
    channel: new BroadcastChannel(name),
    lead: (work) => void ('locks' in navigator ? navigator.locks.request(name, work) : work())
  }
}

type AnyListener = (payload: never) => void

/**
 * The events of the host, over one stream for all tabs of the browser.
 *
 * A browser opens six connections to a host at most, so a stream for each tab would leave none for the calls of the
 * seventh. Whenever the stream was opened anew every tab hears `up`, and reads anew what it shows.
 */
export function createSharedEvents(
  read: ReadEvents,
  makeTabs: () => Tabs = browserTabs
): Pick<ChatHost, 'on' | 'onLink'> {
  const listeners = new Map<EventName, Set<AnyListener>>()
  const linkListeners = new Set<(up: boolean) => void>()
  let tabs: Tabs | null = null
  let leading = false
  let up: boolean | null = null
  let reopen: (() => void) | null = null

  const take = (json: string): void => {
    const batch = parseBatch(json)
    if (!batch) return console.error('ChatAPP sent events that are none.')
    for (const [name, payload] of batch)
      for (const listener of listeners.get(name) ?? []) (listener as (payload: unknown) => void)(payload)
  }

  const hear = (word: Word): void => {
    if (word.kind === 'events') take(word.batch)
    // That it is down still is worth a word: who hears it looks whether the host knows this page.
    if (word.kind !== 'link' || (word.up && up === true && !word.anew)) return
    up = word.up
    for (const listener of linkListeners) listener(up)
  }

  // A channel reaches its own origin alone, and takes no other.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const say = (word: Word): void => tabs?.channel.postMessage(word)
  const tell = (word: Word): void => {
    say(word)
    hear(word)
  }

  const lead = async (): Promise<void> => {
    leading = true
    for (;;) {
      await read(
        (batch) => tell({ kind: 'events', batch }),
        () => tell({ kind: 'link', up: true, anew: true })
      ).catch(() => undefined)
      tell({ kind: 'link', up: false, anew: false })
      await new Promise<void>((resolve) => {
        reopen = resolve
        setTimeout(resolve, REOPEN_AFTER_MS)
      })
    }
  }

  const answer = (data: unknown): void => {
    const word = parseWord(data)
    if (!word) return
    if (word.kind !== 'ask') return hear(word)
    if (!leading) return
    if (up !== null) say({ kind: 'link', up, anew: false })
    if (up === false) reopen?.()
  }

  /** The leading tab may be in the background, where the browser slows its timers: one that is seen wakes it. */
  const askWhileDown = (): void => {
    if (!leading && up !== true && document.visibilityState === 'visible') say({ kind: 'ask' })
  }

  const start = (): void => {
    if (tabs) return
    tabs = makeTabs()
    tabs.channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => answer(data))
    tabs.lead(lead)
    say({ kind: 'ask' })
    setInterval(askWhileDown, REOPEN_AFTER_MS)
  }

  return {
    on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) {
      const group = listeners.get(name) ?? new Set<AnyListener>()
      listeners.set(name, group.add(listener))
      start()
      return () => void group.delete(listener)
    },
    onLink(listener) {
      linkListeners.add(listener)
      if (up !== null) listener(up)
      start()
      return () => void linkListeners.delete(listener)
    }
  }
}

function parseBatch(json: string): [EventName, unknown][] | null {
  try {
    const batch: unknown = JSON.parse(json)
    return Array.isArray(batch) && batch.every(Array.isArray) ? (batch as [EventName, unknown][]) : null
  } catch {
    return null
  }
}

function parseWord(data: unknown): Word | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null
  const { kind, up, anew, batch } = data as Record<string, unknown>
  if (kind === 'ask') return { kind }
  if (kind === 'link' && typeof up === 'boolean') return { kind, up, anew: anew === true }
  return kind === 'events' && typeof batch === 'string' ? { kind, batch } : null
}
