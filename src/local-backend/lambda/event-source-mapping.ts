import type { ReceivedMessage } from '#fauxqs/sqs/sqsTypes.js'
import type { BackendTemplate } from '../protocol/backend-template'
import { pause } from '../../platform/pause'
import type { QueueCall } from '../sqs/queue-service'
import type { ReceiveOutput } from '../sqs/receive-message'
import { errorCodeOf } from './ensure-queues'
import { readBatchResponse, toSqsEvent, type BatchResponse, type EventSource } from './sqs-event'

export interface EventSourceMappingDeps {
  /** The queue that it takes from. */
  source: EventSource
  settings: MappingSettings
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
  /** Resolves when it may poll, with a signal that ends a poll once it may no longer; always when left out. */
  mayPoll?: () => Promise<AbortSignal>
  /** Told how each batch ended, in the place of a line about each that failed. */
  ended?: (outcome: BatchOutcome) => void
}

export interface MappingSettings extends Readonly<BackendTemplate['mapping']> {
  /** AWS: how long a batch is gathered, in seconds; 0: one receive is a batch. */
  readonly windowSeconds?: number
  /** Keeps the messages of a batch hidden for as long as it lasts, however long: so many seconds at a time. */
  readonly holdSeconds?: number
}

export interface BatchOutcome {
  readonly messages: number
  readonly failed: number
  readonly ms: number
  /** Why all of it failed, where the function did not say which. */
  readonly reason: string | null
}

/** AWS: one receive returns at most ten messages, and one call takes as many. */
const MAX_RECEIVE = 10
/** AWS: a batch is not gathered beyond 6 MB. */
const MAX_GATHERED = 6 * 1_048_576
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
      const until = await this.deps.mayPoll?.()
      if (this.stopping.signal.aborted) return
      try {
        await this.poll(url, until)
      } catch (error) {
        if (until?.aborted) continue
        await this.backOff(error)
        if (errorCodeOf(error) === 'QueueDoesNotExist') url = await this.provisionAgain(url)
      }
    }
  }

  private async poll(url: string, until?: AbortSignal): Promise<void> {
    const { waitSeconds = 20 } = this.deps
    const started = performance.now()
    const messages = await this.gather(url, until)
    if (messages.length === 0) this.suspects = 0
    if (messages.length > 0) {
      const batch = this.process(url, messages).finally(() => {
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

  /** A batch: what one receive brings, or, with a window, what comes until that is over or the batch is full. */
  private async gather(url: string, until?: AbortSignal): Promise<readonly ReceivedMessage[]> {
    const { settings, waitSeconds = 20 } = this.deps
    const most = this.suspects > 0 ? 1 : settings.batchSize
    const messages = await this.receive({ url, most, waitSeconds }, until)
    const over = performance.now() + (settings.windowSeconds ?? 0) * 1000
    let size = sizeOf(messages)
    while (messages.length > 0 && messages.length < most && size < MAX_GATHERED) {
      const left = over - performance.now()
      if (left <= 0 || until?.aborted || this.stopping.signal.aborted) break
      const wait = Math.min(Math.ceil(left / 1000), 20)
      // Whatever hinders it, what is here already is a batch.
      const more = await this.receive({ url, most: most - messages.length, waitSeconds: wait }, until).catch(
        () => null
      )
      if (more === null) break
      messages.push(...more)
      size += sizeOf(more)
    }
    return messages
  }

  private async receive(
    { url, most, waitSeconds }: { url: string; most: number; waitSeconds: number },
    until?: AbortSignal
  ): Promise<ReceivedMessage[]> {
    const body = {
      QueueUrl: url,
      MaxNumberOfMessages: Math.min(most, MAX_RECEIVE),
      WaitTimeSeconds: waitSeconds,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All']
    }
    const received: ReceiveOutput = await this.deps.call('ReceiveMessage', body, until)
    return received.Messages ?? []
  }

  private async process(url: string, messages: readonly ReceivedMessage[]): Promise<void> {
    const { source, settings, invoke, log, ended } = this.deps
    const ids = messages.map(({ MessageId }) => MessageId)
    const event = toSqsEvent(messages, source)
    const startedAt = performance.now()
    const held = this.hold(url, messages)
    let response: BatchResponse
    try {
      const payload = await invoke(JSON.stringify(event))
      response = settings.reportsBatchItemFailures
        ? readBatchResponse(payload, ids)
        : { failed: new Set(), refused: null }
    } catch (error) {
      response = { failed: new Set(ids), refused: reasonOf(error) }
      if (!ended)
        log(`event source mapping: the function failed with a batch of ${ids.length}: ${response.refused}`)
    } finally {
      clearInterval(held)
    }
    const { failed, refused: reason } = response
    ended?.({ messages: ids.length, failed: failed.size, ms: performance.now() - startedAt, reason })
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId))
    for (const part of inParts(done)) {
      const deletion = this.delete(url, part).finally(() => this.deletes.delete(deletion))
      this.deletes.add(deletion)
    }
  }

  /** Keeps messages hidden while somebody stands at a breakpoint. */
  private hold(url: string, messages: readonly ReceivedMessage[]): NodeJS.Timeout | undefined {
    const { holdSeconds } = this.deps.settings
    if (holdSeconds === undefined) return undefined
    const again = (): void => {
      for (const part of inParts(messages)) {
        const Entries = part.map(({ ReceiptHandle }, index) => ({
          Id: String(index),
          ReceiptHandle,
          VisibilityTimeout: holdSeconds
        }))
        this.deps.call('ChangeMessageVisibilityBatch', { QueueUrl: url, Entries }).catch((error: unknown) => {
          this.deps.log(`event source mapping: a batch could not be kept hidden: ${reasonOf(error)}`)
        })
      }
    }
    return setInterval(again, (holdSeconds * 1000) / 2)
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

/** As many as one call takes. */
const inParts = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / MAX_RECEIVE) }, (_, part) =>
    all.slice(part * MAX_RECEIVE, (part + 1) * MAX_RECEIVE)
  )

const sizeOf = (messages: readonly ReceivedMessage[]): number =>
  messages.reduce((size, { Body }) => size + Body.length, 0)

const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${errorCodeOf(error)}: ${error.message}` : String(error)
