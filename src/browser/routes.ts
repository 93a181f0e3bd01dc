import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { ChatApp } from '../core/chat-app'
import { dispatch } from '../core/calls/dispatch'
import { inputError } from '../shared/input-error'
import { KEY_PAGE_PATH, type KeyPageAnswer } from '../web/key-page'
import { pageHeaders, securityHeaders, type PageFile, type PageFiles } from '../web/page-files'
import type { EventStream } from './event-stream'
import { isProof, launchNonce, proofOf, type Launch } from './host-file'
import type { LaunchLinks, Sessions } from './launch-links'
import type { Refuse } from './refusal'
import type { SpeakerFor } from './speech'

/**
 * Routes that need no session, besides the page's files, which anybody may read in our repository: one shows the page,
 * one buys a session, one tells nothing, one asks for a proof, and one has a ticket of its own, because a form can carry
 * no header.
 */
export const openRoutes = ['/launch', '/session', '/alive', '/link', KEY_PAGE_PATH]

const callBody = z.strictObject({ input: z.unknown().optional() })
const sessionBody = z.strictObject({ token: z.string().max(200) })
const aliveQuery = z.object({ nonce: z.string().max(200).optional() }).catch({})
const linkBody = z.strictObject({ nonce: z.string().max(200), proof: z.string().max(200), show: z.boolean() })

/** What the routes lead to. */
interface RouteDeps {
  readonly app: Pick<ChatApp, 'handlers' | 'keyPage'>
  readonly files: PageFiles
  /** What proves to another process of this user that it talks to this host. */
  readonly key: string | undefined
  readonly links: LaunchLinks
  readonly sessions: Sessions
  readonly events: EventStream
  readonly launch: (options: { show: boolean }) => Launch
  readonly refuse: Refuse
  readonly speakerFor: SpeakerFor
}

/** Every route of the browser host. */
export async function addRoutes(server: FastifyInstance, deps: RouteDeps): Promise<void> {
  addSessionRoutes(server, deps)
  addPageRoutes(server, deps)
  await serveKeyPage(server, deps)
  serveFiles(server, deps.files)
}

/** How a page comes to a session: by a launch link that the user, or another process of this user, has asked for. */
function addSessionRoutes(server: FastifyInstance, deps: RouteDeps): void {
  const { key, links, sessions, launch, refuse } = deps
  const index = deps.files.get('/')
  // Empty without a key or a nonce.
  server.get('/alive', (request, reply) => {
    const { nonce } = aliveQuery.parse(request.query)
    return reply.send({ proof: key && nonce ? proofOf({ key, purpose: 'alive', nonce }) : '' })
  })

  server.post('/link', (request, reply) => {
    const body = linkBody.safeParse(request.body)
    if (!key || !body.success || !isProof(body.data.proof, { key, purpose: 'link', nonce: body.data.nonce }))
      return refuse(request, reply, 'no_session')
    const launched = launch(body.data)
    const proof = proofOf({ key, purpose: 'launch', nonce: launchNonce(body.data.nonce, launched) })
    return reply.header('cache-control', 'no-store').send({ ok: true, value: { ...launched, proof } })
  })

  server.get('/launch', async (request, reply) => {
    // A browser that loads links ahead of the click must not use the token up.
    if (request.headers['sec-purpose'] ?? request.headers['purpose'])
      return refuse(request, reply, 'prefetch')
    return index ? sendFile(reply, index) : refuse(request, reply, 'not_found')
  })

  server.post('/session', async (request, reply) => {
    const body = sessionBody.safeParse(request.body)
    if (!body.success || !links.redeem(body.data.token)) return refuse(request, reply, 'stale_link')
    reply.header('cache-control', 'no-store')
    return { ok: true, value: { session: sessions.open() } }
  })
}

/** What a page with a session may ask, and where it hears of changes. */
function addPageRoutes(server: FastifyInstance, { app, events }: RouteDeps): void {
  server.post('/call/:name', async (request, reply) => {
    const { name } = request.params as { name: string }
    const body = callBody.safeParse(request.body)
    if (!body.success) throw inputError(body.error)
    reply.header('cache-control', 'no-store')
    return await dispatch(app.handlers, name, body.data.input)
  })

  server.get('/events', (_request, reply) => {
    reply.hijack()
    events.add(reply.raw, securityHeaders)
  })
}

/** The largest form: three fields at their longest, encoded. */
const MAX_FORM_BYTES = 64 * 1024

const querySchema = z.object({ ticket: z.string().max(100) }).catch({ ticket: '' })

/**
 * Serves the page for access keys. Its one-time ticket, which only a session can have asked for, lets in: a form and
 * the tab it stands in can carry no header.
 *
 * It is the only route that takes a form, and only from our own origin; the app's calls take JSON alone.
 */
async function serveKeyPage(
  server: FastifyInstance,
  { app: { keyPage }, speakerFor }: Pick<RouteDeps, 'app' | 'speakerFor'>
): Promise<void> {
  const answer = async (request: FastifyRequest, form: string | null): Promise<KeyPageAnswer> =>
    keyPage.answer({ ticket: ticketOf(request), form, speaker: await speakerFor(request.headers) })
  await server.register(async (routes) => {
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_FORM_BYTES },
      (_request, body, done) => done(null, body)
    )
    routes.get(KEY_PAGE_PATH, async (request, reply) => send(reply, await answer(request, null)))
    routes.post(KEY_PAGE_PATH, async (request, reply) => {
      const form = typeof request.body === 'string' ? request.body : ''
      return send(reply, await answer(request, form))
    })
  })
}

const ticketOf = ({ query }: FastifyRequest): string => querySchema.parse(query).ticket

const send = (reply: FastifyReply, { status, headers, html }: KeyPageAnswer): FastifyReply =>
  reply.code(status).headers(headers).send(html)

function serveFiles(server: FastifyInstance, files: PageFiles): void {
  for (const [path, file] of files) {
    server.get(path, async (request, reply) => {
      if (request.headers['if-none-match'] !== file.etag) return sendFile(reply, file)
      return reply.headers(pageHeaders(file)).code(304).send()
    })
  }
}

const sendFile = (reply: FastifyReply, file: PageFile): FastifyReply =>
  reply.headers(pageHeaders(file)).send(file.body)
