import type { QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { systemClock } from '../../shared/clock'
import { ChatError } from '../../shared/errors'
import { ServerClock } from './server-clock'
import type { SqsConnection } from './sqs-sdk'
import { readReceiveAnswer, strangeAnswer, toCallError, type ReceivedMessage } from './sqs-answers'
import { BatchSender, isFifo, MAX_BATCH, type Clients, type SendRequests } from './sqs-batch'

/** AWS: a long poll waits at most 20 s. */
export const LONG_POLL_SECONDS = 20

/** A call that has not ended by then is given up, its answer read or not, in milliseconds; a long poll gets its wait on top. */
const REQUEST_TIMEOUT_MS = 10_000

/** Approximate numbers of messages in one queue. */
export interface QueueDepth {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
}

/**
 * SQS, as the core needs it: queues by name, batches, errors as `ChatError`.
 *
 * Polls run on a client of their own, so that an open long poll never makes a send wait for a socket. The SDK does
 * not retry: the outbox and the receive loop have back-offs of their own, which count each call.
 */
export class SqsGateway {
  /** The SDK is loaded with the first call. */
  private clients: Promise<Clients> | undefined
  readonly sendRequests: SendRequests
  private readonly urls = new Map<string, Promise<string>>()
  /** The server's time when this run's other clock showed 0; null before the first answer. */
  private serverStart: number | null = null
  private readonly clock = new ServerClock()

  constructor(
    private readonly connection: SqsConnection,
    private readonly requestTimeoutMs = REQUEST_TIMEOUT_MS
  ) {
    const sender = new BatchSender({
      call: (queue, run) => this.call(queue, run),
      explain: (error, queue) => this.explained(error, queue)
    })
    this.sendRequests = async (queue, requests, replyTo) => {
      const outcome = await sender.send(queue, requests, replyTo)
      return { ...outcome, clock: this.clock.difference() }
    }
  }

  /** The server's time by its last answer, whatever was done to our clock since; ours before the first one. */
  serverNow(): number {
    return this.serverStart === null ? systemClock.now() : this.serverStart + systemClock.elapsed()
  }

  /**
   * Waits for messages, as long as SQS does at most (20 s) unless told otherwise; an empty list when none came. They stay
   * hidden for the queue's visibility timeout, or for so many seconds.
   */
  async receive(
    queue: string,
    waitSeconds = LONG_POLL_SECONDS,
    hiddenSeconds?: number
  ): Promise<ReceivedMessage[]> {
    const output = await this.call(queue, (QueueUrl, { sdk, poller }) =>
      poller.send(
        new sdk.ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: MAX_BATCH,
          WaitTimeSeconds: waitSeconds,
          ...(hiddenSeconds === undefined ? {} : { VisibilityTimeout: hiddenSeconds }),
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All']
        })
      )
    )
    const clock = this.clock.difference()
    return readReceiveAnswer(output).map((message) => ({ ...message, clock }))
  }

  /** Deletes at most 10 messages. What could not be deleted comes back and is recognised then. */
  async deleteMessages(queue: string, receiptHandles: readonly string[]): Promise<void> {
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
    await this.call(queue, (QueueUrl, { sdk, sender }) =>
      sender.send(new sdk.DeleteMessageBatchCommand({ QueueUrl, Entries }))
    )
  }

  /** Makes at most 10 messages visible to others after some seconds, at least 1. */
  async releaseMessages(queue: string, receiptHandles: readonly string[], seconds: number): Promise<void> {
    const VisibilityTimeout = Math.max(1, Math.ceil(seconds))
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout
    }))
    await this.call(queue, (QueueUrl, { sdk, sender }) =>
      sender.send(new sdk.ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
    )
  }

  /** Sends one plain body: how a receiver ends its own long poll. */
  async sendPlain(queue: string, body: string): Promise<void> {
    await this.call(queue, (QueueUrl, { sdk, sender }) =>
      sender.send(
        new sdk.SendMessageCommand({
          QueueUrl,
          MessageBody: body,
          ...(isFifo(queue) ? { MessageGroupId: 'control', MessageDeduplicationId: uuidv7() } : {})
        })
      )
    )
  }

  /** Creates a queue, or gives an existing one of that name these attributes. */
  async ensureQueue(
    name: string,
    attributes: Partial<Record<QueueAttributeName, string>>,
    tags: Readonly<Record<string, string>>
  ): Promise<void> {
    this.urls.delete(name)
    const Attributes = isFifo(name) ? { ...attributes, FifoQueue: 'true' } : attributes
    try {
      const { sdk, sender } = await this.loaded()
      const output = await sender.send(
        new sdk.CreateQueueCommand({ QueueName: name, Attributes, tags: { ...tags } })
      )
      if (output.QueueUrl) this.urls.set(name, Promise.resolve(output.QueueUrl))
    } catch (error) {
      if (!isNameTaken(error)) {
        throw this.explained(toCallError(error), name)
      }
      await this.call(name, (QueueUrl, { sdk, sender }) =>
        sender.send(new sdk.SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }))
      )
    }
  }

  /**
   * Names of the caller's queues that begin with a prefix, at most 1,000; `next` is where the others begin, null when these
   * were the last. Throws `queue_missing` where the backend's queues are of another account: SQS lists only the caller's.
   */
  async listQueues(
    prefix: string,
    { next, limit }: { next: string | null; limit: number }
  ): Promise<{ queues: string[]; next: string | null }> {
    const { sdk, sender } = await this.loaded()
    const { queueOwner } = this.connection
    try {
      const { QueueUrls = [], NextToken } = await sender.send(
        new sdk.ListQueuesCommand({
          MaxResults: limit,
          ...(prefix === '' ? {} : { QueueNamePrefix: prefix }),
          ...(next === null ? {} : { NextToken: next })
        })
      )
      const queues: string[] = []
      for (const url of QueueUrls) {
        const [owner = '', name = ''] = url.split('/').slice(-2)
        if (queueOwner !== undefined && owner !== queueOwner)
          throw new ChatError('desk.other_account', { owner: queueOwner, caller: owner })
        // A server may be generous with the prefix.
        if (!name.startsWith(prefix)) continue
        queues.push(name)
        if (!this.urls.has(name)) this.urls.set(name, Promise.resolve(url))
      }
      return { queues, next: NextToken || null }
    } catch (error) {
      throw this.explained(toCallError(error), prefix)
    }
  }

  /** The URL of a queue. Throws `queue_missing` when there is none of that name. */
  async locate(name: string): Promise<string> {
    return await this.call(name, (url) => Promise.resolve(url))
  }

  /** Deletes a queue with everything in it. */
  async deleteQueue(name: string): Promise<void> {
    await this.call(name, (QueueUrl, { sdk, sender }) =>
      sender.send(new sdk.DeleteQueueCommand({ QueueUrl }))
    )
    this.urls.delete(name)
  }

  /** Sets tags of a queue; other tags stay. */
  async tagQueue(name: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.call(name, (QueueUrl, { sdk, sender }) =>
      sender.send(new sdk.TagQueueCommand({ QueueUrl, Tags: { ...tags } }))
    )
  }

  /** How full a queue is; SQS's numbers are approximate. */
  async depth(name: string): Promise<QueueDepth> {
    const { Attributes } = await this.call(name, (QueueUrl, { sdk, sender }) =>
      sender.send(
        new sdk.GetQueueAttributesCommand({
          QueueUrl,
          AttributeNames: [
            'ApproximateNumberOfMessages',
            'ApproximateNumberOfMessagesNotVisible',
            'ApproximateNumberOfMessagesDelayed'
          ]
        })
      )
    )
    return {
      visible: Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0),
      inFlight: Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'] ?? 0),
      delayed: Number(Attributes?.['ApproximateNumberOfMessagesDelayed'] ?? 0)
    }
  }

  /**
   * Gives up every connection; the next calls make new ones. After a sleep they are dead, and only a time limit would
   * tell. Calls under way fail as `offline`, and a message that a poll held comes back after its visibility timeout.
   */
  dropConnections(): void {
    this.close()
  }

  /** Closes the sockets. A poll that is still open is abandoned; its queue's visibility timeout brings back what it held. */
  close(): void {
    void this.clients?.then(closeBoth)
  }

  private loaded(): Promise<Clients> {
    this.clients ??= import('./sqs-sdk').then((sdk) => {
      const client = (limitMs: number): SQSClient =>
        sdk.createSqsClient(this.connection, {
          limitMs,
          maxAttempts: 1,
          onDate: (serverNow, tookMs) => {
            this.serverStart = serverNow - systemClock.elapsed()
            this.clock.note(serverNow, tookMs)
          }
        })
      const { requestTimeoutMs } = this
      return {
        sdk,
        sender: client(requestTimeoutMs),
        poller: client(LONG_POLL_SECONDS * 1000 + requestTimeoutMs)
      }
    })
    return this.clients
  }

  /** One call, made on the URL of a queue; what goes wrong is put into the words of the backend. */
  async call<T>(queue: string, run: (queueUrl: string, clients: Clients) => Promise<T>): Promise<T> {
    try {
      return await run(await this.url(queue), await this.loaded())
    } catch (error) {
      const chatError = toCallError(error)
      if (chatError.code === 'queue_missing') this.urls.delete(queue)
      throw this.explained(chatError, queue)
    }
  }

  private url(queue: string): Promise<string> {
    let url = this.urls.get(queue)
    if (!url) {
      url = this.lookUp(queue)
      this.urls.set(queue, url)
      url.catch(() => this.urls.delete(queue))
    }
    return url
  }

  private explained(error: ChatError, queue: string): ChatError {
    return this.connection.explain?.(error, queue) ?? error
  }

  private async lookUp(queue: string): Promise<string> {
    const { sdk, sender } = await this.loaded()
    const { QueueUrl } = await sender.send(
      new sdk.GetQueueUrlCommand({ QueueName: queue, QueueOwnerAWSAccountId: this.connection.queueOwner })
    )
    if (!QueueUrl) throw strangeAnswer()
    return QueueUrl
  }
}

const isNameTaken = (error: unknown): boolean =>
  error instanceof Error && error.name.endsWith('QueueNameExists')

const closeBoth = ({ sender, poller }: Clients): void => (sender.destroy(), poller.destroy())
