import assert from 'node:assert/strict'
import { setTimeout as pause } from 'node:timers/promises'
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  type Message,
  type QueueAttributeName,
  type ReceiveMessageCommandInput,
  type SendMessageCommandInput
} from '@aws-sdk/client-sqs'

/** A server that speaks SQS, and keys that it takes. */
export interface Target {
  readonly url: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** One behaviour of SQS, as AWS documents it. */
export interface Row {
  readonly says: string
  /** The page of AWS's documentation, below `https://docs.aws.amazon.com/AWSSimpleQueueService/latest/`. */
  readonly source: string
  /** It takes a minute: `npm run conformance` runs it, `npm test` does not. */
  readonly slow?: boolean
  /** Rejects when the server behaves otherwise. */
  readonly check: (t: Trial) => Promise<void>
}

/** The API reference of an action. */
export const api = (action: string): string => `APIReference/API_${action}.html`
export const guide = (page: string): string => `SQSDeveloperGuide/${page}.html`

/** A receive waits at most this long, in seconds: it returns as soon as something is there. */
const PATIENCE_S = 3

type Attributes = Partial<Record<QueueAttributeName, string>>

/** What a check works with: an SDK client, and queues of its own. */
export class Trial {
  readonly client: SQSClient
  readonly target: Target
  private readonly run = Math.random().toString(36).slice(2, 8)
  private names = 0

  constructor(target: Target) {
    this.target = target
    const { url, region, accessKeyId, secretAccessKey } = target
    this.client = new SQSClient({
      endpoint: url,
      region,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
      // The server's own answer is what counts, not the SDK's look at it.
      md5: false
    })
  }

  /** A name that no other queue has. */
  name(suffix = ''): string {
    return `conformance-${this.run}-${++this.names}${suffix}`
  }

  async queue(attributes: Attributes = {}): Promise<string> {
    const isFifo = attributes.FifoQueue === 'true'
    const input = { QueueName: this.name(isFifo ? '.fifo' : ''), Attributes: attributes }
    return (await this.client.send(new CreateQueueCommand(input))).QueueUrl ?? ''
  }

  fifo(attributes: Attributes = {}): Promise<string> {
    return this.queue({ FifoQueue: 'true', ...attributes })
  }

  async attributes(
    QueueUrl: string,
    names: QueueAttributeName[] = ['All']
  ): Promise<Record<string, string | undefined>> {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: names })
    return (await this.client.send(command)).Attributes ?? {}
  }

  async arn(url: string): Promise<string> {
    return (await this.attributes(url, ['QueueArn']))['QueueArn'] ?? ''
  }

  async set(QueueUrl: string, attributes: Attributes): Promise<void> {
    await this.client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }))
  }

  /** A queue whose messages go to a dead-letter queue after so many receives; its own messages are visible at once. */
  async withDeadLetters(
    maxReceiveCount = 1,
    more: Attributes = {}
  ): Promise<{ queue: string; dead: string }> {
    const dead = await (more.FifoQueue === 'true' ? this.fifo() : this.queue())
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: await this.arn(dead), maxReceiveCount })
    return { dead, queue: await this.queue({ ...more, RedrivePolicy }) }
  }

  async send(QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) {
    return await this.client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }))
  }

  /** What comes within a moment. */
  async receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
    const input = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: PATIENCE_S, ...more }
    return (await this.client.send(new ReceiveMessageCommand(input))).Messages ?? []
  }

  /** The one message that comes within a moment. */
  async one(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message> {
    const [message, ...others] = await this.receive(QueueUrl, more)
    assert.ok(message, 'no message came')
    assert.equal(others.length, 0, 'more than one message came')
    return message
  }

  /** What is there at this moment. */
  async now(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
    return await this.receive(QueueUrl, { WaitTimeSeconds: 0, ...more })
  }

  async delete(QueueUrl: string, { ReceiptHandle }: Message): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }

  async hide(QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number): Promise<void> {
    await this.client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
  }

  /** Waits, for what only time brings. */
  async seconds(count: number): Promise<void> {
    await pause(count * 1000)
  }

  /** Rejects unless the call is refused with one of these errors. */
  async refused(call: Promise<unknown>, ...names: string[]): Promise<void> {
    const error = await call.then(
      () => null,
      (error: unknown) => error as Error & { Code?: string; Error?: { Code?: string } }
    )
    assert.ok(error, 'the call was accepted')
    // The SDK knows some errors by two names: that of the model and that of the older protocol.
    const given = [error.name, error.Code, error.Error?.Code].map((name) => name?.split(/[.#]/).at(-1))
    assert.ok(
      names.some((name) => given.includes(name)),
      `refused with ${given.find((name) => name) ?? String(error)}`
    )
  }
}
