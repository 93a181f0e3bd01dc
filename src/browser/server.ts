import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest
} from 'fastify'
import { z } from 'zod'
import type { ChatApp } from '../core/chat-app'
import { KEY_PAGE_PATH } from '../web/key-page'
import { dispatch, inputError } from '../core/calls/dispatch'
import { loadPageFiles, pageHeaders, securityHeaders, type PageFile, type PageFiles } from '../web/page-files'
import { strictRequests } from '../platform/strict-requests'
import { ChatError } from '../shared/errors'
import { serveKeyPage } from './key-route'
import { EventStream } from './event-stream'
import { readJsonBody } from './json-body'
import { LaunchLinks } from './launch-links'
import { isProof, proofOf } from './proof'
import { refuse } from './refusal'
import { originProblem } from './request-origin'
import { Sessions } from './sessions'

export interface BrowserHostOptions {
  readonly app: Pick<ChatApp, 'handlers' | 'on' | 'keyPage'>
  /** 0 takes any free port. */
  readonly port: number
  /** The built page. */
  readonly rendererDir: string
  /** What proves to another process of this user that it talks to this host; see `host-file.ts`. */
  readonly key?: string
  /** Opens a link for the user, until it is spent; absent where nobody would see it. */
  readonly openLink?: OpenLink | undefined
}

/** Opens a link for the user. What it needs to do so can go when the signal says that the link is spent. */
export type OpenLink = (link: string, spent: AbortSignal) => void

export interface BrowserHost {
  /** The origin, `http://127.0.0.1:<port>`. */
  readonly url: string
  readonly port: number
  /** A link that signs one browser in, once, within ten minutes; `show` also opens it for the user. */
  launchUrl(options?: { show: boolean }): string
  /** Resolves when the port is free and no request is open. */
  close(): Promise<void>
}

/**
 * Routes that need no session, besides the page's files, which anybody may read in our repository: one shows the page,
 * one buys a session, one tells nothing, one asks for a proof, and one has a ticket of its own, because a form can carry
 * no header.
 */
const openRoutes = ['/launch', '/session', '/alive', '/link', KEY_PAGE_PATH]

const callBody = z.strictObject({ input: z.unknown().optional() })
const sessionBody = z.strictObject({ token: z.string().max(200) })
const aliveQuery = z.object({ nonce: z.string().max(200).optional() }).catch({})
const linkBody = z.strictObject({ nonce: z.string().max(200), proof: z.string().max(200), show: z.boolean() })

/**
 * Serves the page, its calls and its events on 127.0.0.1.
 *
 * Every request must name exactly this host and come from our own page or the user. Calls and events need a session,
 * which only a one-time launch token buys: the page holds it and names it in a header. A cookie would not do, for a
 * browser sends one to every port of 127.0.0.1. Throws `conflict` when the port is taken.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<BrowserHost> {
  const { app, key } = options
  const files = await loadPageFiles(options.rendererDir)
  const sessions = new Sessions()
  const links = new LaunchLinks()
  const events = new EventStream(app)
  const server = fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) =>
      void answerError(request, reply.headers(securityHeaders), error)
  })
  const port = { current: options.port }
  const url = (): string => `http://127.0.0.1:${port.current}`
  const launchUrl = ({ show } = { show: false }): string => {
    const { token, spent } = links.issue()
    const link = `${url()}/launch?token=${token}`
    if (show) options.openLink?.(link, spent)
    return link
  }
  const open = new Set<string | undefined>([...openRoutes, ...files.keys()])

  readOnlyJson(server)
  server.setErrorHandler((error: FastifyError | ChatError, request, reply) =>
    answerError(request, reply, error)
  )
  server.setNotFoundHandler((request, reply) => refuse(request, reply, 'not_found'))

  const written = strictRequests(server.server)
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (written(request.raw) !== null) return refuse(request, reply, 'malformed')
    const problem = originProblem(request.method, request.headers, port.current)
    if (problem) return refuse(request, reply, problem)
    if (open.has(request.routeOptions.url)) return undefined
    return sessions.has(bearerOf(request)) ? undefined : refuse(request, reply, 'no_session')
  })

  addSessionRoutes(server, { key, links, sessions, launchUrl, index: files.get('/') })
  addPageRoutes(server, app, events)
  await serveKeyPage(server, app.keyPage)
  serveFiles(server, files)

  try {
    await listen(server, port.current)
  } catch (error) {
    events.close()
    throw error
  }
  port.current = addressOf(server)
  return {
    url: url(),
    port: port.current,
    launchUrl,
    close: async () => {
      links.close()
      events.close()
      await server.close()
    }
  }
}

interface SessionRoutes {
  readonly key: string | undefined
  readonly links: LaunchLinks
  readonly sessions: Sessions
  readonly launchUrl: (options: { show: boolean }) => string
  readonly index: PageFile | undefined
}

/** How a page comes to a session: by a launch link that the user, or another process of this user, has asked for. */
function addSessionRoutes(server: FastifyInstance, deps: SessionRoutes): void {
  const { key, links, sessions, launchUrl, index } = deps
  // Empty without a key or a nonce.
  server.get('/alive', (request, reply) => {
    const { nonce } = aliveQuery.parse(request.query)
    return reply.send({ proof: key && nonce ? proofOf({ key, purpose: 'alive', nonce }) : '' })
  })

  server.post('/link', (request, reply) => {
    const body = linkBody.safeParse(request.body)
    if (!key || !body.success || !isProof(body.data.proof, { key, purpose: 'link', nonce: body.data.nonce }))
      return refuse(request, reply, 'no_session')
    return reply
      .header('cache-control', 'no-store')
      .send({ ok: true, value: { link: launchUrl({ show: body.data.show }) } })
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
function addPageRoutes(server: FastifyInstance, app: BrowserHostOptions['app'], events: EventStream): void {
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

/** JSON and nothing else: a form or plain text, which any web page may post, never reaches a handler. */
function readOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    async (_request: FastifyRequest, body: FastifyRequest['raw']) => readJsonBody(body)
  )
}

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

/** The session that a request names; undefined when it names none. */
const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1]

function answerError(
  request: FastifyRequest,
  reply: FastifyReply,
  error: FastifyError | ChatError
): FastifyReply {
  if (error instanceof ChatError) return refuse(request, reply, error)
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse(request, reply, 'not_json')
  const key = (error.statusCode ?? 500) < 500 ? 'request.unreadable' : 'internal'
  return refuse(request, reply, new ChatError(key, { detail: error.message }, { cause: error }))
}

async function listen(server: FastifyInstance, port: number): Promise<void> {
  try {
    await server.listen({ host: '127.0.0.1', port })
  } catch (cause) {
    await server.close()
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    const key = code === 'EADDRINUSE' ? 'port.taken' : 'port.unusable'
    throw new ChatError(key, { port: String(port), code: String(code) }, { cause })
  }
}

function addressOf(server: FastifyInstance): number {
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new ChatError('host.no_port')
  return address.port
}
