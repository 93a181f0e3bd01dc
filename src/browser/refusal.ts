import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ChatError, type ErrorCode, type ErrorKey } from '../shared/errors'
import { plainPage, plainPageStyle } from '../web/plain-page'
import type { Message } from '../words/de'
import type { SpeakerFor } from './speech'

const styleHash = createHash('sha256').update(plainPageStyle).digest('base64')

/** The page for a browser that may not come in has no scripts, loads nothing, and may use its own style alone. */
const noticePolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

interface Refusal {
  readonly status: number
  readonly key: ErrorKey
  readonly title: Message
}

/** Every reason for which the browser host turns a request away before the app sees it. */
const refusals = {
  malformed: { status: 400, key: 'request.malformed', title: 'Not understood' },
  foreign_host: { status: 403, key: 'request.foreign_host', title: 'Wrong address' },
  foreign_origin: { status: 403, key: 'request.foreign_origin', title: 'Not allowed' },
  cross_site: { status: 403, key: 'request.cross_site', title: 'Not allowed' },
  no_session: { status: 401, key: 'request.no_session', title: 'This page is not signed in' },
  stale_link: { status: 403, key: 'request.stale_link', title: 'This link works no more' },
  prefetch: { status: 403, key: 'request.prefetch', title: 'Not loaded ahead' },
  not_found: { status: 404, key: 'request.not_found', title: 'Nothing here' },
  not_json: { status: 415, key: 'request.not_json', title: 'Not JSON' }
} as const satisfies Record<string, Refusal>

const statusOf: Partial<Record<ErrorCode, number>> = { too_large: 413, invalid_input: 400, internal: 500 }

/** Turns a request away: a program gets a typed error as JSON, a person a page that says what to do. */
export type Refuse = (
  request: FastifyRequest,
  reply: FastifyReply,
  reason: keyof typeof refusals | ChatError
) => Promise<FastifyReply>

/** Turns requests away, a person's in the language that they read. */
export const refusing =
  (speakerFor: SpeakerFor): Refuse =>
  async (request, reply, reason) => {
    const { status, title, error } = reason instanceof ChatError ? fromError(reason) : fromReason(reason)
    reply.code(status).header('cache-control', 'no-store')
    if (!isForPerson(request))
      return reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ ok: false, error: error.toWire() }))
    const speaker = await speakerFor(request.headers)
    const text = speaker.error(error.toWire(), error.message)
    return reply
      .header('content-security-policy', noticePolicy)
      .type('text/html; charset=utf-8')
      .send(plainPage({ locale: speaker.locale, title: speaker.say(title), paragraphs: [text] }))
  }

/** What is answered. */
interface Answer extends Pick<Refusal, 'status' | 'title'> {
  readonly error: ChatError
}

const fromReason = (reason: keyof typeof refusals): Answer => {
  const { key, ...answer } = refusals[reason]
  return { ...answer, error: new ChatError(key) }
}

const fromError = (error: ChatError): Answer => ({
  status: statusOf[error.code] ?? 500,
  title: 'That did not work',
  error
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
