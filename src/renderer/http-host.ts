import type {
  CallArgument,
  CallName,
  CallOutput,
  ChatHost,
  EventName,
  EventPayload,
  Result
} from '../shared/contract'
import { errorCodes, type ErrorCode, type WireError } from '../shared/errors'

/** What the browser lends; a test passes its own. */
export interface HttpHostDeps {
  fetch: typeof fetch
  openEvents: (url: string) => EventSource
}

/** A closed event stream is opened anew after this long; the browser itself retries one that merely broke. */
const REOPEN_AFTER_MS = 2000

const browser: HttpHostDeps = {
  fetch: (input, init) => window.fetch(input, init),
  openEvents: (url) => new EventSource(url)
}

/** The browser host as the page sees it: calls over `POST /call/<name>`, events over server-sent events. */
export function createHttpHost(deps: HttpHostDeps = browser): ChatHost {
  const events = createEventStream(deps)
  return {
    call: (name, input) => post(deps, name, input),
    on: events.on,
    onLink: events.onLink
  }
}

async function post<N extends CallName>(
  deps: HttpHostDeps,
  name: N,
  input: CallArgument<N>
): Promise<Result<CallOutput<N>>> {
  let response: Response
  try {
    response = await deps.fetch(`/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ input })
    })
  } catch {
    return failure(
      'offline',
      'ChatAPP does not answer; this page keeps trying. If ChatAPP was ended, start it again and open the link it prints.'
    )
  }
  if (response.status === 401)
    return failure(
      'forbidden',
      'This page’s session ended, as each does when ChatAPP is started again. A fresh link, opened in this browser, brings the page back.'
    )
  const body: unknown = await response.json().catch(() => null)
  if (isResult(body)) return body as Result<CallOutput<N>>
  if (response.status === 413)
    return failure('too_large', 'The message is larger than ChatAPP accepts. Shorten it or send it in parts.')
  return failure(
    'internal',
    `ChatAPP answered the call ${name} with HTTP status ${response.status} and no result. Reload this page.`
  )
}

function isResult(value: unknown): value is Result<unknown> {
  if (typeof value !== 'object' || value === null || !('ok' in value)) return false
  if (value.ok === true) return true
  return value.ok === false && 'error' in value && isWireError(value.error)
}

const isWireError = (value: unknown): value is WireError =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  (errorCodes as readonly unknown[]).includes(value.code) &&
  'message' in value &&
  typeof value.message === 'string'

const failure = (code: ErrorCode, message: string): { ok: false; error: WireError } => ({
  ok: false,
  error: { code, message, retryable: code === 'offline' }
})

type AnyListener = (payload: never) => void

/** One event stream for the whole page, opened when the first listener comes. */
function createEventStream(deps: HttpHostDeps): Pick<ChatHost, 'on' | 'onLink'> {
  const listeners = new Map<EventName, Set<AnyListener>>()
  const linkListeners = new Set<(up: boolean) => void>()
  let source: EventSource | null = null

  const tellLink = (up: boolean): void => {
    for (const listener of linkListeners) listener(up)
  }

  const receive = (name: EventName, event: Event): void => {
    const payload = parseEvent((event as MessageEvent<unknown>).data)
    if (payload === undefined) return console.error(`ChatAPP sent an event ${name} that is not JSON.`)
    for (const listener of listeners.get(name) ?? []) (listener as (payload: unknown) => void)(payload)
  }

  const listenTo = (name: EventName): void => source?.addEventListener(name, (event) => receive(name, event))

  const open = (): void => {
    source = deps.openEvents('/events')
    source.addEventListener('open', () => tellLink(true))
    source.addEventListener('error', () => {
      tellLink(false)
      if (source?.readyState === EventSource.CLOSED) setTimeout(open, REOPEN_AFTER_MS)
    })
    for (const name of listeners.keys()) listenTo(name)
  }

  return {
    on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void) {
      const known = listeners.get(name)
      const group = known ?? new Set<AnyListener>()
      group.add(listener)
      if (!known) {
        listeners.set(name, group)
        listenTo(name)
      }
      if (!source) open()
      return () => void group.delete(listener)
    },
    onLink(listener) {
      linkListeners.add(listener)
      if (!source) open()
      return () => void linkListeners.delete(listener)
    }
  }
}

function parseEvent(data: unknown): unknown {
  if (typeof data !== 'string') return undefined
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}
