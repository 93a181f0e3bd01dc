import type { Clock } from '../../shared/clock'
import type { ChatError } from '../../shared/errors'
import { toChatError } from '../../shared/to-chat-error'
import type { Log } from '../../platform/log'
import type { QueueNotes, ResponseQueue } from '../backends/response-queue'
import type { SqsGateway } from '../backends/sqs-gateway'
import type { ReplyReceiver } from './reply-receiver'

export interface LeftQueuesDeps {
  gateway: () => Pick<
    SqsGateway,
    'locate' | 'receive' | 'deleteMessages' | 'releaseMessages' | 'sendPlain' | 'depth' | 'deleteQueue'
  >
  notes: QueueNotes
  /** Makes a receiver for one of them. */
  receiver: (queue: ResponseQueue, outcome: (error: ChatError | null) => void) => ReplyReceiver
  clock: Pick<Clock, 'elapsed'>
  log: Log
  /** How often it is looked whether one is empty, in milliseconds. */
  lookMs?: number
  /** How long one has to be empty before it is removed, in milliseconds. */
  quietMs?: number
}

const LOOK_MS = 60_000

/** Longer than a request waits for its answer before it is sent again, with the new queue as the place for it. */
const QUIET_MS = 300_000

interface Draining {
  readonly receiver: ReplyReceiver
  quietSince: number
}

/**
 * Fetches what is in response queues that this installation has left, or still comes to them, and removes each once
 * it has been empty for a while.
 *
 * A queue is left when the installation gets another name: once when the names were bound to their callers, and when
 * somebody else's credentials are used. One that AWS does not let us at stays noted, and is tried again at the next start.
 */
export class LeftQueues {
  private readonly draining = new Map<string, Draining>()
  private readonly refused = new Set<string>()
  private timer: NodeJS.Timeout | undefined
  private looking: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(private readonly deps: LeftQueuesDeps) {}

  start(): void {
    if (this.stopped) return
    this.timer = setInterval(() => {
      this.looking = this.looking.then(() => this.look())
    }, this.deps.lookMs ?? LOOK_MS)
    this.begin()
  }

  /** Resolves when nothing is in flight any more. */
  async stop(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.looking
    await Promise.all([...this.draining.values()].map(({ receiver }) => receiver.stop()))
  }

  private begin(): void {
    for (const name of this.deps.notes.read()?.left ?? []) {
      if (this.draining.has(name) || this.refused.has(name)) continue
      const receiver = this.deps.receiver(this.queue(name), (error) => this.outcome(name, error))
      this.draining.set(name, { receiver, quietSince: this.deps.clock.elapsed() })
      void receiver.start()
    }
  }

  private outcome(name: string, error: ChatError | null): void {
    if (error?.code === 'queue_missing') this.end(name, 'gone')
    if (error?.code === 'access_denied') this.end(name, 'refused')
  }

  private end(name: string, how: 'gone' | 'refused'): void {
    const one = this.draining.get(name)
    if (!one) return
    this.draining.delete(name)
    void one.receiver.stop()
    if (how === 'refused') {
      this.refused.add(name)
      this.deps.log.warn({ queue: name }, 'AWS does not let us at a response queue that we have left')
      return
    }
    const note = this.deps.notes.read()
    if (note) this.deps.notes.write({ ...note, left: note.left.filter((left) => left !== name) })
    this.deps.log.info({ queue: name }, 'a response queue that was left is gone')
  }

  /** Removes what has been empty long enough; begins with what has been left meanwhile. */
  private async look(): Promise<void> {
    const { clock, quietMs = QUIET_MS, gateway } = this.deps
    for (const [name, one] of this.draining) {
      if (this.stopped) return
      try {
        // SQS counts what is delayed as well: a reminder comes up to 15 minutes later.
        const { visible, inFlight, delayed } = await gateway().depth(name)
        if (visible + inFlight + delayed > 0) one.quietSince = clock.elapsed()
        if (clock.elapsed() - one.quietSince < quietMs) continue
        await gateway().deleteQueue(name)
        this.end(name, 'gone')
      } catch (error) {
        this.outcome(name, toChatError(error))
      }
    }
    if (!this.stopped) this.begin()
  }

  private queue(name: string): ResponseQueue {
    const gateway = this.deps.gateway
    return {
      name,
      shared: false,
      ensure: async () => void (await gateway().locate(name)),
      receive: (waitSeconds) => gateway().receive(name, waitSeconds),
      delete: (handles) => gateway().deleteMessages(name, handles),
      release: (handles, seconds) => gateway().releaseMessages(name, handles, seconds),
      nudge: (body) => gateway().sendPlain(name, body)
    }
  }
}
