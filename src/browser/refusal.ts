import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ChatError, type ErrorCode } from '../shared/errors'
import { plainPage, plainPageStyle } from '../web/plain-page'

const styleHash = createHash('sha256').update(plainPageStyle).digest('base64')

/** The page for a browser that may not come in has no scripts, loads nothing, and may use its own style alone. */
const noticePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface Refusal {
  readonly status: number
  readonly code: ErrorCode
  readonly title: string
  readonly text: string
}

const freshLink =
  'Run "chatapp open", or "npm run -s chatapp -- open" in the folder that you start it from, and open the link it prints.'

/** Every reason for which the browser host turns a request away before the app sees it. */
const refusals = {
  malformed: {
    status: 400,
    code: 'invalid_input',
    title: 'Not understood',
    text: 'The request is not written as browsers write theirs. Open the link that ChatAPP printed in a web browser.'
  },
  foreign_host: {
    status: 403,
    code: 'forbidden',
    title: 'Wrong address',
    text: 'ChatAPP answers only under 127.0.0.1 and its own port. Open the link that ChatAPP printed.'
  },
  foreign_origin: {
    status: 403,
    code: 'forbidden',
    title: 'Not allowed',
    text: 'Only the ChatAPP page itself may ask this. Open the link that ChatAPP printed.'
  },
  cross_site: {
    status: 403,
    code: 'forbidden',
    title: 'Not allowed',
    text: 'Another web page asked for this. Open the link that ChatAPP printed.'
  },
  no_session: {
    status: 401,
    code: 'forbidden',
    title: 'This page is not signed in',
    text: `ChatAPP lets a page in through a link that works once. ${freshLink}`
  },
  stale_link: {
    status: 403,
    code: 'forbidden',
    title: 'This link works no more',
    text: `A ChatAPP link works once and for ten minutes. This one was used already, is too old or is not ours. ${freshLink}`
  },
  prefetch: {
    status: 403,
    code: 'forbidden',
    title: 'Not loaded ahead',
    text: 'A ChatAPP link works once, so it is not loaded before you open it. Open it now.'
  },
  not_found: {
    status: 404,
    code: 'not_found',
    title: 'Nothing here',
    text: 'There is no such page in ChatAPP. Go to the start page.'
  },
  not_json: {
    status: 415,
    code: 'invalid_input',
    title: 'Not JSON',
    text: 'ChatAPP takes JSON only. Send the content type application/json.'
  }
} satisfies Record<string, Refusal>

const statusOf: Partial<Record<ErrorCode, number>> = { too_large: 413, invalid_input: 400, internal: 500 }

/** Turns a request away: a program gets a typed error as JSON, a person a page that says what to do. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  reason: keyof typeof refusals | ChatError
): FastifyReply {
  const refusal: Refusal = reason instanceof ChatError ? fromError(reason) : refusals[reason]
  reply.code(refusal.status).header('cache-control', 'no-store')
  if (isForPerson(request)) {
    return reply
      .header('content-security-policy', noticePolicy)
      .type('text/html; charset=utf-8')
      .send(plainPage({ title: refusal.title, paragraphs: [refusal.text] }))
  }
  const error = reason instanceof ChatError ? reason : ChatError.of(refusal.code, refusal.text)
  return reply
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ ok: false, error: error.toWire() }))
}

const fromError = (error: ChatError): Refusal => ({
  status: statusOf[error.code] ?? 500,
  code: error.code,
  title: 'That did not work',
  text: error.message
})

function isForPerson(request: FastifyRequest): boolean {
  const { accept } = request.headers
  return (
    request.method === 'GET' && !request.url.startsWith('/events') && (accept ?? '').includes('text/html')
  )
}

/** What is wrong with where a request comes from; null when nothing is. */
type OriginProblem = 'foreign_host' | 'foreign_origin' | 'cross_site' | null

/**
 * Whether a person asks for a page of this host under the name `localhost`, from where they are led to its address.
 *
 * A browser may take that name for `::1`, where another program can listen on the same port. So nobody is let in under it.
 */
export const isByName = (
  { method, headers }: Pick<FastifyRequest, 'method' | 'headers'>,
  port: number
): boolean => method === 'GET' && headers.host === `localhost:${port}`

/**
 * Whether a request comes from our own page or from the user.
 *
 * - `Host` must be exactly ours: another name is DNS rebinding.
 * - `Origin`, where a browser sends one, must be exactly ours; another port of this machine is not us.
 * - `Sec-Fetch-Site` must be `same-origin`, or `none` (typed, or opened from a terminal). A person may follow a link to
 *   us from anywhere: what they see is the page, which knows nothing before it has a session.
 * - A request that changes something must prove it: our `Origin`, or `Sec-Fetch-Site: same-origin`.
 */
export function originProblem(method: string, headers: IncomingHttpHeaders, port: number): OriginProblem {
  const { host, origin } = headers
  if (host !== `127.0.0.1:${port}`) return 'foreign_host'
  if (origin !== undefined && origin !== `http://${host}`) return 'foreign_origin'
  const site = headers['sec-fetch-site']
  const foreign = site !== undefined && site !== 'same-origin' && site !== 'none'
  if (foreign && !(method === 'GET' && opensTab(headers))) return 'cross_site'
  const reads = method === 'GET' || method === 'HEAD'
  if (!reads && origin === undefined && site !== 'same-origin') return 'foreign_origin'
  return null
}

/** Whether a tab is to show the answer as its page: not a frame, a script or a picture of another page. */
const opensTab = (headers: IncomingHttpHeaders): boolean =>
  headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
