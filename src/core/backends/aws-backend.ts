import { isDeepStrictEqual } from 'node:util'
import { consoleHost } from '../../shared/aws-partition'
import type { AwsBackendConfig, Destination, OtherPlace } from '../../shared/backend-config'
import { queueNameOf } from '../../shared/backend-words'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import { ChatError } from '../../shared/errors'
import { systemClock } from '../../shared/clock'
import type { Capabilities, Connection, HistorySpan } from '../../shared/contract'
import { sayError } from '../../shared/said'
import type { CloudWatchClients } from './aws-clients'
import { logGroupOf, type Backend, type BackendNames, type CallerIdentity, type LogPlace } from './backend'
import type { Alarms } from '../monitoring/alarms'
import type { CloudWatchDeps, Metrics } from '../monitoring/cloud-watch'
import type { LogPage, LogQuery } from '../monitoring/processor-log'
import { noSeries, type QueueSeries } from '../monitoring/queue-series'
import type { QueueInspector, QueuePlace } from './queue-inspector'
import { SqsGateway } from './sqs-gateway'
import type { SqsConnection } from './sqs-sdk'
import { toChatError } from '../../shared/to-chat-error'
import {
  clientTarget,
  destinationOf,
  sqsPlace,
  surroundings,
  type AwsService
} from '../credentials/aws-destination'
import type { AwsCredentialProvider, CredentialBroker } from '../credentials/credential-broker'
import type { QueueAddress } from '../../shared/queue-address'

export interface AwsBackendOptions {
  config: AwsBackendConfig
  broker: Pick<CredentialBroker, 'provider' | 'wait' | 'forget' | 'refuse' | 'onReady' | 'clean'>
  /** Who signs, where that is not the broker's to say. */
  credentials?: AwsCredentialProvider
  /** What of its configuration an option of this run says. */
  place?: OtherPlace | undefined
  /** What a person calls it; its name and its region when left out. */
  label?: string
  /** Told before each request to SQS. */
  onRequest?: () => void
}

/** A way to SQS that was found to be usable. */
interface Way {
  readonly address: QueueAddress
  readonly target: ClientTarget
  readonly connection: SqsConnection
  readonly sqs: SqsGateway
}

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

/** CloudWatch shows a line up to a minute after it was written, in milliseconds. */
const LOG_LATE_MS = 60_000

/** What every backend of this kind can do. */
export const awsCapabilities: Capabilities = { account: true, cloudWatch: true }

/**
 * An AWS account and region, or a server that speaks SQS, as a backend.
 *
 * Where it is, is worked out anew at each `recover` (see aws-destination.ts), for the AWS files may change. While that
 * names no usable place, messages wait: `recover` rejects with what to correct. Credentials are looked up anew after
 * they failed, so that the backend comes back by itself once they work. A queue that is not there is explained: wrong
 * region and wrong account are told apart from a wrong name.
 */
export class AwsBackend implements Backend {
  readonly kind: Connection['backend'] = 'aws'
  readonly label: string
  readonly capabilities: Capabilities = awsCapabilities
  readonly names: BackendNames
  readonly faultLab = null
  readonly letterLook = null
  private way: Way | null = null
  protected readonly credentials: AwsCredentialProvider
  private readonly listeners: ((state: 'up' | 'down') => void)[] = []
  private readonly offReady: () => void
  /** What CloudWatch was asked for, and when. */
  private readonly asked = new Map<string, { at: number; answer: Promise<unknown> }>()
  /** Requests of the whole stack, as of an hour. */
  private counted: { hour: number; requests: number | null } | null = null
  private recovering: Promise<void> | null = null
  private stopped = false

  constructor(private readonly options: AwsBackendOptions) {
    const { config, broker } = options
    this.label = options.label ?? `${config.name} (${config.region})`
    const { deadLetterQueue, sharedResponseQueue, functionName } = config
    const requestQueue = queueNameOf(config.requestQueue)
    this.names = { requestQueue, deadLetterQueue, sharedResponseQueue, functionName }
    this.credentials = options.credentials ?? broker.provider(config.credentials, config.region, config.id)
    this.offReady = broker.onReady((backendId) => {
      if (backendId !== config.id || this.stopped) return
      for (const listener of this.listeners) listener('up')
    })
  }

  gateway(): SqsGateway {
    return this.usable().sqs
  }

  connection(): SqsConnection {
    return this.usable().connection
  }

  queueAccount(): string | null {
    return this.usable().address.accountId
  }

  destination(): Destination {
    return destinationOf(this.options.config, surroundings(), this.options.place)
  }

  async metrics(hours: number): Promise<Metrics> {
    const { cloudWatchMetrics } = await import('../monitoring/cloud-watch')
    const deps = await this.monitoring()
    const [metrics, requests] = await Promise.all([
      cloudWatchMetrics(deps, hours),
      this.requestsOfStack(deps)
    ])
    return { ...metrics, stackRequests: requests }
  }

  /** Asked for once an hour: each metric that is read is paid for, and this reads many. */
  private async requestsOfStack(deps: CloudWatchDeps): Promise<number | null> {
    if (!this.usable().address.aws) return null
    const hour = Math.floor(Date.now() / HOUR_MS)
    if (this.counted?.hour !== hour) {
      const { stackRequests } = await import('../monitoring/cloud-watch')
      const today = new Date()
      const monthStart = Date.UTC(today.getUTCFullYear(), today.getUTCMonth())
      this.counted = { hour, requests: await stackRequests(deps, monthStart) }
    }
    return this.counted.requests
  }

  queueAges(queues: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.onceAMinute(`ages ${queues.join(' ')}`, async (deps) => {
      const { queueAges } = await import('../monitoring/queue-metrics')
      return await queueAges(deps, queues)
    }).catch(() => new Map())
  }

  queueSeries(queue: string, span: HistorySpan): Promise<QueueSeries> {
    return this.onceAMinute(`series ${span} ${queue}`, async (deps) => {
      const { queueSeries } = await import('../monitoring/queue-metrics')
      return await queueSeries(deps, queue, span)
    }).catch((error: unknown) => ({ ...noSeries, missing: [sayError(toChatError(error))] }))
  }

  place(): QueuePlace {
    const { address } = this.usable()
    return {
      region: this.options.config.region,
      account: address.accountId,
      endpoint: address.aws ? null : address.endpoint
    }
  }

  async inspector(region: string): Promise<QueueInspector> {
    const { awsInspector } = await import('./aws-inspector')
    const { createCloudWatchClient } = await import('./aws-clients')
    const { config, broker, onRequest } = this.options
    const chosen = { ...config, region }
    const credentials = this.options.credentials ?? broker.provider(config.credentials, region, config.id)
    const of = (service: AwsService) => ({
      ...clientSettings(clientTarget(service, chosen, surroundings())),
      credentials,
      maxAttempts: 2
    })
    const isHome = region === config.region
    const target = isHome ? this.usable().target : clientTarget('SQS', chosen, surroundings())
    const owner = isHome ? this.connection().queueOwner : undefined
    return awsInspector({
      sqs: (account) => new SqsGateway({ ...target, credentials, onRequest, queueOwner: account ?? owner }),
      lambda: of('Lambda'),
      cloudWatch: () => createCloudWatchClient(of('CloudWatch')),
      queueAges: async (queue) => (isHome ? await this.queueAges([queue]) : new Map())
    })
  }

  alarms(): Promise<Alarms> {
    return this.onceAMinute('alarms', async (deps) => {
      const { stackAlarms } = await import('../monitoring/alarms')
      return await stackAlarms(deps)
    }).catch((error: unknown) => ({ alarms: [], missing: [sayError(toChatError(error))] }))
  }

  /** What CloudWatch is asked for no more often than it has news. Rejects where no call can be made. */
  private async onceAMinute<T>(key: string, ask: (deps: CloudWatchDeps) => Promise<T>): Promise<T> {
    const now = systemClock.elapsed()
    for (const [old, { at }] of this.asked) if (now - at >= MINUTE_MS) this.asked.delete(old)
    const { answer } = this.asked.get(key) ?? { answer: this.monitoring().then(ask) }
    if (!this.asked.has(key)) this.asked.set(key, { at: now, answer })
    return (await answer) as T
  }

  async logs(query: LogQuery): Promise<LogPage> {
    const { readProcessorLog } = await import('../monitoring/processor-log')
    const { cloudWatchLogs } = await this.monitoring()
    const { region } = this.options.config
    const { logGroup } = this.logPlace
    const now = this.usable().sqs.serverNow()
    return await readProcessorLog(
      { client: cloudWatchLogs(), logGroup, region, now, lateMs: LOG_LATE_MS },
      query
    )
  }

  get logPlace(): LogPlace {
    const { region, functionName, endpoint } = this.options.config
    const logGroup = logGroupOf(functionName)
    const name = encodeURIComponent(encodeURIComponent(logGroup)).replaceAll('%', '$')
    const consoleUrl = `https://${consoleHost(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${name}`
    return { logGroup, region, consoleUrl: endpoint === null ? consoleUrl : null }
  }

  /** The clients for AWS itself; another server that speaks SQS is not asked. */
  async cloudWatch(): Promise<CloudWatchClients | null> {
    if (!this.usable().address.aws) return null
    const { createCloudWatchClient, createCloudWatchLogsClient } = await import('./aws-clients')
    return {
      metrics: createCloudWatchClient(this.clientConfig('CloudWatch', 1)),
      logs: createCloudWatchLogsClient(this.clientConfig('CloudWatch Logs', 1))
    }
  }

  /** Looks credentials up anew and finds the request queue. Rejects with what is wrong, in words. */
  recover(): Promise<void> {
    this.recovering ??= this.find().finally(() => {
      this.recovering = null
    })
    return this.recovering
  }

  onChange(listener: (state: 'up' | 'down') => void): void {
    this.listeners.push(listener)
  }

  async stop(): Promise<void> {
    this.stopped = true
    this.offReady()
    await this.recovering?.catch(() => {})
    this.way?.sqs.close()
  }

  async signIn(): Promise<void> {
    const { config, broker } = this.options
    this.lookAround()
    await broker.wait(config.credentials, config.region, config.id)
  }

  /** Who these credentials belong to; another server than AWS need not say. */
  async identity(): Promise<CallerIdentity | null> {
    try {
      return await this.caller()
    } catch (error) {
      if (this.usable().address.aws || toChatError(error).code === 'credentials') throw error
      return null
    }
  }

  private async caller(): Promise<CallerIdentity> {
    this.usable()
    const { callerOf } = await import('./aws-clients')
    try {
      return await callerOf(this.clientConfig('STS', 1))
    } catch (error) {
      throw this.options.broker.clean(toChatError(error))
    }
  }

  /** What a client of another service is made with, credentials included. */
  private clientConfig(service: AwsService, maxAttempts: number) {
    const target = clientTarget(service, this.options.config, surroundings())
    return { ...clientSettings(target), credentials: this.credentials, maxAttempts }
  }

  private async monitoring(): Promise<CloudWatchDeps> {
    const { createCloudWatchClient, createCloudWatchLogsClient } = await import('./aws-clients')
    return {
      backend: this.options.config,
      cloudWatch: () => createCloudWatchClient(this.clientConfig('CloudWatch', 2)),
      cloudWatchLogs: () => createCloudWatchLogsClient(this.clientConfig('CloudWatch Logs', 2))
    }
  }

  private async find(): Promise<void> {
    if (this.stopped) return
    const { config, broker } = this.options
    broker.forget(config.id)
    const { sqs } = this.lookAround()
    await this.credentials()
    await this.prepare()
    try {
      await sqs.locate(this.names.requestQueue)
    } catch (cause) {
      throw await this.accountMismatch(toChatError(cause))
    }
  }

  protected sqsPlace(): ReturnType<typeof sqsPlace> {
    return sqsPlace(this.options.config)
  }

  /** What has to be there before its queue is looked for. */
  protected async prepare(): Promise<void> {}

  /** The way that is known; worked out where none is. */
  private usable(): Way {
    try {
      return this.way ?? this.lookAround()
    } catch (cause) {
      throw ChatError.from({ ...toChatError(cause).toWire(), code: 'offline' }, { cause })
    }
  }

  /** Works out anew where SQS is. A way that leads to the same place stays, for its polls are in order. */
  private lookAround(): Way {
    const { address, target } = this.sqsPlace()
    if (this.way && isDeepStrictEqual([this.way.address, this.way.target], [address, target])) return this.way
    this.way?.sqs.close()
    const connection = this.connectionTo(address, target)
    this.way = { address, target, connection, sqs: new SqsGateway(connection) }
    return this.way
  }

  private connectionTo({ accountId, aws }: QueueAddress, target: ClientTarget): SqsConnection {
    return {
      ...target,
      credentials: this.credentials,
      onRequest: this.options.onRequest,
      explain: (error, queue) => this.explain(error, queue),
      queueOwner: aws ? (accountId ?? undefined) : undefined
    }
  }

  /** A queue of another account looks as if it were missing, or forbidden: ask who we are to tell them apart. */
  private async accountMismatch(error: ChatError): Promise<ChatError> {
    const accountId = this.queueAccount()
    const unclear = error.code === 'queue_missing' || error.code === 'access_denied'
    if (!unclear || accountId === null) return error
    try {
      const { account } = await this.caller()
      return account === accountId
        ? error
        : new ChatError(
            'account.wrong',
            { queueAccount: accountId, ownAccount: account },
            { cause: error, code: error.code }
          )
    } catch {
      return error
    }
  }

  private explain(error: ChatError, queue: string): ChatError {
    if (isRefused(error)) this.options.broker.refuse(this.options.config.id)
    if (error.code !== 'queue_missing' || isDeletedRecently(error)) return this.options.broker.clean(error)
    const { region } = this.options.config
    const { accountId, endpoint, aws } = this.usable().address
    const place =
      (aws ? null : endpoint) ?? (accountId === null ? region : `${region} of account ${accountId}`)
    return new ChatError('queue.not_in_region', { queue, place }, { cause: error })
  }
}

/** Whether AWS itself has refused the credentials; where there are none, nothing was refused. */
const isRefused = ({ code, cause }: ChatError): boolean =>
  code === 'credentials' && cause instanceof Error && !(cause instanceof ChatError)

const isDeletedRecently = ({ cause }: ChatError): boolean =>
  cause instanceof Error && cause.name.endsWith('QueueDeletedRecently')
