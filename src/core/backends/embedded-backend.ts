import { open } from 'node:fs/promises'
import { z } from 'zod'
import {
  attachLocalBackend,
  readFaults,
  writeFaults,
  type LocalBackend
} from '../../local-backend/client/start-local-backend'
import { readQueueAges } from '../../local-backend/client/queue-ages'
import type { LogLine } from '../../shared/backend-config'
import type { Faults } from '../../shared/contract'
import { ChatError } from '../../shared/errors'
import { say, type Told } from '../../shared/said'
import type { Backend, BackendNames } from './backend'
import { parseJson } from '../../platform/json-file'
import type { Log } from '../../platform/log'
import type { Alarms } from '../monitoring/alarms'
import type { Metrics } from '../monitoring/cloud-watch'
import { noSeries, type QueueSeries } from '../monitoring/queue-series'
import type { SqsConnection } from './sqs-sdk'
import { SqsGateway } from './sqs-gateway'

/** How much of the local log's end is looked through, in bytes. */
const LOCAL_TAIL_BYTES = 2_000_000

/** Lines of it that are worth showing beside one message. */
const MAX_LINES = 200

export interface EmbeddedBackendOptions {
  folder: string
  names: BackendNames
  log: Log
  /** The profile's log file, where the function writes to. */
  logFile: string
  /** Told what the user should know about its start, such as a damaged queue file that was set aside. */
  warn: (told: Told) => void
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
  private attached: LocalBackend | null = null
  private current: SqsGateway | null = null
  private place = ''
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
    return connectionTo(this.attached.endpoint)
  }

  destination(): null {
    return null
  }

  async signIn(): Promise<void> {
    await this.recover()
  }

  async identity(): Promise<null> {
    return null
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

  async alarms(): Promise<Alarms> {
    return { alarms: [], missing: [say('alarms.local')] }
  }

  async logs(correlationId: string): Promise<LogLine[]> {
    return await localLogLines(this.options.logFile, correlationId)
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

  private async endpoint(): Promise<LocalBackend['endpoint']> {
    if (!this.attached) await this.recover()
    if (!this.attached) throw new ChatError('local_backend.not_running')
    return this.attached.endpoint
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

  /** A gateway to the same place stays: closing it would cut polls that are in order. */
  private connect(endpoint: LocalBackend['endpoint']): void {
    const file = this.attached?.setAside
    if (file) this.options.warn(say('notice.local_set_aside', { file }))
    const place = JSON.stringify(connectionTo(endpoint))
    if (place === this.place) return
    const before = this.current
    this.place = place
    this.current = new SqsGateway(connectionTo(endpoint))
    before?.close()
  }
}

const connectionTo = ({ url, region, accessKeyId, secretAccessKey }: LocalBackend['endpoint']) => ({
  endpoint: url,
  region,
  credentials: { accessKeyId, secretAccessKey }
})

const logFileLine = z.object({ line: z.string(), time: z.coerce.date() })

/** Lines that the local backend's function wrote into the profile's log about a correlation id, oldest first. */
async function localLogLines(logFile: string, correlationId: string): Promise<LogLine[]> {
  const tail = await readTail(logFile)
  return tail
    .split('\n')
    .filter((text) => text.includes(correlationId))
    .flatMap((text): LogLine[] => {
      const parsed = logFileLine.safeParse(parseJson(text))
      return parsed.success ? [{ at: parsed.data.time.getTime(), text: parsed.data.line }] : []
    })
    .slice(-MAX_LINES)
}

async function readTail(file: string): Promise<string> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, LOCAL_TAIL_BYTES)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
