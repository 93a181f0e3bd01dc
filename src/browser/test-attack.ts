// What strangers may try at the browser host: web pages of other origins, programs on other ports, other users.

/** What an attack is made from. Some of it no stranger has; then the request must fail for its other fault alone. */
export interface Target {
  readonly port: number
  /** The session of the page that is open, and a link, a ticket and a proof that nobody has used. */
  readonly session: string
  readonly token: string
  readonly ticket: string
  /** What everybody can ask the host for. */
  readonly aliveProof: string
  /** Links that were used, that are too old, and that another run has made. */
  readonly spent: string
  readonly expired: string
  readonly earlier: string
}

/** Bytes as they go over the wire, one character each. */
export type Attack = readonly [name: string, bytes: (target: Target) => string]

export interface Parts {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export const own = ({ port }: Target): string => `127.0.0.1:${port}`

export function http(
  target: Target,
  { method = 'GET', path = '/', host = own(target), headers = {}, body }: Parts
) {
  const all = {
    host,
    connection: 'close',
    ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body, 'latin1')) }),
    ...headers
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body ?? ''}`
}

export const json = { 'content-type': 'application/json' }
export const form = { 'content-type': 'application/x-www-form-urlencoded' }
export const keys = 'accessKeyId=AKIAIOSFODNN7EXAMPLE&secretAccessKey=stolen'
export const bearer = ({ session }: Target) => ({ authorization: `Bearer ${session}` })
export const origin = (target: Target) => ({ origin: `http://${own(target)}` })

type Door = (target: Target, more: Parts) => string

export const call: Door = (target, more) =>
  http(target, {
    method: 'POST',
    path: '/call/settings.get',
    body: '{}',
    ...more,
    headers: { ...json, ...origin(target), ...bearer(target), ...more.headers }
  })
export const events: Door = (target, more) =>
  http(target, { path: '/events', ...more, headers: { ...bearer(target), ...more.headers } })
export const session: Door = (target, more) =>
  http(target, {
    method: 'POST',
    path: '/session',
    body: JSON.stringify({ token: target.token }),
    ...more,
    headers: { ...json, ...origin(target), ...more.headers }
  })
export const keyPage: Door = (target, more) =>
  http(target, {
    method: 'POST',
    path: `/keys?ticket=${target.ticket}`,
    body: keys,
    ...more,
    headers: { ...form, ...origin(target), ...more.headers }
  })

/** What a stranger wants to get through, each with all that opens it but for what `more` spoils. */
export const doors: Readonly<Record<string, Door>> = {
  'a call': call,
  'the events': events,
  'a session': session,
  'the key page': keyPage
}

/** The same letters, small ones for capitals. */
export const swapped = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (one) => (one < 'a' ? one.toLowerCase() : one.toUpperCase()))
