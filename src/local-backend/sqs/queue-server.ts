import { mkdirSync } from 'node:fs'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { strictRequests } from '../../platform/strict-requests'
import { systemClock } from '../../shared/clock'
import { awsJsonError, toAwsJsonError, type AwsJsonError } from '../protocol/aws-json-error'
import { FAULT_LAB_TARGET } from '../protocol/backend-protocol'
import { controlFaultLab, FaultLab } from '../faults/fault-lab'
import { openPersistence } from './open-persistence'
import { LocalStore } from './local-store'
import { receiveMessage } from './receive-message'
import { createRequestGuard } from './request-guard'
import type { ActionBody } from './action-body'
import { actions } from './sqs-actions'

/** A message is at most 1 MiB; JSON may write one byte as six. */
const BODY_LIMIT = 8 * 1_048_576
const SWEEP_MS = 60_000
const TARGET = 'AmazonSQS.'

export interface QueueServerOptions {
  /** Where queues and messages are kept; null keeps them in memory. */
  dataDir: string | null
  /** 0 takes a free one. */
  port: number
  accessKeyId: string
  /** Signs with either key id. */
  secretAccessKey: string
  /** A second key, for the mapping and the function: the fault lab leaves their calls alone. */
  serviceKeyId?: string
  region: string
  /** What goes wrong on purpose; nothing when left out. */
  faultLab?: FaultLab
}

export interface QueueServer {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Where a damaged database was set aside at start, or null. */
  readonly setAside: string | null
  /** How many messages of a queue somebody was working on when the last process ended. */
  interrupted(queueName: string): number
  /** From now on polls return at once, empty when there is nothing: what waits can end without losing a message. */
  endPolls(): void
  close(): Promise<void>
}

/**
 * Starts an SQS server on 127.0.0.1 for clients that know the access key id.
 *
 * Built from fauxqs' store and actions without its app: that one adds S3, SNS, form posts and an inspection page that
 * nobody here needs and every local program could reach. Rejects with the system's error when the port is taken.
 */
export async function startQueueServer(options: QueueServerOptions): Promise<QueueServer> {
  const { dataDir, accessKeyId, serviceKeyId, region, faultLab = new FaultLab() } = options
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const opened = dataDir === null ? null : openPersistence(dataDir, region)
  const store = opened?.store ?? new LocalStore(region)
  store.faultLab = faultLab
  const persistence = store.persistence
  let port = options.port
  const guard = createRequestGuard({
    accessKeyIds: [accessKeyId, ...(serviceKeyId ? [serviceKeyId] : [])],
    secretAccessKey: options.secretAccessKey,
    port: () => port,
    now: systemClock.now
  })
  const isService = ({ headers }: FastifyRequest): boolean =>
    serviceKeyId !== undefined && (headers.authorization ?? '').includes(`Credential=${serviceKeyId}/`)
  const polls = new Map<AbortController, FastifyRequest>()
  let stopping = false
  const endPolls = (): void => {
    stopping = true
    for (const poll of polls.keys()) poll.abort()
  }
  faultLab.onChange(({ offline }) => {
    if (!offline) return
    for (const request of polls.values()) if (!isService(request)) request.raw.socket.destroy()
  })

  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    keepAliveTimeout: 65_000
  })
  guardRequests(app, guard)
  const answer = answerer({ store, faultLab, isService, polls, stopping: () => stopping })
  app.post('/', answer)
  app.post('/:account/:queue', answer)

  if (port !== 0) store.moveTo(`http://127.0.0.1:${port}`)
  try {
    await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    persistence?.close()
    throw error
  }
  const address = app.server.address()
  if (typeof address === 'object' && address !== null) port = address.port
  store.moveTo(`http://127.0.0.1:${port}`)
  const sweep = setInterval(() => store.sweep(), SWEEP_MS)
  sweep.unref()
  store.clockWatch.start()

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    setAside: opened?.setAside ?? null,
    interrupted: (queueName) => persistence?.interrupted(queueName) ?? 0,
    endPolls,
    close: async () => {
      clearInterval(sweep)
      store.clockWatch.stop()
      endPolls()
      await app.close()
      persistence?.close()
    }
  }
}

/** Admits what our clients write and sign, and nothing else. */
function guardRequests(app: FastifyInstance, guard: ReturnType<typeof createRequestGuard>): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/x-amz-json-1.0', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body)
  })
  const written = strictRequests(app.server)
  app.addHook('onRequest', (request, reply, done) => {
    // Clients learn the server's time from it; Node's own is up to a second old, also when the clock has just been set.
    reply.header('date', new Date(systemClock.now()).toUTCString())
    const problem = written(request.raw)
    const refused = problem === null ? guard.admit(request) : awsJsonError('InvalidRequest', problem, 400)
    if (refused) void refuse(reply, refused)
    else done()
  })
  app.addHook('preHandler', (request, reply, done) => {
    const body = Buffer.isBuffer(request.body) ? request.body : ''
    const refused = guard.verify({
      method: request.method,
      path: request.url,
      headers: request.headers,
      body
    })
    if (refused) void refuse(reply, refused)
    else done()
  })
  app.setErrorHandler((error, _request, reply) => {
    const { statusCode = 500, message } = error as { statusCode?: number; message: string }
    return statusCode >= 500
      ? refuse(reply, toAwsJsonError(error))
      : refuse(reply, awsJsonError('InvalidRequest', message, statusCode))
  })
  app.setNotFoundHandler((_request, reply) =>
    refuse(
      reply,
      awsJsonError('InvalidAction', 'The local backend speaks the SQS JSON protocol: POST to /.', 404)
    )
  )
}

interface AnswerDeps {
  store: LocalStore
  faultLab: FaultLab
  /** Whether a request is one of the event source mapping, which makes no faults for itself. */
  isService: (request: FastifyRequest) => boolean
  /** Long polls that are waited for. */
  polls: Map<AbortController, FastifyRequest>
  /** Whether polls return at once. */
  stopping: () => boolean
}

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** What answers a request that was admitted. */
function answerer(deps: AnswerDeps): Answer {
  const { store, faultLab, isService } = deps
  return async (request, reply) => {
    try {
      store.clockWatch.look()
      const target = String(request.headers['x-amz-target'] ?? '')
      const name = target.startsWith(TARGET) ? target.slice(TARGET.length) : ''
      const body = parseBody(request.body)
      if (body === null) {
        return await refuse(
          reply,
          awsJsonError('SerializationException', 'The request body is not a JSON object.')
        )
      }
      if (target.startsWith(FAULT_LAB_TARGET)) {
        const outcome = controlFaultLab(faultLab, target, body)
        return 'refused' in outcome
          ? await refuse(reply, outcome.refused)
          : await reply.type('application/x-amz-json-1.0').send(JSON.stringify(outcome.faults))
      }
      const fault = faultLab.active && !isService(request) ? faultLab.call() : null
      if (fault === 'cut') {
        reply.hijack()
        request.raw.socket.destroy()
        return reply
      }
      if (fault) return await refuse(reply, fault)
      if (name === 'ReceiveMessage') return await receive(deps, { body, request, reply })
      const action = actions.get(name)
      if (!action) {
        const reason = `The local backend knows no action "${name}". Clients of the older Query protocol are not served.`
        return await refuse(reply, awsJsonError('InvalidAction', reason))
      }
      const run = (): unknown => action(body, store)
      const result = store.persistence ? store.persistence.atomically(run) : run()
      return await reply.type('application/x-amz-json-1.0').send(JSON.stringify(result))
    } catch (error) {
      return refuse(reply, toAwsJsonError(error))
    }
  }
}

/** One poll: what nobody reads is visible again at once. */
async function receive(
  { store, polls, stopping }: AnswerDeps,
  { body, request, reply }: { body: ActionBody; request: FastifyRequest; reply: FastifyReply }
): Promise<unknown> {
  const poll = new AbortController()
  if (stopping()) poll.abort()
  polls.set(poll, request)
  let handles: string[] = []
  reply.raw.once('close', () => {
    polls.delete(poll)
    if (reply.raw.writableFinished) return
    poll.abort()
    // While it stops, the database may be closed already; the next start makes all of them visible.
    if (stopping()) return
    // Nobody read this answer: what it carried is visible again at once.
    const queue = store.getQueue(String(body['QueueUrl']))
    for (const handle of handles) queue?.changeVisibility(handle, 0)
  })
  const result = await receiveMessage(body, { store, signal: poll.signal })
  handles = result.Messages?.map((message) => message.ReceiptHandle) ?? []
  return reply.type('application/x-amz-json-1.0').send(JSON.stringify(result))
}

const refuse = (reply: FastifyReply, { status, headers, body }: AwsJsonError): FastifyReply =>
  reply.code(status).headers(headers).send(JSON.stringify(body))

function parseBody(text: unknown): ActionBody | null {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ActionBody) : null
  } catch {
    return null
  }
}
