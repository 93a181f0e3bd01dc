import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  SendMessageBatchCommand,
  type BatchResultErrorEntry,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { dnsSuffixOf } from '../src/shared/aws-partition'
import { ATTRIBUTE_RESERVE_BYTES, MAX_MESSAGE_BYTES } from '../src/shared/wire'
import type { OutgoingReply } from './write-reply'

/** What became of one reply. `gone`: its queue does not exist (any more), so nobody waits for it. */
export type Sent = { status: 'sent' } | { status: 'gone' } | { status: 'failed'; cause: unknown }

/** What the processor needs of SQS. */
export interface ReplyQueues {
  /** Sends one reply. Never throws. */
  send(reply: OutgoingReply): Promise<Sent>
  /** Makes a request visible again after so many seconds (never 0). */
  retryAfter(queue: string, receiptHandle: string, seconds: number): Promise<void>
}

type Pending = { readonly reply: OutgoingReply; readonly resolve: (sent: Sent) => void }

/** Queues of another server than AWS of which something is remembered. */
const REMEMBERED = 1000

/** AWS: at most 10 messages in a batch. */
const BATCH_LIMIT = 10

/**
 * Response queues on SQS.
 *
 * Replies that are handed over in the same turn of the event loop leave in one SendMessageBatch per queue; a slow
 * handler's reply leaves later and holds up none of the others. On AWS a queue's URL is made from its name, without a
 * call; another server is asked for it, and the last thousand are remembered until it says that the queue is gone.
 */
export class SqsReplyQueues implements ReplyQueues {
  private readonly urls = new Map<string, Promise<string>>()
  /** Standard queues that refused a reply with a group id and took it without. */
  private readonly ungrouped = new Set<string>()
  private readonly pending = new Map<string, Pending[]>()

  /** `urlOf`: the URL of a queue of this account, where that can be told from its name; null asks for it. */
  constructor(
    private readonly sqs: Pick<SQSClient, 'send'>,
    private readonly urlOf: ((queue: string) => string) | null = null
  ) {}

  send(reply: OutgoingReply): Promise<Sent> {
    const { promise, resolve } = Promise.withResolvers<Sent>()
    const waiting = this.pending.get(reply.queue)
    if (waiting) waiting.push({ reply, resolve })
    else {
      this.pending.set(reply.queue, [{ reply, resolve }])
      setImmediate(() => void this.flush(reply.queue))
    }
    return promise
  }

  async retryAfter(queue: string, receiptHandle: string, seconds: number): Promise<void> {
    const QueueUrl = await this.url(queue)
    const VisibilityTimeout = Math.max(1, seconds)
    await this.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: receiptHandle, VisibilityTimeout })
    )
  }

  private async flush(queue: string): Promise<void> {
    const pending = this.pending.get(queue) ?? []
    this.pending.delete(queue)
    // One after the other: on a FIFO queue the order of the calls is the order of the replies.
    for (const batch of batches(pending)) await this.sendBatch(queue, batch)
  }

  private async sendBatch(
    queue: string,
    batch: readonly Pending[],
    grouped = this.groups(queue)
  ): Promise<void> {
    const mayRefuseGroups = grouped && !isFifo(queue)
    try {
      const { Successful = [], Failed = [] } = await this.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: await this.url(queue),
          Entries: batch.map(({ reply }, index) => entry(reply, index, grouped))
        })
      )
      const taken = new Set(Successful.map(({ Id }) => Id))
      const failures = new Map(Failed.map((failed) => [failed.Id, failed]))
      const doubted: Pending[] = []
      for (const [index, one] of batch.entries()) {
        const failed = failures.get(String(index))
        if (taken.has(String(index))) one.resolve({ status: 'sent' })
        else if (mayRefuseGroups && failed?.SenderFault) doubted.push(one)
        else one.resolve({ status: 'failed', cause: notSent(failed) })
      }
      if (!grouped && taken.size > 0) {
        forgetOldest(this.ungrouped)
        this.ungrouped.add(queue)
      }
      if (doubted.length > 0) await this.sendBatch(queue, doubted, false)
    } catch (cause) {
      if (mayRefuseGroups && isInvalid(cause)) return await this.sendBatch(queue, batch, false)
      const gone = isQueueMissing(cause)
      if (gone) this.urls.delete(queue)
      for (const { resolve } of batch) resolve(gone ? { status: 'gone' } : { status: 'failed', cause })
    }
  }

  /** There are servers that take a group id on FIFO queues only; fairness is the lesser good. */
  private groups(queue: string): boolean {
    return isFifo(queue) || !this.ungrouped.has(queue)
  }

  private url(queue: string): Promise<string> {
    if (this.urlOf) return Promise.resolve(this.urlOf(queue))
    const known = this.urls.get(queue)
    if (known) return known
    const found = this.resolveUrl(queue)
    forgetOldest(this.urls)
    this.urls.set(queue, found)
    found.catch(() => this.urls.delete(queue))
    return found
  }

  private async resolveUrl(queue: string): Promise<string> {
    const { QueueUrl } = await this.sqs.send(new GetQueueUrlCommand({ QueueName: queue }))
    if (QueueUrl === undefined) throw new Error(`SQS returned no URL for the queue ${queue}.`)
    return QueueUrl
  }
}

/** The URL of a queue on AWS. */
export const awsQueueUrl = (region: string, accountId: string, queue: string): string =>
  `https://sqs.${region}.${dnsSuffixOf(region)}/${accountId}/${queue}`

/** Makes room for one more: a function that answers many clients lives for hours. */
function forgetOldest(known: Map<string, unknown> | Set<string>): void {
  const [oldest] = known.keys()
  if (oldest !== undefined && known.size >= REMEMBERED) known.delete(oldest)
}

const isFifo = (queue: string): boolean => queue.endsWith('.fifo')

function entry({ queue, id, body, groupId, delaySeconds }: OutgoingReply, index: number, grouped: boolean) {
  const common = { Id: String(index), MessageBody: body, ...(grouped ? { MessageGroupId: groupId } : {}) }
  return isFifo(queue) ? { ...common, MessageDeduplicationId: id } : { ...common, DelaySeconds: delaySeconds }
}

/** An answer that names a reply neither way has not taken it: it is sent again, under the same id. */
const notSent = (failed: BatchResultErrorEntry | undefined): Error =>
  new Error(
    failed
      ? `SQS refused the reply: ${failed.Code}: ${failed.Message}`
      : 'SQS did not say what became of the reply.'
  )

/** Cuts what waits into batches that SQS takes. */
function batches(pending: readonly Pending[]): Pending[][] {
  const cut: Pending[][] = []
  let room = 0
  for (const one of pending) {
    const size = one.reply.body.length + ATTRIBUTE_RESERVE_BYTES
    const last = cut.at(-1)
    if (last && last.length < BATCH_LIMIT && size <= room) {
      last.push(one)
      room -= size
    } else {
      cut.push([one])
      room = MAX_MESSAGE_BYTES - size
    }
  }
  return cut
}

const isInvalid = (error: unknown): boolean =>
  error instanceof Error && /(InvalidParameter|InvalidAttribute|UnsupportedOperation)\w*$/.test(error.name)

// AWS and emulators differ in the prefix: `AWS.SimpleQueueService.NonExistentQueue`, `QueueDoesNotExist`.
const isQueueMissing = (error: unknown): boolean =>
  error instanceof Error && /(QueueDoesNotExist|NonExistentQueue)$/.test(error.name)
