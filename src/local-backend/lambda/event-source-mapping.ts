import {
  DeleteMessageBatchCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  type Message,
  type SQSClient
} from '@aws-sdk/client-sqs'
import type { BackendTemplate } from '../protocol/backend-template'
import { pause } from '../../platform/pause'
import { provisionQueues } from '../sqs/provision-queues'
import { failedIds, toSqsEvent } from './sqs-event'

export interface EventSourceMappingDeps {
  template: Pick<BackendTemplate, 'queues' | 'mapping' | 'region'>
  /** Used for polling only: a poll holds its connection for 20 seconds. */
  pollClient: SQSClient
  client: SQSClient
  /** Runs the function with an event's JSON and returns its answer's JSON; rejects when it failed. */
  invoke: (event: string) => Promise<string>
  log: (line: string) => void
  /** Messages that were worked on when the last process died: this many are taken one by one first. */
  suspects?: number
  /** Long-poll time in seconds; 20 unless a test says otherwise. */
  waitSeconds?: number
}

/** AWS: one receive returns at most ten messages. */
const MAX_RECEIVE = 10
const FIRST_BACKOFF_MS = 100
const MAX_BACKOFF_MS = 5000

/**
 * Polls the request queue and gives batches to the function, as AWS' event source mapping does.
 *
 * A message is deleted only after the function succeeded with it; one that failed comes back when its visibility
 * timeout ends. Polls again at once while batches are worked on, up to `MaximumConcurrency` of them. A missing queue is
 * created anew; no error makes a tight loop.
 *
 * After a death of the process it takes what was in flight one by one: a message that kills the process then spends
 * only its own attempts, and those that were in flight with it do not end in the dead-letter queue unheard.
 */
export class EventSourceMapping {
  private readonly stopping = new AbortController()
  private readonly batches = new Set<Promise<void>>()
  private readonly deletes = new Set<Promise<void>>()
  private running: Promise<void> | null = null
  private failures = 0
  private slotFreed: () => void = () => {}
  private suspects: number

  constructor(private readonly deps: EventSourceMappingDeps) {
    this.suspects = deps.suspects ?? 0
  }

  /** Creates the queues and begins to poll. Rejects when the queues cannot be created. */
  async start(): Promise<void> {
    const { request } = await provisionQueues(this.deps.client, this.deps.template)
    this.running ??= this.run(request)
  }

  /** Polls no more; resolves when the last poll has returned and no batch or deletion is in flight. */
  async stop(): Promise<void> {
    this.stopping.abort()
    this.slotFreed()
    await this.running
    await Promise.all(this.batches)
    await Promise.all(this.deletes)
  }

  private async run(firstUrl: string): Promise<void> {
    let url = firstUrl
    while (!this.stopping.signal.aborted) {
      const { maximumConcurrency } = this.deps.template.mapping
      if (this.batches.size >= (this.suspects > 0 ? 1 : maximumConcurrency)) {
        await new Promise<void>((resolve) => (this.slotFreed = resolve))
        continue
      }
      try {
        await this.poll(url)
      } catch (error) {
        await this.backOff(error)
        if (error instanceof QueueDoesNotExist) url = await this.provisionAgain(url)
      }
    }
  }

  private async poll(url: string): Promise<void> {
    const { pollClient, template, waitSeconds = 20 } = this.deps
    const started = performance.now()
    const { Messages = [] } = await pollClient.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: this.suspects > 0 ? 1 : Math.min(template.mapping.batchSize, MAX_RECEIVE),
        WaitTimeSeconds: waitSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All']
      })
    )
    if (Messages.length === 0) this.suspects = 0
    if (Messages.length > 0) {
      const batch = this.process(url, Messages).finally(() => {
        this.batches.delete(batch)
        this.suspects = Math.max(0, this.suspects - 1)
        this.slotFreed()
      })
      this.batches.add(batch)
    } else if (performance.now() - started < waitSeconds * 500) {
      throw new Error('The queue server ended a long poll early.')
    }
    if (this.failures > 0) this.deps.log('event source mapping: polling again')
    this.failures = 0
  }

  private async process(url: string, messages: readonly Message[]): Promise<void> {
    const { template, invoke, log } = this.deps
    const ids = messages.map(({ MessageId = '' }) => MessageId)
    const event = toSqsEvent(messages, { arn: template.queues.request.arn, region: template.region })
    let failed: ReadonlySet<string>
    try {
      const payload = await invoke(JSON.stringify(event))
      failed = template.mapping.reportsBatchItemFailures ? failedIds(payload, ids) : new Set()
    } catch (error) {
      failed = new Set(ids)
      log(`event source mapping: the function failed with a batch of ${ids.length}: ${reasonOf(error)}`)
    }
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId))
    if (done.length === 0) return
    const deletion = this.delete(url, done).finally(() => this.deletes.delete(deletion))
    this.deletes.add(deletion)
  }

  /** A deletion that fails costs a redelivery, which the function recognises; it never costs the mapping. */
  private async delete(url: string, messages: readonly Message[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    try {
      const { Failed = [] } = await this.deps.client.send(
        new DeleteMessageBatchCommand({ QueueUrl: url, Entries })
      )
      if (Failed.length > 0) this.deps.log(`event source mapping: ${Failed.length} messages were not deleted`)
    } catch (error) {
      this.deps.log(`event source mapping: ${Entries.length} messages were not deleted: ${reasonOf(error)}`)
    }
  }

  private async backOff(error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return
    if (this.failures === 0) this.deps.log(`event source mapping: cannot poll: ${reasonOf(error)}`)
    const most = Math.min(FIRST_BACKOFF_MS * 2 ** this.failures++, MAX_BACKOFF_MS)
    const wait = most / 2 + (Math.random() * most) / 2
    await pause(wait, this.stopping.signal)
  }

  /** AWS and the local server refuse the name of a queue for 60 s after its deletion; until then this keeps failing. */
  private async provisionAgain(url: string): Promise<string> {
    try {
      const { request } = await provisionQueues(this.deps.client, this.deps.template)
      return request
    } catch (error) {
      await this.backOff(error)
      return url
    }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error)
