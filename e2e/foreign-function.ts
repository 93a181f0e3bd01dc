import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient
} from '@aws-sdk/client-sqs'
import { expect, type RunningApp } from './app'

interface Endpoint {
  url: string
  region: string
  accessKeyId: string
  secretAccessKey: string
}

/** A function of somebody else beside the app: it takes its own JSON from `orders` and answers on `orders-replies`. */
export class ForeignFunction {
  /** What it was asked, as it stood on the wire. */
  readonly asked: string[] = []
  private readonly stopped = new AbortController()
  private working: Promise<void> = Promise.resolve()

  private constructor(
    private readonly client: SQSClient,
    private readonly urls: { readonly orders: string; readonly replies: string }
  ) {}

  /** Makes its queues in the local backend of an app that runs. */
  static async beside(app: RunningApp): Promise<ForeignFunction> {
    const file = join(app.home, 'local-backend', 'endpoint.json')
    await expect.poll(() => existsSync(file), { timeout: 20_000 }).toBe(true)
    const { url, region, accessKeyId, secretAccessKey } = JSON.parse(readFileSync(file, 'utf8')) as Endpoint
    const client = new SQSClient({ endpoint: url, region, credentials: { accessKeyId, secretAccessKey } })
    const make = async (QueueName: string): Promise<string> =>
      (await client.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? ''
    return new ForeignFunction(client, {
      orders: await make('orders'),
      replies: await make('orders-replies')
    })
  }

  /** Begins to answer. */
  start(): this {
    this.working = this.work().catch((error: unknown) => {
      if (!this.stopped.signal.aborted) throw error
    })
    return this
  }

  /** Puts something on the reply queue that nobody asked for. */
  async say(body: string): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.urls.replies, MessageBody: body }))
  }

  async stop(): Promise<void> {
    this.stopped.abort()
    await this.working
    this.client.destroy()
  }

  private async work(): Promise<void> {
    const { orders, replies } = this.urls
    const abortSignal = this.stopped.signal
    while (!abortSignal.aborted) {
      const { Messages = [] } = await this.client.send(
        new ReceiveMessageCommand({ QueueUrl: orders, WaitTimeSeconds: 5 }),
        { abortSignal }
      )
      for (const { Body = '', ReceiptHandle } of Messages) {
        this.asked.push(Body)
        const { order, question } = JSON.parse(Body) as { order: string; question: string }
        const answer = { order, answer: { text: `${question.length} characters` } }
        await this.client.send(
          new SendMessageCommand({ QueueUrl: replies, MessageBody: JSON.stringify(answer) })
        )
        await this.client.send(new DeleteMessageCommand({ QueueUrl: orders, ReceiptHandle }))
      }
    }
  }
}
