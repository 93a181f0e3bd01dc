import type { PageStorage } from '../store/kept-work'
import { tabStorage } from '../store/kept-work'

const KEY = 'chatapp.session'

/** How long a new tab waits for another one to lend its session, in milliseconds. They answer at once or never. */
const LEND_MS = 300

/** What tabs of this origin say to each other. */
type Word = { readonly kind: 'wanted' } | { readonly kind: 'fresh' | 'lent'; readonly session: string }

/** What the browser lends; a test passes its own. */
export interface PageSessionDeps {
  readonly fetch: typeof fetch
  readonly storage: PageStorage
  readonly channel: () => Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>
  readonly location: Pick<Location, 'pathname' | 'search'>
  /** Takes the token out of the address bar and the history. */
  readonly cleanAddress: () => void
}

const browser: PageSessionDeps = {
  fetch: (input, init) => window.fetch(input, init),
  storage: tabStorage,
  channel: () => new BroadcastChannel('chatapp.session'),
  location: window.location,
  cleanAddress: () => window.history.replaceState(null, '', '/')
}

/** The session that signs this page's requests to the browser host. */
export interface PageSession {
  /** Waits until it is known whether there is one; null when there is none (any longer). */
  current(): Promise<string | null>
  /** The host no longer knows this session. Another tab may have a newer one. */
  refused(session: string): void
}

/**
 * Buys a session with the launch token in the address, or goes on with the one this tab or another tab has.
 *
 * It lives in this tab's storage and is sent as a header, so it reaches this origin alone. A cookie would reach every
 * port of the machine.
 */
export function createPageSession(deps: PageSessionDeps = browser): PageSession {
  const tabs = deps.channel()
  let session: string | null = null
  let heard: (() => void) | undefined

  // A channel reaches its own origin alone, and takes no other.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  const tell = (word: Word): void => tabs.postMessage(word)

  const keep = (one: string): void => {
    session = one
    write(deps.storage, one)
    heard?.()
  }

  const borrow = async (): Promise<void> => {
    if (session !== null) return
    await new Promise<void>((resolve) => {
      heard = resolve
      setTimeout(resolve, LEND_MS)
      tell({ kind: 'wanted' })
    })
  }

  const begin = async (): Promise<void> => {
    const token = tokenIn(deps.location)
    const bought = token === null ? null : await buy(deps, token)
    if (bought !== null) {
      keep(bought)
      return tell({ kind: 'fresh', session: bought })
    }
    const kept = read(deps.storage)
    if (kept === null) return await borrow()
    keep(kept)
  }

  tabs.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const word = parseWord(data)
    if (word?.kind === 'wanted' && session !== null) tell({ kind: 'lent', session })
    if (word?.kind === 'fresh' || (word?.kind === 'lent' && session === null)) keep(word.session)
  })
  let ready = begin()

  return {
    current: async () => {
      await ready
      return session
    },
    refused: (one) => {
      if (one !== session) return
      session = null
      write(deps.storage, null)
      ready = borrow()
    }
  }
}

function tokenIn({ pathname, search }: PageSessionDeps['location']): string | null {
  return pathname === '/launch' ? new URLSearchParams(search).get('token') : null
}

/** Trades the token in; null when it works no more or nobody answers. */
async function buy({ fetch, cleanAddress }: PageSessionDeps, token: string): Promise<string | null> {
  cleanAddress()
  try {
    const response = await fetch('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token })
    })
    const { value } = (await response.json()) as { value?: { session?: unknown } }
    return typeof value?.session === 'string' ? value.session : null
  } catch {
    // Without an answer there is no session, which the page then says.
    return null
  }
}

function read(storage: PageStorage): string | null {
  try {
    return storage().getItem(KEY)
  } catch {
    // The storage is off: the session lasts until the next load.
    return null
  }
}

function write(storage: PageStorage, session: string | null): void {
  try {
    if (session === null) storage().removeItem(KEY)
    else storage().setItem(KEY, session)
  } catch {
    // The storage is off: the session lasts until the next load.
  }
}

function parseWord(data: unknown): Word | null {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return null
  if (data.kind === 'wanted') return { kind: 'wanted' }
  const session = 'session' in data && typeof data.session === 'string' ? data.session : null
  if (session === null || (data.kind !== 'fresh' && data.kind !== 'lent')) return null
  return { kind: data.kind, session }
}
