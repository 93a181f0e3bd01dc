import { ChatError } from '../../shared/errors'
import type { Backend } from './backend'
import type { ReceivedMessage } from './sqs-answers'
import { toChatError } from '../../shared/to-chat-error'

/** The response queue, as the receiver needs it. */
export interface ResponseQueue {
  readonly name: string
  /** Creates it, or brings an existing one to our attributes. */
  ensure(): Promise<void>
  /** One poll that waits so many seconds for messages, at most 20. */
  receive(waitSeconds: number): Promise<ReceivedMessage[]>
  delete(receiptHandles: readonly string[]): Promise<void>
  /** True where other clients read too: a reply to somebody else is then released, never deleted. */
  readonly shared: boolean
  /** Makes messages visible to others again after some seconds, at least 1. */
  release(receiptHandles: readonly string[], seconds: number): Promise<void>
  /** Ends a long poll that is under way by sending this body to the queue. */
  nudge(body: string): Promise<void>
}

/** How long a reply that was read but not deleted stays hidden, in seconds: what a crash costs at most. */
const VISIBILITY_SECONDS = 10

/** How long SQS keeps a reply that nobody fetches: 4 days, in seconds. */
const RETENTION_SECONDS = 345_600

/** After this many days without a heartbeat the queue counts as left behind. */
export const TTL_DAYS = 14

/** What a queue that an installation makes says of itself, so that a sweep knows it; `at` in epoch milliseconds. */
export const responseQueueTags = (installId: string, at: number) => ({
  'chatapp:app': 'ChatAPP',
  'chatapp:owner': installId,
  'chatapp:heartbeat': new Date(at).toISOString(),
  'chatapp:ttl': `${TTL_DAYS}d`
})

/** The name of an installation's own response queue. */
export const responseQueueName = (sharedName: string, installId: string): string =>
  sharedName.endsWith('.fifo')
    ? `${sharedName.slice(0, -'.fifo'.length)}-${installId}.fifo`
    : `${sharedName}-${installId}`

/** Told when the queue is this installation's own (null), or the shared one, with the reason in words. */
export type SharingListener = (reason: string | null) => void

/**
 * The response queue of an installation: its own, which only it reads, or the shared one where AWS does not allow to
 * create that.
 *
 * Each `ensure` tries for the own queue again, so that a permission given later takes effect.
 */
export class InstallationResponseQueue implements ResponseQueue {
  private readonly own: string
  private readonly common: string
  private current: string

  constructor(
    private readonly backend: Pick<Backend, 'gateway' | 'names'>,
    private readonly installId: string,
    private readonly sharing: SharingListener = () => {}
  ) {
    this.common = backend.names.sharedResponseQueue
    this.own = responseQueueName(this.common, installId)
    this.current = this.own
  }

  get name(): string {
    return this.current
  }

  get shared(): boolean {
    return this.current === this.common
  }

  /** Throws `queue_missing` where it is to be the shared one, and that is not there: only its owner creates it. */
  async ensure(): Promise<void> {
    const gateway = this.backend.gateway()
    try {
      await gateway.ensureQueue(
        this.own,
        { VisibilityTimeout: String(VISIBILITY_SECONDS), MessageRetentionPeriod: String(RETENTION_SECONDS) },
        // By the server's clock: a computer whose own is weeks behind would look left behind to others.
        responseQueueTags(this.installId, gateway.serverNow())
      )
    } catch (cause) {
      if (toChatError(cause).code !== 'access_denied') throw cause
      await gateway.locate(this.common)
      this.current = this.common
      this.sharing(
        `AWS does not allow this installation a response queue of its own (sqs:CreateQueue and sqs:TagQueue on ${this.own}),` +
          ` so it shares ${this.common} with others and answers may take longer. The connection test shows the policy.`
      )
      return
    }
    this.current = this.own
    this.sharing(null)
  }

  /** Marks the own queue as in use, so that no sweep takes it; the shared one needs no mark. */
  async heartbeat(): Promise<void> {
    if (this.shared) return
    const gateway = this.backend.gateway()
    const { 'chatapp:heartbeat': heartbeat } = responseQueueTags(this.installId, gateway.serverNow())
    await gateway.tagQueue(this.own, { 'chatapp:heartbeat': heartbeat })
  }

  receive(waitSeconds: number): Promise<ReceivedMessage[]> {
    return this.backend.gateway().receive(this.name, waitSeconds)
  }

  delete(receiptHandles: readonly string[]): Promise<void> {
    return this.backend.gateway().deleteMessages(this.name, receiptHandles)
  }

  release(receiptHandles: readonly string[], seconds: number): Promise<void> {
    return this.backend.gateway().releaseMessages(this.name, receiptHandles, seconds)
  }

  /** Never on the shared queue: another installation might take the message, and throw it away as unreadable. */
  async nudge(body: string): Promise<void> {
    if (this.shared) throw new ChatError('poll.shared')
    await this.backend.gateway().sendPlain(this.name, body)
  }
}
