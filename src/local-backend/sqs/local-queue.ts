import { randomUUID } from 'node:crypto'
import { SqsQueue } from '#fauxqs/sqs/sqsStore.js'
import type { ReceivedMessage } from '#fauxqs/sqs/sqsTypes.js'
import { removable } from './queue-attributes'
import { publicMessageId } from '../faults/fault-lab'
import { startTimer, type Timer } from '../../shared/timer'
import {
  DEDUPLICATION_WINDOW_MS,
  type DeduplicationEntry,
  type LocalPersistence,
  type MessageExtras
} from './local-persistence'

export type QueueMessage = Parameters<SqsQueue['enqueue']>[0] & MessageExtras
type DequeueArguments = Parameters<SqsQueue['dequeue']>

const RETENTION_CHECK_MS = 1000

/**
 * One queue of the local backend: a fauxqs queue that forgets nobody and keeps nothing for ever.
 *
 * A waiting poll leaves the queue the moment its client is gone. Timers run only while somebody waits, and exactly
 * when the next message becomes visible, instead of every 20 ms. Messages older than the retention period are dropped.
 */
export class LocalQueue extends SqsQueue {
  declare persistence?: LocalPersistence
  /** Asked before anything is judged by the time; see `LocalStore`. */
  lookAtClock: () => void = () => {}
  /** When the next hidden message becomes visible; 0 means "look". */
  #dueAt = 0
  #dueTimer: Timer | undefined
  #expiredAt = 0
  readonly #sentBefore = new Map<string, DeduplicationEntry>()
  /** What a receive of this attempt id has given; see `repeated`. */
  readonly #attempts = new Map<string, readonly ReceivedMessage[]>()
  /** When it was purged last, by the clock that nobody sets. */
  purgedAt = -Infinity
  /** The handle under which a message was given out that is visible again: good until it is given out anew. */
  readonly #lateHandles = new Map<string, QueueMessage>()

  override enqueue(message: QueueMessage): void {
    if (this.isFifo()) this.#waitForGroup(message)
    super.enqueue(message)
    if (message.delayUntil !== undefined) this.#wakeAt(message.delayUntil)
  }

  /** On a FIFO queue nothing becomes visible before what was sent earlier in its group. */
  #waitForGroup(message: QueueMessage): void {
    const before = this.fifoDelayed.get(message.messageGroupId ?? '__default')?.at(-1)?.delayUntil
    if (before !== undefined && before > (message.delayUntil ?? 0)) message.delayUntil = before
  }

  override dequeue(...args: DequeueArguments): ReturnType<SqsQueue['dequeue']> {
    if (Date.now() - this.#expiredAt >= RETENTION_CHECK_MS) this.expire()
    const [maxCount, visibilityTimeout, resolver] = args
    const marking: DequeueArguments = [maxCount, visibilityTimeout, resolver && this.#givingUpTo(resolver)]
    const received = super.dequeue(...marking)
    if (this.isFifo()) this.#fillFromOwnGroups(received, marking)
    this.#forgetLateHandles(received)
    for (const message of received) {
      message.MessageId = publicMessageId(message.MessageId)
      this.#wakeAt(this.inflightMessages.get(message.ReceiptHandle)?.visibilityDeadline ?? Infinity)
    }
    return received
  }

  /**
   * AWS: who repeats a receive on a FIFO queue with its attempt id, because the answer was lost, is given the same
   * messages under the same handles, as long as all of them are hidden still.
   */
  repeated(attemptId: string, visibilityTimeout: number | undefined): readonly ReceivedMessage[] | null {
    this.processTimers()
    const given = this.#attempts.get(attemptId)
    if (!given?.every(({ ReceiptHandle }) => this.inflightMessages.has(ReceiptHandle))) return null
    const seconds = visibilityTimeout ?? Number(this.attributes['VisibilityTimeout'])
    for (const { ReceiptHandle } of given) this.changeVisibility(ReceiptHandle, Math.max(seconds, 1))
    return given
  }

  /** From now on a receive with this attempt id is one that was made before. */
  rememberAttempt(attemptId: string, given: readonly ReceivedMessage[]): void {
    for (const [id, messages] of this.#attempts)
      if (messages.every(({ ReceiptHandle }) => !this.inflightMessages.has(ReceiptHandle)))
        this.#attempts.delete(id)
    this.#attempts.set(attemptId, structuredClone(given))
  }

  #forgetLateHandles(received: readonly { ReceiptHandle: string }[]): void {
    if (this.#lateHandles.size === 0) return
    const given = new Set(
      received.map(({ ReceiptHandle }) => this.inflightMessages.get(ReceiptHandle)?.message)
    )
    const waiting = new Set(this.messages)
    for (const [handle, message] of this.#lateHandles)
      if (given.has(message) || !waiting.has(message)) this.#lateHandles.delete(handle)
  }

  /** A dead-letter queue remembers which queue gave a message up: a move without a destination brings it back there. */
  #givingUpTo(resolver: NonNullable<DequeueArguments[2]>): NonNullable<DequeueArguments[2]> {
    return (arn) => {
      const queue = resolver(arn)
      if (!(queue instanceof LocalQueue)) return queue
      const enqueue = (message: QueueMessage): void => {
        message.deadLetterSource = this.arn
        queue.enqueue(message)
      }
      return { enqueue } as LocalQueue
    }
  }

  /** The message that has waited longest and may be handed out; it stays where it is. */
  oldest(): QueueMessage | undefined {
    this.processTimers()
    if (!this.isFifo()) return this.messages[0]
    for (const [group, messages] of this.fifoMessages) {
      if (messages.length > 0 && !this.fifoLockedGroups.has(group)) return messages[0]
    }
    return undefined
  }

  /** When the oldest message was sent, whether it waits, is hidden or held back; Infinity when there is none. */
  oldestSentAt(): number {
    this.expire()
    const groups = [...this.fifoMessages.values(), ...this.fifoDelayed.values()]
    let oldest = Infinity
    for (const messages of [this.messages, this.delayedMessages, ...groups])
      for (const { sentTimestamp } of messages) oldest = Math.min(oldest, sentTimestamp)
    for (const { message } of this.inflightMessages.values()) oldest = Math.min(oldest, message.sentTimestamp)
    return oldest
  }

  /** Takes a message out of the queue for good that `oldest` or `inspectMessages` has told as ready. */
  remove(message: QueueMessage): void {
    const group = this.fifoMessages.get(message.messageGroupId ?? '__default') ?? []
    const messages = this.isFifo() ? group : this.messages
    const index = messages.indexOf(message)
    if (index === -1) return
    messages.splice(index, 1)
    if (group.length === 0) this.fifoMessages.delete(message.messageGroupId ?? '__default')
    this.persistence?.deleteMessage(message.messageId)
  }

  /**
   * Hides a message that is ready, chosen by its id, and returns its receipt handle; it is not counted as received.
   * Undefined when no ready message has this id.
   */
  hold(messageId: string, seconds: number): string | undefined {
    const message = this.messages.find((one) => one.messageId === messageId)
    if (!message) return undefined
    const receiptHandle = randomUUID()
    const visibilityDeadline = Date.now() + seconds * 1000
    this.messages.splice(this.messages.indexOf(message), 1)
    this.inflightMessages.set(receiptHandle, { message, receiptHandle, visibilityDeadline })
    const { approximateReceiveCount: count, approximateFirstReceiveTimestamp: first } = message
    this.persistence?.updateMessageInflight(messageId, receiptHandle, visibilityDeadline, count, first ?? 0)
    this.#wakeAt(visibilityDeadline)
    return receiptHandle
  }

  /**
   * AWS: one receive may return several messages of a group, in order; fauxqs stops at the first.
   *
   * The groups of what was just received were free before, so their locks are this receive's own.
   */
  #fillFromOwnGroups(
    received: ReturnType<SqsQueue['dequeue']>,
    [maxCount, visibilityTimeout, resolver]: DequeueArguments
  ): void {
    // A timeout of 0 would give the same message again and again.
    if ((visibilityTimeout ?? Number(this.attributes['VisibilityTimeout'])) <= 0) return
    const groups = new Set(received.map(({ ReceiptHandle }) => this.#groupOf(ReceiptHandle)))
    for (let found = received.length; found > 0 && received.length < Math.min(maxCount, 10);) {
      const locks = [...groups].map((group): [string, number] => [
        group,
        this.fifoLockedGroups.get(group) ?? 0
      ])
      for (const [group] of locks) this.fifoLockedGroups.delete(group)
      const more = super.dequeue(maxCount - received.length, visibilityTimeout, resolver)
      for (const [group, count] of locks) {
        this.fifoLockedGroups.set(group, count + (this.fifoLockedGroups.get(group) ?? 0))
      }
      for (const { ReceiptHandle } of more) groups.add(this.#groupOf(ReceiptHandle))
      received.push(...more)
      found = more.length
    }
  }

  #groupOf(receiptHandle: string): string {
    return this.inflightMessages.get(receiptHandle)?.message.messageGroupId ?? '__default'
  }

  /** What comes back stands in its group where it was sent, not in the order in which it came back. */
  #keepGroupOrder(): void {
    for (const group of this.fifoMessages.values()) {
      group.sort((a, b) => Number(a.sequenceNumber) - Number(b.sequenceNumber))
    }
  }

  override processTimers(): void {
    const hidden = this.inflightMessages.size
    this.#keepLateHandles()
    super.processTimers()
    if (this.isFifo() && this.inflightMessages.size < hidden) this.#keepGroupOrder()
  }

  /** AWS: who is late may still delete its message, as long as nobody else has received it. Not on a FIFO queue. */
  #keepLateHandles(): void {
    if (this.isFifo()) return
    const now = Date.now()
    for (const [handle, { message, visibilityDeadline }] of this.inflightMessages) {
      if (visibilityDeadline <= now) this.#lateHandles.set(handle, message)
    }
  }

  override deleteMessage(receiptHandle: string): boolean {
    const late = this.#lateHandles.get(receiptHandle)
    if (!late) return super.deleteMessage(receiptHandle)
    this.#lateHandles.delete(receiptHandle)
    this.remove(late)
    return true
  }

  override setAttributes(attributes: Record<string, string>): void {
    super.setAttributes(attributes)
    const removed = removable.filter((name) => attributes[name] === '')
    if (removed.length === 0) return
    for (const name of removed) delete this.attributes[name]
    this.persistence?.updateQueueAttributes(this.name, this.attributes, this.lastModifiedTimestamp)
  }

  override changeVisibility(receiptHandle: string, seconds: number): void {
    super.changeVisibility(receiptHandle, seconds)
    if (seconds === 0 && this.isFifo()) this.#keepGroupOrder()
    if (seconds > 0) this.#wakeAt(Date.now() + seconds * 1000)
  }

  override checkDeduplication(dedupId: string): ReturnType<SqsQueue['checkDeduplication']> {
    const known = this.#sentBefore.get(dedupId)
    if (!known || Date.now() - known.recordedAt >= DEDUPLICATION_WINDOW_MS) return { isDuplicate: false }
    const { messageId, sequenceNumber } = known
    return { isDuplicate: true, originalMessageId: messageId, originalSequenceNumber: sequenceNumber }
  }

  override recordDeduplication(dedupId: string, messageId: string, sequenceNumber: string): void {
    const entry = { dedupId, messageId, sequenceNumber, recordedAt: Date.now() }
    this.remember(entry)
    this.persistence?.recordDeduplication(this.name, entry)
  }

  /** From now on a message with this id is one that was sent before. */
  remember(entry: DeduplicationEntry): void {
    this.#sentBefore.set(entry.dedupId, entry)
  }

  /** Resolves when there may be work, after `ms`, or when the signal fires: then the waiter is gone at once. */
  waitForWork(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const settle = (): void => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = (): void => {
        const index = this.pollWaiters.indexOf(waiter)
        if (index !== -1) this.pollWaiters.splice(index, 1)
        clearTimeout(waiter.timer)
        settle()
      }
      const waiter = { resolve: settle, timer: setTimeout(leave, ms) }
      // What came since this poll last looked has told nobody: its look was still being committed.
      if (signal.aborted || this.#hasVisible()) return leave()
      signal.addEventListener('abort', leave, { once: true })
      this.pollWaiters.push(waiter)
      this.#arm()
    })
  }

  #hasVisible(): boolean {
    if (!this.isFifo()) return this.messages.length > 0
    return [...this.fifoMessages].some(
      ([group, messages]) => messages.length > 0 && !this.fifoLockedGroups.has(group)
    )
  }

  /** Drops what is older than the queue's retention period. What is in flight stays until it comes back. */
  expire(): void {
    this.#expiredAt = Date.now()
    const oldest = this.#expiredAt - Number(this.attributes['MessageRetentionPeriod']) * 1000
    const expired: string[] = []
    const kept = (messages: QueueMessage[]): QueueMessage[] => {
      if (!messages.some((message) => message.sentTimestamp < oldest)) return messages
      expired.push(...messages.filter((message) => message.sentTimestamp < oldest).map((m) => m.messageId))
      return messages.filter((message) => message.sentTimestamp >= oldest)
    }
    this.messages = kept(this.messages)
    this.delayedMessages = kept(this.delayedMessages)
    for (const groups of [this.fifoMessages, this.fifoDelayed]) {
      for (const [group, messages] of groups) groups.set(group, kept(messages))
    }
    for (const messageId of expired) this.persistence?.deleteMessage(messageId)
    for (const dedupId of this.#sentBefore.keys()) {
      if (this.checkDeduplication(dedupId).isDuplicate) break
      this.#sentBefore.delete(dedupId)
    }
  }

  /** The wall clock was set: every delay, lease, age and deduplication goes on as if it had not been. */
  clockSet(byMs: number): void {
    for (const lease of this.inflightMessages.values()) {
      lease.visibilityDeadline += byMs
      shift(lease.message, byMs)
    }
    const groups = [...this.fifoMessages.values(), ...this.fifoDelayed.values()]
    for (const messages of [this.messages, this.delayedMessages, ...groups])
      for (const message of messages) shift(message, byMs)
    for (const entry of this.#sentBefore.values()) entry.recordedAt += byMs
    this.#expiredAt += byMs
    if (this.#dueAt !== Infinity) this.#dueAt += byMs
    this.#arm()
  }

  #wakeAt(time: number): void {
    if (time >= this.#dueAt) return
    this.#dueAt = time
    this.#arm()
  }

  #arm(): void {
    this.#dueTimer?.cancel()
    if (this.pollWaiters.length === 0 || this.#dueAt === Infinity) return
    this.#dueTimer = startTimer(this.#dueAt - Date.now(), () => this.#due())
  }

  #due(): void {
    this.lookAtClock()
    this.processTimers()
    this.#dueAt = Infinity
    for (const { visibilityDeadline } of this.inflightMessages.values()) {
      if (visibilityDeadline < this.#dueAt) this.#dueAt = visibilityDeadline
    }
    for (const delayed of [this.delayedMessages, ...this.fifoDelayed.values()]) {
      for (const { delayUntil = Infinity } of delayed) if (delayUntil < this.#dueAt) this.#dueAt = delayUntil
    }
    this.#arm()
  }
}

function shift(message: QueueMessage, byMs: number): void {
  message.sentTimestamp += byMs
  if (message.delayUntil !== undefined) message.delayUntil += byMs
  if (message.approximateFirstReceiveTimestamp !== undefined) message.approximateFirstReceiveTimestamp += byMs
}
