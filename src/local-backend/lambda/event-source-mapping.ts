import type { ReceivedMessage } from '#fauxqs/sqs/sqsTypes.js'
import type { BackendTemplate } from '../protocol/backend-template'
import { pause } from '../../platform/pause'
import type { QueueCall } from '../sqs/queue-service'
import type { ReceiveOutput } from '../sqs/receive-message'
import { errorCodeOf } from './ensure-queues'
import { failedIds, toSqsEvent, type EventSource } from './sqs-event'

export interface EventSourceMappingDeps {
  /** The queue that it takes from. */
  source: EventSource
  settings: BackendTemplate['mapping']
  /** Makes the queue exist, or finds it; resolves with its URL. Asked again when it is missing. */
  provision: () => Promise<string>
  /** Reaches the queues: those of its own process, or of a server (`clientCall`). */
  call: QueueCall
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
 * Polls a queue and gives batches to the function, as AWS' event source mapping does.
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

  /** Provides for the queue and begins to poll. Rejects when there cannot be one. */
  async start(): Promise<void> {
    const url = await this.deps.provision()
    this.running ??= this.run(url)
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
      const { maximumConcurrency } = this.deps.settings
      if (this.batches.size >= (this.suspects > 0 ? 1 : maximumConcurrency)) {
        await new Promise<void>((resolve) => (this.slotFreed = resolve))
        continue
      }
      try {
        await this.poll(url)
      } catch (error) {
        await this.backOff(error)
        if (errorCodeOf(error) === 'QueueDoesNotExist') url = await this.provisionAgain(url)
      }
    }
  }

  private async poll(url: string): Promise<void> {
    const { call, settings, waitSeconds = 20 } = this.deps
    const started = performance.now()
    const received: ReceiveOutput = await call('ReceiveMessage', {
      QueueUrl: url,
      MaxNumberOfMessages: this.suspects > 0 ? 1 : Math.min(settings.batchSize, MAX_RECEIVE),
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All']
    })
    const { Messages = [] } = received
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

  private async process(url: string, messages: readonly ReceivedMessage[]): Promise<void> {
    const { source, settings, invoke, log } = this.deps
    const ids = messages.map(({ MessageId }) => MessageId)
    const event = toSqsEvent(messages, source)
    let failed: ReadonlySet<string>
    try {
      const payload = await invoke(JSON.stringify(event))
      failed = settings.reportsBatchItemFailures ? failedIds(payload, ids) : new Set()
    } catch (error) {
      failed = new Set(ids)
      log(`event source mapping: the function failed with a batch of ${ids.length}: ${reasonOf(error)}`)
    }
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId))
    if (done.length === 0) return
    const deletion = this.delete(url, done).finally(() => this.deletes.delete(deletion))
    this.deletes.add(deletion)
  }

  /** A deletion that fails costs a redelivery, which the function recognises; it never costs the mapping. */
  private async delete(url: string, messages: readonly ReceivedMessage[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    try {
      await this.deps.call('DeleteMessageBatch', { QueueUrl: url, Entries })
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
      return await this.deps.provision()
    } catch (error) {
      await this.backOff(error)
      return url
    }
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${errorCodeOf(error)}: ${error.message}` : String(error)
