import { withinTime } from './timer'

/** How long a server may take to let us connect, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000

/** The part of an SDK client that is needed to look at its calls; every client of the SDK has it. */
interface Extensible {
  readonly middlewareStack: {
    add(middleware: never, options: object): void
    addRelativeTo(middleware: never, options: object): void
  }
}

interface LimitedClient extends Extensible {
  readonly config: { readonly requestHandler: object }
}

export type Headers = Readonly<Record<string, string>>
type Next = (args: unknown) => Promise<{ response: unknown }>
type Context = { callLimit?: AbortSignal }

/**
 * Ends every call of an SDK client after so many milliseconds, and returns the client.
 *
 * The limit is over the whole of a call: connection, headers, body and repeats. The SDK's own end at the headers, so
 * that an answer which stops half-way would hold the call for ever. Credentials are looked up before it begins, for
 * they may wait for the user. What ran out of time rejects with `TimeoutError`, and its socket is closed.
 *
 * A client whose calls are made `once` has the limit in the place of the SDK's repeats, which take a tenth of a call's time
 * also where there are none.
 */
export function limitCalls<C extends LimitedClient>(client: C, limitMs: number, { once = false } = {}): C {
  const whole = (next: Next, context: Context) => async (args: unknown) =>
    await withinTime(limitMs, async (signal) => {
      context.callLimit = signal
      return await next(args)
    })
  const { middlewareStack, config } = client
  if (once)
    middlewareStack.add(whole as never, {
      name: 'retryMiddleware',
      step: 'finalizeRequest',
      priority: 'high',
      override: true
    })
  else
    middlewareStack.addRelativeTo(whole as never, {
      name: 'callLimit',
      relation: 'before',
      toMiddleware: 'retryMiddleware'
    })
  middlewareStack.add(closing as never, { name: 'callLimitClosing', step: 'deserialize', priority: 'low' })
  // Before the headers the SDK closes the socket itself, but only if it is told to.
  const handler = config.requestHandler as { updateHttpClientConfig?: (key: string, value: unknown) => void }
  handler.updateHttpClientConfig?.('requestTimeout', limitMs)
  handler.updateHttpClientConfig?.('throwOnRequestTimeout', true)
  handler.updateHttpClientConfig?.('connectionTimeout', Math.min(limitMs, CONNECT_TIMEOUT_MS))
  return client
}

/** Sends nothing once the time is over, and then closes the socket of an answer that is still under way. */
const closing = (next: Next, context: Context) => async (args: unknown) => {
  const { callLimit } = context
  callLimit?.throwIfAborted()
  const output = await next(args)
  const { body } = output.response as { body?: { destroy?: (reason: unknown) => void } }
  callLimit?.addEventListener('abort', () => body?.destroy?.(callLimit.reason))
  return output
}

/** Makes a client tell of each request before it goes out, repeated ones included. */
export function beforeRequests({ middlewareStack }: Extensible, tell: () => void): void {
  const middleware = (next: Next) => (request: unknown) => {
    tell()
    return next(request)
  }
  middlewareStack.add(middleware as never, { step: 'finalizeRequest', name: 'onRequest', priority: 'low' })
}

/** Looks at the headers of each answer, and how long it took, before the client reads it; what this throws, the call rejects with. */
export function onAnswers(
  { middlewareStack }: Extensible,
  name: string,
  look: (headers: Headers, tookMs: number) => void
): void {
  const middleware = (next: Next) => async (request: unknown) => {
    const askedAt = performance.now()
    const output = await next(request)
    look((output.response as { headers?: Headers }).headers ?? {}, performance.now() - askedAt)
    return output
  }
  middlewareStack.add(middleware as never, { step: 'deserialize', name, priority: 'low' })
}
