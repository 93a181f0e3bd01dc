import { LOCAL_ACCOUNT } from '../protocol/backend-template'
import { QueueDoesNotExistError, SqsError } from '#fauxqs/common/errors.js'
import { SqsStore, type SqsQueue } from '#fauxqs/sqs/sqsStore.js'
import { systemClock } from '../../shared/clock'
import { ClockWatch } from '../../shared/clock-watch'
import { FaultLab } from '../faults/fault-lab'
import type { LocalPersistence } from './local-persistence'
import { LocalQueue, type QueueMessage } from './local-queue'
import { MoveTasks } from './move-tasks'

/** AWS: the name of a deleted queue cannot be used again for 60 seconds. */
const NAME_BLOCKED_MS = 60_000

/** Whatever port: an address that was noted outlives the server that gave it. */
const urlPattern = new RegExp(`^http://(127\\.0\\.0\\.1|localhost)(:\\d{1,5})?/${LOCAL_ACCOUNT}/[^/]+$`)

/**
 * All queues of the local backend.
 *
 * Their URLs name the address the server has now, whatever it was when they were created.
 *
 * fauxqs (pinned) has no seam for these, so its private parts are used: the three maps of queues and `url` (here, so that
 * queues are `LocalQueue`s and move with the port), `loadSqsQueues` (here) and `db` (`LocalPersistence`, for one
 * transaction per request).
 */
export class LocalStore extends SqsStore {
  declare persistence?: LocalPersistence
  /** What goes wrong on purpose; nothing until told otherwise. */
  faultLab = new FaultLab()
  readonly moveTasks = new MoveTasks(this)
  #baseUrl = 'http://127.0.0.1:0'
  /** By the clock that nobody sets. */
  readonly #deletedAt = new Map<string, number>()
  /** fauxqs keeps moments of the wall clock; they are moved when that is set, before anything is judged by them. */
  readonly clockWatch = new ClockWatch({
    clock: systemClock,
    changed: ({ jumpMs }) => {
      if (jumpMs !== 0) this.#clockSet(jumpMs)
    }
  })

  constructor(region: string) {
    super()
    this.region = region
  }

  /** Reads what an earlier process kept, then writes through. */
  static open(region: string, persistence: LocalPersistence): LocalStore {
    const store = new LocalStore(region)
    // Loaded before it is attached: fauxqs would write each queue back, and REPLACE deletes its messages.
    persistence['loadSqsQueues'](store)
    store.persistence = persistence
    const extras = persistence.extras()
    for (const queue of store.allQueues()) {
      queue.persistence = persistence
      const { ready, delayed } = queue.inspectMessages()
      for (const message of [...ready, ...delayed] as QueueMessage[]) {
        Object.assign(message, extras.get(message.messageId))
      }
      for (const entry of persistence.deduplicationOf(queue.name)) queue.remember(entry)
    }
    store.sweep()
    store.moveTasks.resume()
    return store
  }

  /** Tells every queue the address under which it is reached from now on. */
  moveTo(baseUrl: string): void {
    this.#baseUrl = baseUrl
    const queues = [...this.allQueues()]
    this['queues'].clear()
    for (const queue of queues) {
      Object.assign(queue, { url: this.#urlOf(queue.name) })
      this['queues'].set(queue.url, queue)
    }
  }

  override createQueue(...[name, , arn, attributes, tags]: Parameters<SqsStore['createQueue']>): SqsQueue {
    const queue = new LocalQueue(name, this.#urlOf(name), arn, attributes, tags)
    queue.lookAtClock = () => this.clockWatch.look()
    if (this.persistence) {
      queue.persistence = this.persistence
      this.persistence.insertQueue(queue)
    }
    this['queues'].set(queue.url, queue)
    this['queuesByName'].set(name, queue)
    this['queuesByArn'].set(arn, queue)
    return queue
  }

  override deleteQueue(url: string): boolean {
    const name = this.getQueue(url)?.name
    if (name !== undefined) this.#deletedAt.set(name, systemClock.elapsed())
    return super.deleteQueue(url)
  }

  /** Throws `InvalidAddress` for a URL that leads elsewhere: another server's queue may have the same name. */
  override getQueue(url: string): LocalQueue | undefined {
    if (!urlPattern.test(url)) {
      const reason = `The address ${url} is not valid for this endpoint: its queues are at ${this.#urlOf('<name>')}.`
      throw new SqsError('InvalidAddress', reason)
    }
    return super.getQueue(url) as LocalQueue | undefined
  }

  /** The queue at this URL. Throws what AWS says when it is not there. */
  queueAt(url: string): LocalQueue {
    const queue = this.getQueue(url)
    if (!queue) throw new QueueDoesNotExistError()
    return queue
  }

  override getQueueByArn(arn: string): LocalQueue | undefined {
    return super.getQueueByArn(arn) as LocalQueue | undefined
  }

  override allQueues(): Iterable<LocalQueue> {
    return super.allQueues() as Iterable<LocalQueue>
  }

  wasDeletedRecently(name: string): boolean {
    return systemClock.elapsed() - (this.#deletedAt.get(name) ?? -Infinity) < NAME_BLOCKED_MS
  }

  /** How long the oldest message of each queue has been there, in milliseconds; an empty queue is left out. */
  ages(): Readonly<Record<string, number>> {
    this.clockWatch.look()
    const now = Date.now()
    const ages = [...this.allQueues()].map((queue): [string, number] => [
      queue.name,
      now - queue.oldestSentAt()
    ])
    return Object.fromEntries(ages.filter(([, age]) => age >= 0))
  }

  /** Drops expired messages and forgets what no longer matters. */
  sweep(): void {
    this.clockWatch.look()
    const expire = (): void => {
      for (const queue of this.allQueues()) queue.expire()
      this.persistence?.forgetOldDeduplication()
    }
    for (const name of this.#deletedAt.keys())
      if (!this.wasDeletedRecently(name)) this.#deletedAt.delete(name)
    if (!this.persistence) return expire()
    this.persistence.atomically(expire)
    this.persistence.checkpoint()
  }

  #clockSet(byMs: number): void {
    const move = (): void => {
      for (const queue of this.allQueues()) queue.clockSet(byMs)
      this.persistence?.clockSet(byMs)
    }
    return this.persistence ? this.persistence.atomically(move) : move()
  }

  #urlOf(name: string): string {
    return `${this.#baseUrl}/${LOCAL_ACCOUNT}/${name}`
  }
}
