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
export const responseQueueTags = (installId: string, at: number): Record<string, string> => ({
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

/** This installation's own response queue: only we read it, so no reply is taken by another client. */
export class OwnResponseQueue implements ResponseQueue {
  readonly name: string
  readonly shared = false

  constructor(
    private readonly backend: Pick<Backend, 'gateway' | 'names'>,
    private readonly installId: string
  ) {
    this.name = responseQueueName(backend.names.sharedResponseQueue, installId)
  }

  async ensure(): Promise<void> {
    await this.backend
      .gateway()
      .ensureQueue(
        this.name,
        { VisibilityTimeout: String(VISIBILITY_SECONDS), MessageRetentionPeriod: String(RETENTION_SECONDS) },
        responseQueueTags(this.installId, this.serverNow())
      )
  }

  /** Marks the queue as in use, so that no sweep takes it. */
  async heartbeat(): Promise<void> {
    await this.backend
      .gateway()
      .tagQueue(this.name, { 'chatapp:heartbeat': new Date(this.serverNow()).toISOString() })
  }

  receive(waitSeconds: number) {
    return this.backend.gateway().receive(this.name, waitSeconds)
  }

  delete(receiptHandles: readonly string[]) {
    return this.backend.gateway().deleteMessages(this.name, receiptHandles)
  }

  release(receiptHandles: readonly string[], seconds: number) {
    return this.backend.gateway().releaseMessages(this.name, receiptHandles, seconds)
  }

  nudge(body: string) {
    return this.backend.gateway().sendPlain(this.name, body)
  }

  /** By the server's clock: a computer whose own is weeks behind would look left behind to others. */
  private serverNow(): number {
    return this.backend.gateway().serverNow()
  }
}

/** The response queue that all installations read: for who may not create one of their own. */
export class SharedResponseQueue implements ResponseQueue {
  readonly name: string
  readonly shared = true

  constructor(private readonly backend: Pick<Backend, 'gateway' | 'names'>) {
    this.name = backend.names.sharedResponseQueue
  }

  /** Throws `queue_missing` when it is not there: only its owner creates it. */
  async ensure(): Promise<void> {
    await this.backend.gateway().locate(this.name)
  }

  receive(waitSeconds: number) {
    return this.backend.gateway().receive(this.name, waitSeconds)
  }

  delete(receiptHandles: readonly string[]) {
    return this.backend.gateway().deleteMessages(this.name, receiptHandles)
  }

  release(receiptHandles: readonly string[], seconds: number) {
    return this.backend.gateway().releaseMessages(this.name, receiptHandles, seconds)
  }

  /** Never: another installation might take the message, and throw it away as unreadable. */
  async nudge(): Promise<void> {
    throw new ChatError('conflict', 'A long poll of a shared queue is not ended by a message.')
  }
}

/** Told when the queue is this installation's own (null), or the shared one, with the reason in words. */
export type SharingListener = (reason: string | null) => void

/**
 * This installation's own response queue, or the shared one where AWS does not allow to create it.
 *
 * Each `ensure` tries for the own queue again, so that a permission given later takes effect.
 */
export class FallbackResponseQueue implements ResponseQueue {
  private current: OwnResponseQueue | SharedResponseQueue

  constructor(
    private readonly own: OwnResponseQueue,
    private readonly common: SharedResponseQueue,
    private readonly sharing: SharingListener
  ) {
    this.current = own
  }

  get name(): string {
    return this.current.name
  }

  get shared(): boolean {
    return this.current.shared
  }

  async ensure(): Promise<void> {
    try {
      await this.own.ensure()
      this.current = this.own
      this.sharing(null)
    } catch (cause) {
      if (toChatError(cause).code !== 'access_denied') throw cause
      await this.common.ensure()
      this.current = this.common
      this.sharing(
        `AWS does not allow this installation a response queue of its own (sqs:CreateQueue and sqs:TagQueue on ${this.own.name}),` +
          ` so it shares ${this.common.name} with others and answers may take longer. The connection test shows the policy.`
      )
    }
  }

  /** Marks the own queue as in use; the shared one needs no mark. */
  async heartbeat(): Promise<void> {
    if (this.current === this.own) await this.own.heartbeat()
  }

  receive(waitSeconds: number) {
    return this.current.receive(waitSeconds)
  }

  delete(receiptHandles: readonly string[]) {
    return this.current.delete(receiptHandles)
  }

  release(receiptHandles: readonly string[], seconds: number) {
    return this.current.release(receiptHandles, seconds)
  }

  nudge(body: string) {
    return this.current.nudge(body)
  }
}
