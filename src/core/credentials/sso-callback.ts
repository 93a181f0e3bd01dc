import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ChatError } from '../../shared/errors'

/** The path that the AWS CLI registers too. */
export const CALLBACK_PATH = '/oauth/callback'

/** Where a browser of this computer brings the answer of a sign-in. */
export interface Callback {
  readonly redirectUri: string
  /** What the browser must bring along, so that no other page can answer in its place. */
  readonly state: string
  /** The authorization code; rejects with `cancelled` when the sign-in was refused there. */
  readonly code: Promise<string>
  close(): void
}

/** Listens on a free port of 127.0.0.1 for the answer of one sign-in; it is taken once. */
export async function listenForCallback(): Promise<Callback> {
  const state = randomBytes(32).toString('base64url')
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  // Who has not begun to wait yet must not make an unhandled rejection.
  promise.catch(() => {})
  const server = createServer((request, response) => {
    const query = answerOf(request, state)
    if (query === null) return tell(response, 400, 'This is not the answer that ChatAPP waits for.')
    const code = query.get('code')
    if (code) {
      tell(response, 200, 'ChatAPP goes on with this sign-in. You can close this page.')
      return resolve(code)
    }
    tell(response, 200, 'The sign-in was declined. You can close this page.')
    return reject(new ChatError('sign_in.declined'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  server.unref()
  const { port } = server.address() as AddressInfo
  const close = (): void => {
    server.close()
    server.closeIdleConnections()
  }
  return { redirectUri: `http://127.0.0.1:${port}${CALLBACK_PATH}`, state, code: promise, close }
}

/** The query of an answer to this sign-in; null for any other request. */
function answerOf({ method, url, headers }: IncomingMessage, state: string): URLSearchParams | null {
  const address = `http://${headers.host ?? ''}${url ?? ''}`
  if (method !== 'GET' || !URL.canParse(address)) return null
  const { hostname, pathname, searchParams } = new URL(address)
  if (hostname !== '127.0.0.1' || pathname !== CALLBACK_PATH) return null
  const [given, own] = [Buffer.from(searchParams.get('state') ?? ''), Buffer.from(state)]
  return given.length === own.length && timingSafeEqual(given, own) ? searchParams : null
}

function tell(response: ServerResponse, status: number, words: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close'
    })
    .end(`<!doctype html><html lang="en"><title>ChatAPP</title><p>${words}</p></html>`)
}
