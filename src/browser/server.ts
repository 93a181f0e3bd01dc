import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest
} from 'fastify'
import type { Readable } from 'node:stream'
import type { ChatApp } from '../core/chat-app'
import { strictRequests } from '../platform/strict-requests'
import { ChatError } from '../shared/errors'
import { loadPageFiles, securityHeaders } from '../web/page-files'
import { EventStream } from './event-stream'
import type { Launch } from './host-file'
import { LaunchLinks, Sessions } from './launch-links'
import { isByName, originProblem, refusing } from './refusal'
import { addRoutes, openRoutes } from './routes'
import { followLanguage } from './speech'

export interface BrowserHostOptions {
  readonly app: Pick<ChatApp, 'handlers' | 'on' | 'keyPage'>
  /** 0 takes any free port. */
  readonly port: number
  /** The built page. */
  readonly rendererDir: string
  /** What proves to another process of this user that it talks to this host; see `host-file.ts`. */
  readonly key?: string
  /** Makes a page that leads a browser to a link until that is spent; returns its address. See `open-in-browser.ts`. */
  readonly leadTo?: (link: string, spent: AbortSignal) => string
}

export interface BrowserHost {
  /** The origin, `http://127.0.0.1:<port>`. */
  readonly url: string
  readonly port: number
  /** A link that signs one browser in, once, within ten minutes. */
  launchUrl(): string
  /** The same; `show` also makes the page that leads a browser to it. */
  launch(options: { show: boolean }): Launch
  /** For how long nobody has used it, in milliseconds; 0 while a page is open. */
  unusedMs(): number
  /** Resolves when the port is free and no request is open. */
  close(): Promise<void>
}

/** The largest request body: room for one SQS message after escaping, and a little more. */
const MAX_BODY_BYTES = 2 * 1024 * 1024

/** How much of a body that is too large is read and thrown away, so that its sender can read the answer. */
const MAX_DRAINED_BYTES = 32 * 1024 * 1024

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
  const { speakerFor, end: endSpeech } = await followLanguage(app)
  const refuse = refusing(speakerFor)
  const sessions = new Sessions()
  const links = new LaunchLinks()
  const events = new EventStream(app)
  const server = fastify({
    forceCloseConnections: true,
    // Node would refuse such a request itself, and read on: see `strictRequests`.
    http: { requireHostHeader: false },
    exposeHeadRoutes: false,
    frameworkErrors: (error, request, reply) =>
      void refuse(request, reply.headers(securityHeaders), reasonOf(error))
  })
  const port = { current: options.port }
  const url = (): string => `http://127.0.0.1:${port.current}`
  let usedAt = performance.now()
  const touch = (): void => void (usedAt = performance.now())
  const launch = ({ show }: { show: boolean }): Launch => {
    touch()
    const { token, spent } = links.issue()
    const link = `${url()}/launch?token=${token}`
    return show ? { link, page: options.leadTo?.(link, spent) } : { link }
  }
  const open = new Set<string | undefined>([...openRoutes, ...files.keys()])

  readOnlyJson(server)
  server.setErrorHandler((error: FastifyError | ChatError, request, reply) =>
    refuse(request, reply, reasonOf(error))
  )
  server.setNotFoundHandler((request, reply) => refuse(request, reply, 'not_found'))

  const written = strictRequests(server.server)
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders)
    if (written(request.raw) !== null) return refuse(request, reply, 'malformed')
    const problem = originProblem(request.method, request.headers, port.current)
    if (problem === 'foreign_host' && isByName(request, port.current))
      return reply.header('cache-control', 'no-store').redirect(url() + request.url)
    if (problem) return refuse(request, reply, problem)
    if (request.headers['service-worker'] === 'script') return endServiceWorker(reply)
    if (open.has(request.routeOptions.url)) return undefined
    if (!sessions.has(bearerOf(request))) return refuse(request, reply, 'no_session')
    touch()
    reply.raw.once('close', touch)
    return undefined
  })

  await addRoutes(server, { app, files, key, links, sessions, events, launch, refuse, speakerFor })

  try {
    await listen(server, port.current)
  } catch (error) {
    endSpeech()
    events.close()
    throw error
  }
  port.current = addressOf(server)
  return {
    url: url(),
    port: port.current,
    launchUrl: () => launch({ show: false }).link,
    launch,
    unusedMs: () => {
      if (events.size > 0) touch()
      return performance.now() - usedAt
    },
    close: async () => {
      links.close()
      endSpeech()
      events.close()
      await server.close()
    }
  }
}

/** JSON and nothing else: a form or plain text, which any web page may post, never reaches a handler. */
function readOnlyJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(
    'application/json',
    async (_request: FastifyRequest, body: FastifyRequest['raw']) => readJsonBody(body)
  )
}

/** Reads a body as UTF-8 JSON. Throws `too_large` over 2 MiB, `invalid_input` when it is not JSON. */
async function readJsonBody(body: Readable): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.length
    if (size <= MAX_BODY_BYTES) chunks.push(chunk)
    if (size > MAX_DRAINED_BYTES) break
  }
  if (size > MAX_BODY_BYTES) {
    const limit = MAX_BODY_BYTES.toLocaleString('en')
    throw new ChatError('body.too_large', { limit })
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown
  } catch (cause) {
    throw new ChatError('body.not_json', {}, { cause })
  }
}

/**
 * Answers for a service worker, which this page has none of: one was left by a program that had this port before.
 *
 * It would be asked for each page in our place. The browser looks for its newer version at every visit; it is given one
 * that takes itself away.
 */
const endServiceWorker = (reply: FastifyReply): FastifyReply =>
  reply.header('cache-control', 'no-store').type('text/javascript; charset=utf-8')
    .send(`self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.registration.unregister()))
`)

/** The session that a request names; undefined when it names none. */
const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer ([\w-]{1,200})$/.exec(headers.authorization ?? '')?.[1]

function reasonOf(error: FastifyError | ChatError): ChatError | 'not_json' {
  if (error instanceof ChatError) return error
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'not_json'
  const key = (error.statusCode ?? 500) < 500 ? 'request.unreadable' : 'internal'
  return new ChatError(key, { detail: error.message }, { cause: error })
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
