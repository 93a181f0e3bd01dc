import { setTimeout as pause } from 'node:timers/promises'
import {
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import type { ResponseQueueInfo } from '../../shared/backend-config'
import { ChatError } from '../../shared/errors'
import { createSqsClient } from './sqs-sdk'
import type { Backend } from './backend'
import { TTL_DAYS } from './response-queue'
import { toChatError } from '../../shared/to-chat-error'

/** AWS: tag calls are limited to 30 a second in an account; others need some of them, in milliseconds between two. */
const PACE_MS = 50

const DAY_MS = 86_400_000

/** Queues whose tags are read before somebody hears of it: ten seconds' worth. AWS: at most 1,000. */
const PAGE = 200

export interface ResponseQueuesDeps {
  backend: Pick<Backend, 'connection' | 'names'>
  /** The queue that is read now. */
  ownQueue: string
  paceMs?: number
  pageSize?: number
}

/** Some of the queues; `next` is where the others begin, null when these were the last. */
export interface QueuePage {
  readonly queues: ResponseQueueInfo[]
  readonly next: string | null
}

/** The tags of one queue and the server's time at which they were read, epoch milliseconds. */
interface Tagged {
  readonly tags: Readonly<Record<string, string>>
  readonly serverNow: number
}

/**
 * The response queues of all installations in this account and region: ours by their tags, stale by the server's
 * clock, never the one that we read now. A queue without our tag is not listed and cannot be deleted here.
 */
export class ResponseQueues {
  private readonly client: SQSClient
  private readonly prefix: string
  private serverNow: number | null = null

  constructor(private readonly deps: ResponseQueuesDeps) {
    this.client = createSqsClient(deps.backend.connection(), {
      onDate: (serverNow) => {
        this.serverNow = serverNow
      }
    })
    const { sharedResponseQueue } = deps.backend.names
    this.prefix = `${sharedResponseQueue.replace(/\.fifo$/, '')}-`
  }

  /** Every queue with our tags, longest idle first. */
  async list(): Promise<ResponseQueueInfo[]> {
    return await this.closing(async () => {
      const found: ResponseQueueInfo[] = []
      for (let next: string | null = null; ;) {
        const page = await this.read(next)
        found.push(...page.queues)
        next = page.next
        if (next === null) return found.toSorted((a, b) => b.idleDays - a.idleDays)
      }
    })
  }

  /** Some hundred queues from a place on, and the next place; null begins, and ends. An account may have 100,000. */
  async page(next: string | null): Promise<QueuePage> {
    return await this.closing(async () => await this.read(next))
  }

  /** Deletes the named queues that are stale still, looked at again right before; returns the names deleted. */
  async sweep(names: readonly string[]): Promise<string[]> {
    return await this.closing(async () => {
      const deleted: string[] = []
      // Nothing else may be looked at, let alone deleted.
      for (const name of new Set(names.filter((one) => one.startsWith(this.prefix)))) {
        const url = await this.urlOf(name)
        if (url === null || !this.describe(name, await this.tagsOf(url))?.stale) continue
        await this.client.send(new DeleteQueueCommand({ QueueUrl: url }))
        deleted.push(name)
      }
      return deleted
    })
  }

  private async closing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      const chatError = toChatError(error)
      if (chatError.code !== 'access_denied') throw chatError
      throw new ChatError('response_queues.forbidden', { prefix: this.prefix }, { cause: error })
    } finally {
      this.client.destroy()
    }
  }

  private async read(next: string | null): Promise<QueuePage> {
    const { QueueUrls = [], NextToken } = await this.client.send(
      new ListQueuesCommand({
        QueueNamePrefix: this.prefix,
        MaxResults: this.deps.pageSize ?? PAGE,
        ...(next === null ? {} : { NextToken: next })
      })
    )
    const queues: ResponseQueueInfo[] = []
    // A server may be generous with the prefix.
    for (const url of QueueUrls.filter((one) => nameOf(one).startsWith(this.prefix))) {
      const info = this.describe(nameOf(url), await this.tagsOf(url))
      if (info) queues.push(info)
    }
    return { queues, next: NextToken || null }
  }

  private async urlOf(QueueName: string): Promise<string | null> {
    try {
      return (await this.client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? null
    } catch (error) {
      if (toChatError(error).code === 'queue_missing') return null
      throw error
    }
  }

  /** Null when the queue has gone meanwhile. */
  private async tagsOf(url: string): Promise<Tagged | null> {
    await pause(this.deps.paceMs ?? PACE_MS)
    this.serverNow = null
    try {
      const { Tags } = await this.client.send(new ListQueueTagsCommand({ QueueUrl: url }))
      // Without the server's time nothing is stale: a clock that is wrong here must not delete anything.
      return { tags: Tags ?? {}, serverNow: this.serverNow ?? 0 }
    } catch (error) {
      if (toChatError(error).code === 'queue_missing') return null
      throw error
    }
  }

  private describe(name: string, tagged: Tagged | null): ResponseQueueInfo | null {
    if (!tagged || tagged.tags['chatapp:app'] !== 'ChatAPP') return null
    const { tags, serverNow } = tagged
    const owner = tags['chatapp:owner'] ?? ''
    const heartbeat = Date.parse(tags['chatapp:heartbeat'] ?? '')
    const lastHeartbeat = Number.isNaN(heartbeat) ? 0 : Math.max(0, heartbeat)
    const idleDays = Math.max(0, (serverNow - lastHeartbeat) / DAY_MS)
    // A heartbeat that cannot be read says nothing about idleness.
    const known = !Number.isNaN(heartbeat) && serverNow > 0
    const stale = known && name !== this.deps.ownQueue && idleDays > TTL_DAYS
    return { name, owner, lastHeartbeat, idleDays: known ? idleDays : 0, stale }
  }
}

const nameOf = (url: string): string => url.slice(url.lastIndexOf('/') + 1)
