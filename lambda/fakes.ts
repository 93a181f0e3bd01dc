import type { SQSRecord } from 'aws-lambda'
import type { ReplyBody, RequestBody } from '../src/shared/message'
import { encodeBody } from '../src/shared/wire'
import { readDelivery, type Delivery } from './delivery'
import { handlers } from './handler-list'
import type { HandlerContext, Incoming } from './message-handler'
import type { BatchDeps } from './process-batch'
import type { ReplyQueues, Sent } from './reply-queues'
import { createRouter } from './route'
import type { OutgoingReply } from './write-reply'

/** Everything in these tests happens at this moment, unless a test says otherwise. */
export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678)

export const REQUEST_ID = '01932c07-209c-7b5f-9a3e-1d2c3b4a5f60'

export const aRequest = (change: Partial<RequestBody> = {}): RequestBody => ({
  v: 1,
  id: REQUEST_ID,
  conversationId: 'processor',
  sender: { id: 'install-1', name: 'Ada' },
  text: 'hello',
  sentAt: NOW - 20,
  ...change
})

export interface RecordChange {
  body?: string
  replyTo?: string
  correlationId?: string
  attempts?: number
  messageId?: string
  queue?: string
  group?: string
  /** Further message attributes. */
  attributes?: SQSRecord['messageAttributes']
}

export function aRecord(change: RecordChange = {}): SQSRecord {
  const { replyTo, correlationId, messageId = 'sqs-1', queue = 'ChatAPP', group, attempts = 1 } = change
  return {
    messageId,
    receiptHandle: `handle-of-${messageId}`,
    body: change.body ?? encodeBody(aRequest()),
    attributes: {
      ApproximateReceiveCount: String(attempts),
      SentTimestamp: String(NOW - 10),
      SenderId: 'AIDA',
      ApproximateFirstReceiveTimestamp: String(NOW - 2),
      ...(group === undefined ? {} : { MessageGroupId: group })
    },
    messageAttributes: {
      ...change.attributes,
      ...Object.fromEntries(
        Object.entries({ replyTo, correlationId }).flatMap(([name, stringValue]) =>
          stringValue === undefined ? [] : [[name, { stringValue, dataType: 'String' }]]
        )
      )
    },
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-1:123456789012:${queue}`,
    awsRegion: 'eu-west-1'
  }
}

export const aDelivery = (change: RecordChange = {}): Delivery =>
  readDelivery(aRecord(change), 'ChatAPP-responses')

/** A delivery of a request of ours that wants its answer on its own response queue. */
export const aChatDelivery = (text: string, change: RecordChange = {}): Delivery =>
  aDelivery({ body: encodeBody(aRequest({ text })), replyTo: 'ChatAPP-responses-install-1', ...change })

/** Response queues in memory; `results` decides what becomes of a reply. */
class FakeQueues implements ReplyQueues {
  readonly sent: OutgoingReply[] = []
  readonly retries: { queue: string; receiptHandle: string; seconds: number }[] = []

  constructor(private readonly result: (reply: OutgoingReply) => Sent = () => ({ status: 'sent' })) {}

  get bodies(): ReplyBody[] {
    return this.sent.map(({ body }) => JSON.parse(body) as ReplyBody)
  }

  send(reply: OutgoingReply): Promise<Sent> {
    this.sent.push(reply)
    return Promise.resolve(this.result(reply))
  }

  retryAfter(queue: string, receiptHandle: string, seconds: number): Promise<void> {
    this.retries.push({ queue, receiptHandle, seconds })
    return Promise.resolve()
  }
}

export const identity = {
  functionName: 'MessageProcessor',
  region: 'eu-west-1',
  accountId: '123456789012',
  awsRequestId: 'aws-1'
}

const commands = handlers.filter((handler) => handler.command !== null)

export function setup(change: Partial<BatchDeps> & { result?: (reply: OutgoingReply) => Sent } = {}) {
  const queues = new FakeQueues(change.result)
  const lines: string[] = []
  const deps: BatchDeps = {
    queues,
    route: createRouter(handlers),
    commands,
    identity,
    now: () => NOW,
    timeLeft: () => 5000,
    maxReceiveCount: 5,
    writeLine: (line) => lines.push(line),
    rooms: () => Promise.reject(new Error('no rooms here')),
    ...change
  }
  const linesThat = (begin: boolean): Record<string, unknown>[] =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ message }) => (message === 'batch') === begin)
  return { deps, queues, lines, log: () => linesThat(false), begun: () => linesThat(true) }
}

export const anIncoming = (change: Partial<Incoming> = {}): Incoming => ({
  id: REQUEST_ID,
  conversationId: 'processor',
  sender: { id: 'install-1', name: 'Ada' },
  text: 'hello',
  argument: change.text ?? 'hello',
  queuedAt: NOW - 10,
  attempts: 1,
  attributes: {},
  traceparent: null,
  replyQueue: 'ChatAPP-responses-install-1',
  ...change
})

export const aContext = (): HandlerContext => ({
  ...identity,
  now: () => NOW,
  log: () => {},
  signal: new AbortController().signal,
  progress: () => {},
  commands
})
