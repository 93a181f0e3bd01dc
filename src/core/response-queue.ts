import type { Backend } from './backend'
import type { ResponseQueue } from './reply-receiver'

/** How long a reply that was read but not deleted stays hidden, in seconds: what a crash costs at most. */
const VISIBILITY_SECONDS = 10

/** How long SQS keeps a reply that nobody fetches: 4 days, in seconds. */
const RETENTION_SECONDS = 345_600

/** After this many days without a heartbeat the queue counts as left behind. */
const TTL_DAYS = 14

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
    private readonly installId: string,
    private readonly now: () => number
  ) {
    this.name = responseQueueName(backend.names.sharedResponseQueue, installId)
  }

  async ensure(): Promise<void> {
    await this.backend.gateway().ensureQueue(
      this.name,
      { VisibilityTimeout: String(VISIBILITY_SECONDS), MessageRetentionPeriod: String(RETENTION_SECONDS) },
      {
        'chatapp:app': 'ChatAPP',
        'chatapp:owner': this.installId,
        'chatapp:heartbeat': this.heartbeatTag(),
        'chatapp:ttl': `${TTL_DAYS}d`
      }
    )
  }

  /** Marks the queue as in use, so that no sweep takes it. */
  async heartbeat(): Promise<void> {
    await this.backend.gateway().tagQueue(this.name, { 'chatapp:heartbeat': this.heartbeatTag() })
  }

  receive() {
    return this.backend.gateway().receive(this.name)
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

  private heartbeatTag(): string {
    return new Date(this.now()).toISOString()
  }
}
