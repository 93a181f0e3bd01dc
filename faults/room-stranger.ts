import { randomBytes } from 'node:crypto'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient
} from '@aws-sdk/client-sqs'
import { v7 as uuidv7 } from 'uuid'
import { CALLER_TAG, callerOf } from '../src/local-backend/protocol/local-caller'
import { createLocalClient } from '../src/local-backend/sqs/sqs-client'
import type { LocalEndpoint } from '../src/local-backend/protocol/backend-protocol'
import { roomAnswerSchema } from '../src/shared/room'
import type { RoomAnswer } from '../src/shared/room-wire'
import { attributeNames, encodeBody, FORMAT_VERSION } from '../src/shared/message'

/** What came on a response queue about rooms. */
export interface Heard {
  readonly kind: string
  readonly inReplyTo: string
  readonly text: string
  readonly room: RoomAnswer
}

/** What a request says besides what it asks of rooms. */
export interface Spoken {
  readonly text?: string
  /** Of the request. */
  readonly id?: string
  readonly name?: string
  /** Named as the queue to answer on. */
  readonly replyTo?: string
  /** Beside what a client of ours writes into a body. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** Somebody with a key of their own and no ChatAPP, who writes into the request queue whatever they like. */
export class Stranger {
  readonly queue = `ChatAPP-responses-${randomBytes(6).toString('hex')}`
  readonly client: SQSClient
  private readonly keyId: string
  /** Of SQS, those that brought or moved a message: a send, a receive that was not empty, a deletion. */
  calls = 0
  private requests = ''
  private responses = ''
  private readonly heard: Heard[] = []

  constructor(
    readonly endpoint: LocalEndpoint,
    readonly name: string,
    /** Behind the installation's key id; as each profile has one when left out. */
    own = `P${randomBytes(16).toString('hex').toUpperCase()}`
  ) {
    this.keyId = `${endpoint.accessKeyId}${own}`
    this.client = createLocalClient({ ...endpoint, accessKeyId: this.keyId })
  }

  async arrive(): Promise<this> {
    this.requests = await this.urlOf('ChatAPP')
    // As an installation tags its own: it is nobody else's from then on.
    const caller = callerOf(this.keyId, this.endpoint.accessKeyId) ?? ''
    const { QueueUrl = '' } = await this.client.send(
      new CreateQueueCommand({ QueueName: this.queue, tags: { [CALLER_TAG]: caller } })
    )
    this.responses = QueueUrl
    return this
  }

  async urlOf(QueueName: string): Promise<string> {
    return (await this.client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? ''
  }

  /** Puts a request into the queue; resolves to its id and its body. */
  async say(room: object, spoken: Spoken = {}): Promise<{ id: string; body: string }> {
    const { text = '', id = uuidv7(), name = this.name, replyTo = this.queue, more = {} } = spoken
    const sender = { id: this.queue, name }
    const body = encodeBody({
      v: FORMAT_VERSION,
      id,
      conversationId: 'processor',
      sender,
      text,
      sentAt: Date.now(),
      room,
      ...more
    })
    await this.post(body, id, replyTo)
    return { id, body }
  }

  /** Puts a body into the request queue as it stands. */
  async post(MessageBody: string, id: string, replyTo = this.queue): Promise<void> {
    this.calls++
    await this.client.send(
      new SendMessageCommand({
        QueueUrl: this.requests,
        MessageBody,
        MessageAttributes: {
          [attributeNames.correlationId]: attribute(id),
          [attributeNames.replyTo]: attribute(replyTo)
        }
      })
    )
  }

  /** Asks, and waits for the answer. */
  async ask(room: object, spoken: Spoken = {}): Promise<Heard> {
    const { id } = await this.say(room, spoken)
    return await this.hear((one) => one.inReplyTo === id && one.kind !== 'room')
  }

  /** The next that is wanted of what comes; throws when it does not come in time. */
  async hear(isWanted: (one: Heard) => boolean, withinMs = 20_000): Promise<Heard> {
    const deadline = performance.now() + withinMs
    for (;;) {
      const at = this.heard.findIndex(isWanted)
      if (at >= 0) return this.heard.splice(at, 1)[0] as Heard
      if (performance.now() > deadline) throw new Error(`${this.name} heard nothing.`)
      await this.listen()
    }
  }

  /** Everything about rooms that has come and that nobody asked for. */
  async overheard(): Promise<readonly Heard[]> {
    await this.listen(0)
    return this.heard
  }

  private async listen(WaitTimeSeconds = 1): Promise<void> {
    const { Messages = [] } = await this.client.send(
      new ReceiveMessageCommand({ QueueUrl: this.responses, MaxNumberOfMessages: 10, WaitTimeSeconds })
    )
    if (Messages.length === 0) return
    // This receive, and the deletion that follows.
    this.calls += 2
    for (const { Body = '' } of Messages) {
      const { kind, inReplyTo, text, room } = JSON.parse(Body) as Heard
      if (room !== undefined) this.heard.push({ kind, inReplyTo, text, room: roomAnswerSchema.parse(room) })
    }
    await this.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.responses,
        Entries: Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }))
      })
    )
  }
}

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue })
