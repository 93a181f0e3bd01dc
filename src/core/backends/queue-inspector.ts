import type { SqsGateway } from './sqs-gateway'

/** A queue by what names it everywhere. */
export interface QueueRef {
  readonly name: string
  readonly region: string
  /** The account that owns it; null where it is the caller's own. */
  readonly account: string | null
}

/** Where a backend's queues are. */
export interface QueuePlace {
  readonly region: string
  readonly account: string | null
  /** The server in the place of AWS; null for AWS itself. */
  readonly endpoint: string | null
}

/** How a function takes messages from a queue. */
export interface QueueTrigger {
  /** What `update-event-source-mapping` is told; null where it cannot be changed so. */
  readonly id: string | null
  readonly functionArn: string
  readonly enabled: boolean
  readonly batchSize: number
  readonly windowSeconds: number
  /** Whether a function may say which messages of a batch failed. */
  readonly reportsFailures: boolean
  /** Batches at the same time, at most; null without a limit. */
  readonly maximumConcurrency: number | null
}

/** Reads a queue, its function and what is around them; changes nothing. Each rejects with a `ChatError`. */
export interface QueueInspector {
  /** Every attribute that the server tells of a queue. */
  attributes(queue: QueueRef): Promise<Readonly<Record<string, string>>>
  /** The names of queues whose dead letters go to this one. */
  sources(queue: QueueRef): Promise<readonly string[]>
  tags(queue: QueueRef): Promise<Readonly<Record<string, string>>>
  triggers(queueArn: string): Promise<readonly QueueTrigger[]>
  /** How long a function may run, in seconds. */
  functionTimeout(functionArn: string): Promise<number>
  /** Calls that are reserved for a function at the same time; null for none. */
  reservedConcurrency(functionArn: string): Promise<number | null>
  /** Calls of a function that were throttled in the last day. */
  throttles(functionArn: string): Promise<number>
  /** How long the oldest message has been there, in milliseconds; null for an empty queue, and where that is not told. */
  oldestMs(queue: QueueRef): Promise<number | null>
  close(): void
}

/** Every attribute of a queue. */
export async function readAttributes(
  gateway: SqsGateway,
  queue: string
): Promise<Readonly<Record<string, string>>> {
  const { Attributes = {} } = await gateway.call(queue, (QueueUrl, { sdk, sender }) =>
    sender.send(new sdk.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  )
  return Attributes
}

/** The names of queues whose dead letters go to a queue. */
export async function readSources(gateway: SqsGateway, queue: string): Promise<readonly string[]> {
  const { queueUrls = [] } = await gateway.call(queue, (QueueUrl, { sdk, sender }) =>
    sender.send(new sdk.ListDeadLetterSourceQueuesCommand({ QueueUrl }))
  )
  return queueUrls.map((url) => url.split('/').at(-1) ?? url)
}

/** The tags of a queue. */
export async function readTags(
  gateway: SqsGateway,
  queue: string
): Promise<Readonly<Record<string, string>>> {
  const { Tags = {} } = await gateway.call(queue, (QueueUrl, { sdk, sender }) =>
    sender.send(new sdk.ListQueueTagsCommand({ QueueUrl }))
  )
  return Tags
}

const arnPattern =
  /^arn:(?:aws|aws-cn|aws-us-gov|aws-eusc):sqs:([a-z0-9-]+):(\d{12}):([\w-]{1,80}(?:\.fifo)?)$/

/** What an ARN of a queue names; null for what is none. */
export function queueOfArn(arn: string): QueueRef | null {
  const [, region, account, name] = arnPattern.exec(arn) ?? []
  return region === undefined || account === undefined || name === undefined
    ? null
    : { name, region, account }
}
