import type { CallArgument, CallName, CallOutput, ChatHost, Result } from '../../shared/contract'
import { errorCodes, type ErrorCode } from '../../shared/error-codes'
import type { WireError } from '../../shared/errors'
import { createPageSession, type PageSession } from './page-session'
import { createSharedEvents, type Tabs } from './shared-events'
import { t } from '../text/words'

/** What the browser lends; a test passes its own. */
export interface HttpHostDeps {
  readonly fetch: typeof fetch
  readonly session: PageSession
  readonly tabs?: () => Tabs
}

const browser = (): HttpHostDeps => ({
  fetch: (input, init) => window.fetch(input, init),
  session: createPageSession()
})

/** The browser host as the page sees it: calls over `POST /call/<name>`, events over server-sent events. */
export function createHttpHost(deps: HttpHostDeps = browser()): ChatHost {
  const signed = signedFetch(deps)
  const events = createSharedEvents(async (take, opened) => {
    const { ok, body } = await signed('/events')
    if (!ok || body === null) return
    opened()
    await readServerEvents(body, take)
  }, deps.tabs)
  return {
    call: (name, input) => post(signed, name, input),
    on: events.on,
    onLink: events.onLink
  }
}

/** A request that names the page's session; answers 401 itself when there is none. */
function signedFetch({
  fetch,
  session
}: HttpHostDeps): (path: string, init?: RequestInit) => Promise<Response> {
  return async (path, init = {}) => {
    const secret = await session.current()
    if (secret === null) return new Response(null, { status: 401 })
    const response = await fetch(path, {
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), authorization: `Bearer ${secret}` }
    })
    if (response.status === 401) session.refused(secret)
    return response
  }
}

type SignedFetch = ReturnType<typeof signedFetch>

async function post<N extends CallName>(
  signed: SignedFetch,
  name: N,
  input: CallArgument<N>
): Promise<Result<CallOutput<N>>> {
  let response: Response
  const body = JSON.stringify({ input })
  try {
    response = await signed(`/call/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      // A draft is still on its way when the page is closed; a browser lets no more than 64 KiB outlive it.
      keepalive: name === 'drafts.set' && body.length < 60_000
    })
  } catch {
    return failure(
      'offline',
      t(
        'ChatAPP does not answer; this page keeps trying. If ChatAPP was ended, start it again and open the link it prints.'
      )
    )
  }
  if (response.status === 401)
    return failure(
      'forbidden',
      t(
        'This page is not signed in: a session ends when ChatAPP is started again, and a link works once. A fresh link, opened in this browser, brings the page back.'
      )
    )
  const answer: unknown = await response.json().catch(() => null)
  if (isResult(answer)) return answer as Result<CallOutput<N>>
  if (response.status === 413)
    return failure(
      'too_large',
      t('The message is larger than ChatAPP accepts. Shorten it or send it in parts.')
    )
  return failure(
    'internal',
    t('ChatAPP answered the call {name} with HTTP status {status} and no result. Reload this page.', {
      name,
      status: String(response.status)
    })
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

/** Told the data of each event, in order. */
type TakeData = (data: string) => void

/**
 * Reads a body of server-sent events to its end. Rejects when the connection breaks.
 *
 * An `EventSource` could do it, but can send no header, and so no session.
 */
async function readServerEvents(body: ReadableStream<Uint8Array>, take: TakeData): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (text + value).split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) takeBlock(block, take)
  }
}

/** One event; a block of comments alone says only that the host is there. */
function takeBlock(block: string, take: TakeData): void {
  const data = block.split('\n').find((line) => line.startsWith('data: '))
  if (data !== undefined) take(data.slice('data: '.length))
}
