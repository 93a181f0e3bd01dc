import { dryRun, holdLetters, lookAtLetters } from '../../local-backend/client/letters-client'
import {
  attachLocalBackend,
  callerOf,
  findLocalBackend,
  profileKeyId,
  readFaults,
  writeFaults,
  type LocalBackend
} from '../../local-backend/client/start-local-backend'
import { readQueueAges } from '../../local-backend/client/queue-facts'
import type { Faults } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { say, type Told } from '../../shared/said'
import { logGroupOf, type Backend, type BackendNames, type CallerIdentity, type LetterLook } from './backend'
import type { Log } from '../../platform/log'
import type { Alarms } from '../monitoring/alarms'
import type { Metrics } from '../monitoring/cloud-watch'
import { noSeries, type QueueSeries } from '../monitoring/queue-series'
import type { LogPage, LogQuery } from '../monitoring/processor-log'
import type { QueueInspector, QueuePlace } from './queue-inspector'
import type { SqsConnection } from './sqs-sdk'
import { LOCAL_ACCOUNT, localInspector } from './local-inspector'
import { SqsGateway } from './sqs-gateway'

/** A line is there once it is written; what was begun before the last look is looked at once more, in milliseconds. */
const LOG_LATE_MS = 2000

export interface EmbeddedBackendOptions {
  folder: string
  names: BackendNames
  log: Log
  /** Told what the user should know about its start, such as a damaged queue file that was set aside. */
  warn: (told: Told) => void
  /** The digits of this profile's own key, by which it is somebody on the local backend; the install itself when left out. */
  keyDigits?: (() => string) | undefined
  fork?: Parameters<typeof attachLocalBackend>[0]['fork'] | undefined
  childFile?: string | undefined
}

/** The local backend as the core talks to it: whoever owns its process, one gateway to where it answers now. */
export class EmbeddedBackend implements Backend {
  readonly kind = 'local'
  readonly label = 'local'
  readonly labelSaid = say('label.local').said
  readonly names: BackendNames
  readonly capabilities = { account: false, cloudWatch: false }
  readonly faultLab = {
    get: async () => await readFaults(await this.endpoint()),
    set: async (faults: Faults) => await writeFaults(await this.endpoint(), faults)
  }
  readonly letterLook: LetterLook = {
    look: async (input) => await lookAtLetters(await this.endpoint(), input),
    hold: async (input) => await holdLetters(await this.endpoint(), input),
    dryRun: async (input) => await dryRun(await this.endpoint(), input)
  }
  private attached: LocalBackend | null = null
  private current: SqsGateway | null = null
  private connectedTo = ''
  private recovering: Promise<void> | null = null
  private stopped = false
  private readonly listeners: ((state: 'up' | 'down') => void)[] = []

  constructor(private readonly options: EmbeddedBackendOptions) {
    this.names = options.names
  }

  gateway(): SqsGateway {
    if (!this.current) throw new ChatError('local_backend.starting')
    return this.current
  }

  connection(): SqsConnection {
    if (!this.attached) throw new ChatError('local_backend.not_yet')
    return connectionTo(this.own(this.attached.endpoint))
  }

  destination(): null {
    return null
  }

  async signIn(): Promise<void> {
    await this.recover()
  }

  /** As on AWS the response queue is bound to it. */
  async identity(): Promise<CallerIdentity | null> {
    const endpoint = await this.endpoint()
    const userId = callerOf(endpoint.accessKeyId, this.attached?.endpoint.accessKeyId ?? '')
    if (userId === null || !this.options.keyDigits) return null
    return { account: LOCAL_ACCOUNT, arn: `arn:aws:iam::${LOCAL_ACCOUNT}:user/${userId}`, userId }
  }

  queueAccount(): null {
    return null
  }

  async metrics(): Promise<Metrics> {
    return {
      series: [],
      stackRequests: null,
      dashboardUrl: null,
      missing: [say('metrics.local')]
    }
  }

  async queueAges(): Promise<ReadonlyMap<string, number>> {
    try {
      return await readQueueAges(await this.endpoint())
    } catch {
      // That it cannot be reached, its depths tell.
      return new Map()
    }
  }

  async queueSeries(): Promise<QueueSeries> {
    return noSeries
  }

  place(): QueuePlace {
    const { endpoint = null, region } = this.connection()
    return { region, account: LOCAL_ACCOUNT, endpoint }
  }

  async inspector(): Promise<QueueInspector> {
    return localInspector(this.gateway(), await this.endpoint())
  }

  async alarms(): Promise<Alarms> {
    return { alarms: [], missing: [say('alarms.local')] }
  }

  /** It answers like CloudWatch Logs. */
  async logs(query: LogQuery): Promise<LogPage> {
    const endpoint = await this.running()
    const [{ createCloudWatchLogsClient }, { readProcessorLog }] = await Promise.all([
      import('./aws-clients'),
      import('../monitoring/processor-log')
    ])
    const client = createCloudWatchLogsClient({ ...connectionTo(endpoint), maxAttempts: 2 })
    const { logGroup } = this.logPlace
    const source = { client, logGroup, region: endpoint.region, now: Date.now(), lateMs: LOG_LATE_MS }
    return await readProcessorLog(source, query)
  }

  get logPlace() {
    return { logGroup: logGroupOf(this.names.functionName), region: 'local', consoleUrl: null }
  }

  async cloudWatch(): Promise<null> {
    return null
  }

  onChange(listener: (state: 'up' | 'down') => void): void {
    this.listeners.push(listener)
  }

  recover(): Promise<void> {
    this.recovering ??= this.attachOrRecover().finally(() => {
      this.recovering = null
    })
    return this.recovering
  }

  async stop(): Promise<void> {
    this.stopped = true
    await this.recovering?.catch(() => {})
    this.current?.close()
    await this.attached?.stop()
  }

  /** One that runs: to read its log starts none. */
  private async running(): Promise<LocalBackend['endpoint']> {
    await this.recovering?.catch(() => {})
    const endpoint = this.attached?.endpoint ?? (await findLocalBackend(this.options.folder))
    if (!endpoint) throw new ChatError('local_backend.starting')
    return this.own(endpoint)
  }

  /** With this profile's own key. */
  private own(endpoint: LocalBackend['endpoint']): LocalBackend['endpoint'] {
    const digits = this.options.keyDigits?.()
    if (digits === undefined) return endpoint
    return { ...endpoint, accessKeyId: profileKeyId(endpoint.accessKeyId, digits) }
  }

  private async endpoint(): Promise<LocalBackend['endpoint']> {
    if (!this.attached) await this.recover()
    if (!this.attached) throw new ChatError('local_backend.not_running')
    return this.own(this.attached.endpoint)
  }

  private async attachOrRecover(): Promise<void> {
    if (this.stopped) return
    if (this.attached) {
      this.connect(await this.attached.recover())
      return
    }
    const { folder, log, fork, childFile } = this.options
    const attached = await attachLocalBackend({
      folder,
      log,
      ...(fork ? { fork } : {}),
      ...(childFile ? { childFile } : {})
    })
    this.attached = attached
    this.connect(attached.endpoint)
    attached.onChange((state, endpoint) => {
      if (state === 'up') this.connect(endpoint)
      for (const listener of this.listeners) listener(state)
    })
  }

  /** Runs work with where its process answers, which is started for that. */
  async whileRunning<T>(work: (endpoint: LocalBackend['endpoint']) => Promise<T>): Promise<T> {
    return await work(await this.endpoint())
  }

  /** A gateway to the same place stays: closing it would cut polls that are in order. */
  private connect(found: LocalBackend['endpoint']): void {
    const endpoint = this.own(found)
    const file = this.attached?.setAside
    if (file) this.options.warn(say('notice.local_set_aside', { file }))
    const place = JSON.stringify(connectionTo(endpoint))
    if (place === this.connectedTo) return
    const before = this.current
    this.connectedTo = place
    this.current = new SqsGateway(connectionTo(endpoint))
    before?.close()
  }
}

const connectionTo = ({ url, region, accessKeyId, secretAccessKey }: LocalBackend['endpoint']) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId, secretAccessKey }
})
