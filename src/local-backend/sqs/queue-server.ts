import { mkdirSync } from 'node:fs'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { strictRequests } from '../../platform/strict-requests'
import { systemClock } from '../../shared/clock'
import { awsJsonError, toAwsJsonError, type AwsJsonError } from '../protocol/aws-json-error'
import {
  FAULT_LAB_TARGET,
  LOGS_TARGET,
  QUEUE_FACTS_TARGET,
  TABLE_TARGET,
  type LocalTrigger
} from '../protocol/backend-protocol'
import { EMULATOR_TARGET, emulatorLeaseSchema, type EmulatorLease } from '../protocol/emulator-protocol'
import {
  dryRunInputSchema,
  LETTERS_TARGET,
  type DryRunAnswer,
  type DryRunInput
} from '../protocol/letters-protocol'
import { controlFaultLab, FaultLab } from '../faults/fault-lab'
import type { TableTemplate } from '../protocol/backend-template'
import { houseInMemory, TableService } from '../table/table-service'
import { parseBody, type ActionBody } from './action-body'
import { openPersistence } from './open-persistence'
import { assertTableAccess } from './queue-access'
import { LocalStore } from './local-store'
import { CONTENT_TYPE, QueueService, readJson, SQS_TARGET } from './queue-service'
import type { ReceiveOutput } from './receive-message'
import { createRequestGuard } from './request-guard'

/** A message is at most 1 MiB, and JSON may write one byte as six; a batch of items is at most 16 MiB. */
const BODY_LIMIT = 16 * 1_048_576
const SWEEP_MS = 60_000

export interface QueueServerOptions {
  /** Where queues and messages are kept; null keeps them in memory. */
  dataDir: string | null
  /** 0 takes a free one. */
  port: number
  accessKeyId: string
  /** Signs with either key id. */
  secretAccessKey: string
  region: string
  /** The tables that are served beside the queues, in the same database; none when left out. */
  tables?: readonly TableTemplate[]
  /** What goes wrong on purpose; nothing when left out. */
  faultLab?: FaultLab
  /** What takes messages from the queues, for whoever asks; nothing when left out. */
  triggers?: readonly LocalTrigger[]
  /** Answers calls of CloudWatch Logs; refused when left out. */
  functionLog?: ((action: string, body: ActionBody) => Promise<object>) | undefined
  /** Runs the function on a message that no queue holds; without it nobody can. */
  dryRun?: (input: DryRunInput) => Promise<DryRunAnswer>
  /** Has the processor at an emulator, or lets it go; without it nobody can. */
  emulators?: ((verb: string, lease: EmulatorLease) => Promise<object>) | undefined
}

export interface QueueServer {
  readonly port: number
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Where a damaged database was set aside at start, or null. */
  readonly setAside: string | null
  /** How many messages of a queue somebody was working on when the last process ended. */
  interrupted(queueName: string): number
  /** For calls from this process, as the mapping and the function make them: the fault lab makes no faults of these. */
  readonly service: QueueService
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
  const { dataDir, accessKeyId, region, faultLab = new FaultLab() } = options
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const opened = dataDir === null ? null : openPersistence(dataDir, region)
  const store = opened?.store ?? new LocalStore(region)
  store.faultLab = faultLab
  const persistence = store.persistence
  let port = options.port
  const guard = createRequestGuard({
    accessKeyId,
    secretAccessKey: options.secretAccessKey,
    port: () => port,
    now: systemClock.now
  })
  const table = new TableService({
    templates: options.tables ?? [],
    house: () => persistence ?? houseInMemory(),
    faultLab
  })
  const service = new QueueService(store, table)
  const polls = new Set<FastifyRequest>()
  faultLab.onChange(({ offline }) => {
    if (offline) for (const request of polls) request.raw.socket.destroy()
  })

  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    keepAliveTimeout: 65_000
  })
  guardRequests(app, guard)
  const { functionLog, dryRun, emulators } = options
  const facts = (): object => ({ ages: store.ages(), triggers: options.triggers ?? [] })
  const answer = answerer({
    callerOf: guard.caller,
    service,
    faultLab,
    polls,
    facts,
    functionLog,
    dryRun,
    emulators
  })
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
    service,
    endPolls: () => service.endPolls(),
    close: async () => {
      clearInterval(sweep)
      store.clockWatch.stop()
      store.moveTasks.stop()
      service.endPolls()
      await app.close()
      persistence?.close()
    }
  }
}

/** Admits what our clients write and sign, and nothing else. */
function guardRequests(app: FastifyInstance, guard: ReturnType<typeof createRequestGuard>): void {
  app.removeAllContentTypeParsers()
  // Logs speak a newer dialect of the protocol.
  app.addContentTypeParser(
    [CONTENT_TYPE, 'application/x-amz-json-1.1'],
    { parseAs: 'buffer' },
    (_request, body, done) => {
      done(null, body)
    }
  )
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
  /** Who makes a request that was admitted. */
  callerOf: ReturnType<typeof createRequestGuard>['caller']
  service: QueueService
  faultLab: FaultLab
  /** Long polls that are waited for. */
  polls: Set<FastifyRequest>
  /** What SQS does not tell of the queues. */
  facts: () => object
  functionLog: QueueServerOptions['functionLog']
  dryRun: QueueServerOptions['dryRun']
  emulators: QueueServerOptions['emulators']
}

type Answer = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/** What answers a request that was admitted. */
function answerer({
  callerOf,
  service,
  faultLab,
  polls,
  facts,
  functionLog,
  dryRun,
  emulators
}: AnswerDeps): Answer {
  return async (request, reply) => {
    try {
      const target = String(request.headers['x-amz-target'] ?? '')
      const body = readJson(request.body)
      const caller = callerOf(request.headers)
      if (target.startsWith(FAULT_LAB_TARGET)) {
        const outcome = controlFaultLab(faultLab, target, body)
        return 'refused' in outcome
          ? await refuse(reply, outcome.refused)
          : await reply.type(CONTENT_TYPE).send(JSON.stringify(outcome.faults))
      }
      if (target === QUEUE_FACTS_TARGET) return await reply.type(CONTENT_TYPE).send(JSON.stringify(facts()))
      if (emulators && target.startsWith(EMULATOR_TARGET)) {
        const lease = parseBody(emulatorLeaseSchema, body)
        const told = await emulators(target.slice(EMULATOR_TARGET.length), lease)
        return await reply.type(CONTENT_TYPE).send(JSON.stringify(told))
      }
      if (functionLog && target.startsWith(LOGS_TARGET)) {
        const found = await functionLog(target.slice(LOGS_TARGET.length), body)
        return await reply.type(CONTENT_TYPE).send(JSON.stringify(found))
      }
      const fault = faultLab.active ? faultLab.call() : null
      if (fault === 'cut') {
        reply.hijack()
        request.raw.socket.destroy()
        return reply
      }
      if (fault) return await refuse(reply, fault)
      if (target.startsWith(TABLE_TARGET)) {
        assertTableAccess(target.slice(TABLE_TARGET.length), caller)
        const told = await service.table.call(target.slice(TABLE_TARGET.length), body)
        return await reply.type(CONTENT_TYPE).send(JSON.stringify(told))
      }
      if (target.startsWith(LETTERS_TARGET)) {
        const verb = target.slice(LETTERS_TARGET.length)
        const told =
          verb === 'DryRun' && dryRun
            ? await dryRun(parseBody(dryRunInputSchema, body))
            : await service.letters(verb, body, caller)
        return await reply.type(CONTENT_TYPE).send(JSON.stringify(told))
      }
      const action = target.startsWith(SQS_TARGET) ? target.slice(SQS_TARGET.length) : ''
      const gone = new AbortController()
      let received: ReceiveOutput = {}
      if (action === 'ReceiveMessage') {
        polls.add(request)
        reply.raw.once('close', () => {
          polls.delete(request)
          if (reply.raw.writableFinished) return
          gone.abort()
          service.giveBack(body, received)
        })
      }
      const result = await service.as(caller)(action, body, gone.signal)
      if (action === 'ReceiveMessage') received = result
      // Its client went while it was being committed.
      if (gone.signal.aborted) service.giveBack(body, received)
      return await reply.type(CONTENT_TYPE).send(JSON.stringify(result))
    } catch (error) {
      return refuse(reply, toAwsJsonError(error))
    }
  }
}

const refuse = (reply: FastifyReply, { status, headers, body }: AwsJsonError): FastifyReply =>
  reply.code(status).headers(headers).send(JSON.stringify(body))
