import { randomUUID } from 'node:crypto'
import type { ChatError } from '../shared/errors'
import { parseReplyBody } from '../shared/message'
import { backoffMs, type BackoffBounds } from './backoff'
import type { Log } from './log'
import type { IncomingReply, MessageStore } from './message-store'
import type { ProfileStore } from './profile-store'
import type { ReceivedMessage } from './sqs-gateway'
import { toChatError } from './to-chat-error'

/** The response queue, as the receiver needs it. */
export interface ResponseQueue {
  readonly name: string
  /** Creates it, or brings an existing one to our attributes. */
  ensure(): Promise<void>
  /** One long poll. */
  receive(): Promise<ReceivedMessage[]>
  delete(receiptHandles: readonly string[]): Promise<void>
  /** Ends a long poll that is under way by sending this body to the queue. */
  nudge(body: string): Promise<void>
}

export interface ReplyReceiverDeps {
  queue: () => ResponseQueue
  store: Pick<MessageStore, 'addReplies'>
  quarantine: Pick<ProfileStore, 'quarantine'>
  changed: () => void
  /** Told what each call to SQS came to: null when it succeeded. */
  outcome: (error: ChatError | null) => void
  now: () => number
  random: () => number
  log: Log
  backoff?: BackoffBounds
  /** How long `stop` waits for the last poll before it abandons it, in milliseconds. */
  stopWithinMs?: number
}

const defaultBackoff: BackoffBounds = { firstMs: 250, maxMs: 15_000 }

/** A poll that comes back empty sooner than this was not a long poll: the server is not well, in milliseconds. */
const EARLY_EMPTY_MS = 1000

/** What a message to ourselves begins with. */
const STOP_SIGN = 'chatapp-stop:'

/**
 * Brings replies from the response queue into the store.
 *
 * Polls again at once and deletes off the critical path: stored first, deleted after. What it cannot read is set
 * aside in the quarantine, then deleted. A crash between the two brings the message back, and it is recognised.
 */
export class ReplyReceiver {
  private stopping = false
  /** While stopping: polls go on until the message to ourselves has come, so that it is not left behind. */
  private awaitsStopSign = false
  private loop: Promise<void> = Promise.resolve()
  private readonly deletions = new Set<Promise<void>>()
  private wakeSleeper: () => void = () => {}
  private readonly stopSign = `${STOP_SIGN}${randomUUID()}`

  constructor(private readonly deps: ReplyReceiverDeps) {}

  /** Makes sure that the queue is there and begins to poll. Resolves when the queue is there or the first try failed. */
  start(): Promise<void> {
    this.stopping = false
    return new Promise((resolve) => {
      this.loop = this.run(resolve)
    })
  }

  /** The way is open again: a back-off ends now. */
  wake(): void {
    this.wakeSleeper()
  }

  /**
   * Resolves when the last poll has returned, what it brought is stored, and deletions are through.
   *
   * The poll is ended by a message to ourselves, not aborted. Where that does not come back within `stopWithinMs`
   * the poll is abandoned, and the queue's visibility timeout brings back what it held.
   */
  async stop(): Promise<void> {
    if (this.stopping) return
    this.stopping = true
    this.awaitsStopSign = true
    this.wakeSleeper()
    const bound = new Promise<void>((resolve) => {
      setTimeout(resolve, this.deps.stopWithinMs ?? 2000).unref()
    })
    const ended = (async () => {
      try {
        await this.deps.queue().nudge(this.stopSign)
      } catch {
        this.awaitsStopSign = false
      }
      await this.loop
      await Promise.allSettled(this.deletions)
    })()
    await Promise.race([ended, bound])
    this.awaitsStopSign = false
  }

  private async run(ready: () => void): Promise<void> {
    let failures = 0
    let ensured = false
    while (!this.stopping || this.awaitsStopSign) {
      const startedAt = this.deps.now()
      try {
        if (!ensured) {
          await this.deps.queue().ensure()
          ensured = true
          this.deps.outcome(null)
          ready()
          continue
        }
        const messages = await this.deps.queue().receive()
        failures = 0
        this.deps.outcome(null)
        if (messages.length > 0) this.take(messages)
        else if (this.deps.now() - startedAt < EARLY_EMPTY_MS) await this.sleep(EARLY_EMPTY_MS)
      } catch (cause) {
        const error = toChatError(cause)
        this.awaitsStopSign = false
        ensured = ensured && error.code !== 'queue_missing'
        this.deps.outcome(error)
        this.deps.log.warn({ err: error, failures }, 'poll failed')
        ready()
        await this.sleep(backoffMs(failures++, this.deps.backoff ?? defaultBackoff, this.deps.random))
      }
    }
    ready()
  }

  /** Stores first, then lets go. Throws when the store does: the messages then come back. */
  private take(messages: readonly ReceivedMessage[]): void {
    const { store, quarantine, changed, now, log } = this.deps
    const queue = this.deps.queue()
    const receivedAt = now()
    const replies: IncomingReply[] = []
    for (const message of messages) {
      if (message.body === this.stopSign) this.awaitsStopSign = false
      if (message.body.startsWith(STOP_SIGN)) continue
      const parsed = parseReplyBody(message.body)
      if (parsed.ok) {
        replies.push({
          body: parsed.body,
          rawBody: message.body,
          attributes: message.attributes,
          receivedAt
        })
        continue
      }
      const { sqsMessageId, body, attributes } = message
      quarantine.quarantine(
        { sqsMessageId, queue: queue.name, reason: parsed.detail, body, attributes },
        receivedAt
      )
      log.warn({ sqsMessageId, reason: parsed.reason }, 'unreadable message set aside')
    }
    const stored = store.addReplies(replies)
    const repeated = replies.length - stored.length
    log.info({ correlationIds: replies.map(({ body }) => body.inReplyTo), repeated }, 'replies stored')
    changed()
    this.deleteLater(
      queue,
      messages.map(({ receiptHandle }) => receiptHandle)
    )
  }

  private deleteLater(queue: ResponseQueue, receiptHandles: readonly string[]): void {
    const deletion = queue
      .delete(receiptHandles)
      .catch((error: unknown) => this.deps.log.warn({ err: error }, 'delete failed; the messages come back'))
    this.deletions.add(deletion)
    void deletion.finally(() => this.deletions.delete(deletion))
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wakeSleeper = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
