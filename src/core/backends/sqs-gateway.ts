import {
  ChangeMessageVisibilityBatchCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  TagQueueCommand,
  type QueueAttributeName,
  type SQSClientConfig
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { limitCalls } from '../../shared/call-limit'
import { systemClock } from '../../shared/clock'
import { clientSettings, type ClientTarget } from '../../shared/client-target'
import type { ChatError } from '../../shared/errors'
import { attributeNames, MAX_MESSAGE_BYTES } from '../../shared/message'
import { countRequests } from './request-counter'
import { readServerDate } from './server-date'
import { toChatError } from '../../shared/to-chat-error'
import {
  isContentRefusal,
  isFinalRefusal,
  readBatchAnswer,
  readReceiveAnswer,
  strangeAnswer,
  toCallError,
  type BatchOutcome,
  type OutgoingRequest,
  type ReceivedMessage
} from './sqs-answers'

export type { BatchOutcome, OutgoingRequest, ReceivedMessage } from './sqs-answers'

/** AWS: a batch holds at most 10 messages. */
export const MAX_BATCH = 10

/** AWS: a long poll waits at most 20 s. */
export const LONG_POLL_SECONDS = 20

/** A call that has not ended by then is given up, its answer read or not, in milliseconds; a long poll gets its wait on top. */
const REQUEST_TIMEOUT_MS = 10_000

/** Where a backend answers and who calls it. */
export type SqsConnection = Pick<SQSClientConfig, 'credentials'> &
  ClientTarget & {
    /** The account that owns the queues; absent where it is the caller's own, or not known. */
    readonly queueOwner?: string
    /** Puts an error into the words of its backend: which queue, where. */
    readonly explain?: (error: ChatError, queue: string) => ChatError
    /** Told before each request goes out: AWS counts and charges by the request. */
    readonly onRequest?: () => void
  }

/** Approximate numbers of messages in one queue. */
export interface QueueDepth {
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
}

interface Batch {
  readonly requests: readonly OutgoingRequest[]
  readonly replyTo: string
  readonly grouped: boolean
}

const isFifo = (queue: string): boolean => queue.endsWith('.fifo')

/**
 * SQS, as the core needs it: queues by name, batches, errors as `ChatError`.
 *
 * Polls run on a client of their own, so that an open long poll never makes a send wait for a socket. The SDK does
 * not retry: the outbox and the receive loop have back-offs of their own, which count each call.
 */
export class SqsGateway {
  private readonly sender: SQSClient
  private readonly poller: SQSClient
  /** Standard queues that refused a message with a group id and took it without. */
  private readonly ungrouped = new Set<string>()
  private readonly urls = new Map<string, Promise<string>>()
  /** The server's time when this run's other clock showed 0; null before the first answer. */
  private serverStart: number | null = null

  constructor(
    private readonly connection: SqsConnection,
    requestTimeoutMs = REQUEST_TIMEOUT_MS
  ) {
    const { credentials } = connection
    const config = {
      ...clientSettings(connection),
      maxAttempts: 1,
      md5: false as const,
      ...(credentials === undefined ? {} : { credentials })
    }
    this.sender = limitCalls(new SQSClient(config), requestTimeoutMs)
    this.poller = limitCalls(new SQSClient(config), LONG_POLL_SECONDS * 1000 + requestTimeoutMs)
    const { onRequest } = connection
    for (const client of [this.sender, this.poller]) {
      if (onRequest) countRequests(client, onRequest)
      readServerDate(client, (serverNow) => {
        if (serverNow !== null) this.serverStart = serverNow - systemClock.elapsed()
      })
    }
  }

  /** The server's time by its last answer, whatever was done to our clock since; ours before the first one. */
  serverNow(): number {
    return this.serverStart === null ? systemClock.now() : this.serverStart + systemClock.elapsed()
  }

  /**
   * Sends at most 10 requests. Throws when the call as a whole failed, or when its answer names none of them: then none
   * was accepted as far as anybody knows, and no error that it throws is the fault of one of them.
   */
  async sendRequests(
    queue: string,
    requests: readonly OutgoingRequest[],
    replyTo: string
  ): Promise<BatchOutcome> {
    const send = (some: readonly OutgoingRequest[], grouped: boolean) =>
      this.sendBatch(queue, { requests: some, replyTo, grouped })
    const grouped = !this.ungrouped.has(queue)
    if (isFifo(queue) || !grouped) return await send(requests, grouped)
    const first = await send(requests, true).catch((cause: unknown) => {
      const error = toChatError(cause)
      if (error.code !== 'invalid_input') throw error
      return allRefused(requests, error)
    })
    const doubted = new Map(first.refused.filter(isInvalid).map((one) => [one.id, one]))
    if (doubted.size === 0) return first
    // There are servers that take a group id on FIFO queues only; fairness is the lesser good.
    const rest = requests.filter(({ id }) => doubted.has(id))
    const again = await send(rest, false).catch((cause: unknown) => {
      if (first.accepted.length === 0) throw cause
      // What was accepted stays accepted; the rest waits, for a whole call that failed is no refusal of one of them.
      const error = toChatError(cause)
      return allRefused(rest, isFinalRefusal(error) ? strangeAnswer(error) : error)
    })
    if (again.accepted.length > 0) this.ungrouped.add(queue)
    return {
      accepted: [...first.accepted, ...again.accepted],
      refused: [...first.refused.filter(({ id }) => !doubted.has(id)), ...again.refused]
    }
  }

  private async sendBatch(queue: string, { requests, replyTo, grouped }: Batch): Promise<BatchOutcome> {
    const Entries = requests.map(({ id, conversationId, body }, index) => ({
      Id: String(index),
      MessageBody: body,
      MessageAttributes: {
        [attributeNames.correlationId]: stringAttribute(id),
        [attributeNames.replyTo]: stringAttribute(replyTo)
      },
      // FIFO order on .fifo queues, fairness on standard ones.
      ...(grouped ? { MessageGroupId: groupId(conversationId) } : {}),
      ...(isFifo(queue) ? { MessageDeduplicationId: uuidv7() } : {})
    }))
    try {
      const output = await this.call(queue, (QueueUrl) =>
        this.sender.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
      )
      const { accepted, refused } = readBatchAnswer(output, requests)
      return {
        accepted,
        refused: refused.map((one) => ({ ...one, error: this.explained(one.error, queue) }))
      }
    } catch (error) {
      const chatError = toChatError(error)
      if (requests.length > 1 || !isContentRefusal(chatError)) throw error
      return allRefused(requests, chatError)
    }
  }

  /** Waits for messages, as long as SQS does at most (20 s) unless told otherwise; an empty list when none came. They stay hidden for the queue's visibility timeout. */
  async receive(queue: string, waitSeconds = LONG_POLL_SECONDS): Promise<ReceivedMessage[]> {
    const output = await this.call(queue, (QueueUrl) =>
      this.poller.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: MAX_BATCH,
          WaitTimeSeconds: waitSeconds,
          MessageAttributeNames: ['All'],
          MessageSystemAttributeNames: ['All']
        })
      )
    )
    return readReceiveAnswer(output)
  }

  /** Deletes at most 10 messages. What could not be deleted comes back and is recognised then. */
  async deleteMessages(queue: string, receiptHandles: readonly string[]): Promise<void> {
    const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }))
    await this.call(queue, (QueueUrl) =>
      this.sender.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
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
    await this.call(queue, (QueueUrl) =>
      this.sender.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }))
    )
  }

  /** Sends one plain body: how a receiver ends its own long poll. */
  async sendPlain(queue: string, body: string): Promise<void> {
    await this.call(queue, (QueueUrl) =>
      this.sender.send(
        new SendMessageCommand({
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
      const output = await this.sender.send(
        new CreateQueueCommand({ QueueName: name, Attributes, tags: { ...tags } })
      )
      if (output.QueueUrl) this.urls.set(name, Promise.resolve(output.QueueUrl))
    } catch (error) {
      if (!isNameTaken(error)) {
        throw this.explained(toCallError(error), name)
      }
      await this.call(name, (QueueUrl) =>
        this.sender.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }))
      )
    }
  }

  /** The URL of a queue. Throws `queue_missing` when there is none of that name. */
  async locate(name: string): Promise<string> {
    return await this.call(name, (url) => Promise.resolve(url))
  }

  /** Deletes a queue with everything in it. */
  async deleteQueue(name: string): Promise<void> {
    await this.call(name, (QueueUrl) => this.sender.send(new DeleteQueueCommand({ QueueUrl })))
    this.urls.delete(name)
  }

  /** Sets tags of a queue; other tags stay. */
  async tagQueue(name: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.call(name, (QueueUrl) =>
      this.sender.send(new TagQueueCommand({ QueueUrl, Tags: { ...tags } }))
    )
  }

  /** How full a queue is; SQS's numbers are approximate. */
  async depth(name: string): Promise<QueueDepth> {
    const { Attributes } = await this.call(name, (QueueUrl) =>
      this.sender.send(
        new GetQueueAttributesCommand({
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
    this.sender.destroy()
    this.poller.destroy()
  }

  private async call<T>(queue: string, run: (queueUrl: string) => Promise<T>): Promise<T> {
    try {
      return await run(await this.url(queue))
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
    const { queueOwner } = this.connection
    const { QueueUrl } = await this.sender.send(
      new GetQueueUrlCommand({
        QueueName: queue,
        ...(queueOwner === undefined ? {} : { QueueOwnerAWSAccountId: queueOwner })
      })
    )
    if (!QueueUrl) throw strangeAnswer()
    return QueueUrl
  }
}

/** The most that one batch may carry, attributes included, in bytes. */
export const MAX_BATCH_BYTES = MAX_MESSAGE_BYTES

/** AWS: a message group id is at most 128 printable ASCII characters. */
const groupId = (conversationId: string): string =>
  conversationId.replaceAll(/[^\u0021-\u007e]/g, '_').slice(0, 128)

const isInvalid = ({ error }: BatchOutcome['refused'][number]): boolean => error.code === 'invalid_input'

const allRefused = (requests: readonly OutgoingRequest[], error: ChatError): BatchOutcome => ({
  accepted: [],
  refused: requests.map(({ id }) => ({ id, error }))
})

const stringAttribute = (value: string) => ({ DataType: 'String', StringValue: value })

const isNameTaken = (error: unknown): boolean =>
  error instanceof Error && error.name.endsWith('QueueNameExists')
