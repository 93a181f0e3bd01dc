import type { Clock } from '../../shared/clock'
import { ChatError } from '../../shared/errors'
import { ATTRIBUTE_RESERVE_BYTES } from '../../shared/message'
import { attributesSize } from '../../shared/own-attributes'
import { startTimer, type Timer } from '../../shared/timer'
import { backoffMs, type BackoffBounds } from '../../platform/pause'
import { crashPoint } from '../../platform/crash-point'
import type { Log } from '../../platform/log'
import type { OutboxEntry, SentBatch } from '../store/request-store'
import type { MessageStore } from '../store/message-store'
import {
  isFifo,
  isFinalRefusal,
  MAX_BATCH,
  MAX_BATCH_BYTES,
  type BatchOutcome,
  type RequestsOut
} from '../backends/sqs-batch'
import { toChatError } from '../../shared/to-chat-error'

export interface OutboxRelayDeps {
  store: Pick<MessageStore, 'due' | 'nextDueIn' | 'markSent' | 'retryAfter' | 'holdBack' | 'hurry' | 'fail'>
  /** Where requests go. On a FIFO queue a conversation's next one waits until SQS has its last. */
  backend: RequestsOut
  /** The response queue's name, which goes along as an attribute. */
  replyTo: () => string
  /** Whether the user has yet to say that messages may go there: until `wake` after that, all of them wait. */
  held?: () => boolean
  /** Told what each call to SQS came to: null when it succeeded. */
  outcome: (error: ChatError | null) => void
  /** Told when the store cannot be read or written. */
  stalled: (error: ChatError) => void
  clock: Clock
  random: () => number
  log: Log
  backoff?: BackoffBounds
}

const defaultBackoff: BackoffBounds = { firstMs: 500, maxMs: 60_000 }

/** Calls under way at a time, while they succeed. */
const MAX_CALLS = 4

/** How long what SQS has accepted waits for replies to be marked with, in milliseconds: most come sooner, and save a commit. */
const MARK_WITHIN_MS = 10

/** For how long SQS is still to hold back a message, in seconds: never longer than it was told to, whatever the clock shows. */
const delayLeft = ({ queuedAt, delaySeconds }: OutboxEntry, now: number): number =>
  Math.max(0, Math.min(delaySeconds, Math.ceil(delaySeconds - (now - queuedAt) / 1000)))

/**
 * Moves requests from the outbox to the request queue.
 *
 * An entry leaves only when SQS has accepted it or refused that very entry; whatever else goes wrong, it waits. A crash in between sends it twice; the
 * processor derives the same reply id from it, so its answer is stored once. Full batches go beside each other once a call
 * has succeeded; on a FIFO queue never two of one conversation. When a call fails as a whole (offline, throttled, credentials), the relay itself backs off, so that a long outbox makes no
 * storm of calls.
 */
export class OutboxRelay {
  private timer: Timer | undefined
  private running: Promise<void> | null = null
  private stopped = true
  private failures = 0
  /** Until then nothing is sent: a back-off that the wall clock cannot stretch; see `Clock.elapsed`. */
  private notBefore = Number.NEGATIVE_INFINITY
  private again = false
  /** The last call succeeded, so that several may be under way. */
  private flowing = false
  /** All that was due is under way: until something is told, the store is not asked again. */
  private drained = false
  /** Calls under way, and what each of them carries. */
  private readonly calls = new Map<Promise<unknown>, readonly OutboxEntry[]>()
  /** The way is open again, and the store has yet to be told that its waits are over. */
  private hurried = false
  /** Accepted by SQS and not marked yet: for longer than `MARK_WITHIN_MS` only while the store cannot be written. */
  private readonly accepted: SentBatch[] = []
  private markTimer: NodeJS.Timeout | undefined

  constructor(private readonly deps: OutboxRelayDeps) {}

  start(): void {
    this.stopped = false
    this.wake()
  }

  /** Something may be due. `healed`: the way is open again, so a back-off ends now. */
  wake(healed = false): void {
    if (this.stopped) return
    if (healed && this.backedOff() > 0) {
      this.notBefore = Number.NEGATIVE_INFINITY
      this.hurried = true
    }
    this.again = true
    this.running ??= this.run().finally(() => {
      this.running = null
      if (this.again) this.wake()
    })
  }

  /** The clock was set, or the machine woke: a back-off ends now, and every moment is reckoned anew. */
  reckonAnew(): void {
    this.notBefore = Number.NEGATIVE_INFINITY
    this.wake()
  }

  /** Resolves when no call is under way; nothing is sent any more until `start`. */
  async stop(): Promise<void> {
    this.stopped = true
    this.timer?.cancel()
    clearTimeout(this.markTimer)
    await this.running
    try {
      this.markAccepted()
    } catch (error) {
      this.deps.log.error(
        { err: error, batches: this.accepted.length },
        'sent, and could not be marked as sent'
      )
    }
  }

  private async run(): Promise<void> {
    this.timer?.cancel()
    try {
      if (this.deps.held?.()) {
        this.again = false
        return
      }
      while (!this.stopped) {
        const told = this.again
        this.again = false
        if (this.backedOff() > 0) break
        this.endWaits()
        if (told) this.markAccepted()
        const batch = told || !this.drained ? this.nextBatch() : []
        if (batch.length > 0) this.begin(batch)
        if (this.calls.size === 0) break
        if (batch.length === 0 || !this.flowing) await Promise.race(this.calls.keys())
      }
      await Promise.all(this.calls.keys())
      if (!this.stopped) this.sleep()
    } catch (cause) {
      await Promise.allSettled(this.calls.keys())
      this.stall(toChatError(cause))
    }
  }

  private begin(batch: readonly OutboxEntry[]): void {
    const call = this.relay(batch).finally(() => this.calls.delete(call))
    this.calls.set(call, batch)
  }

  /** The store could not be read or written (full, locked): nothing is lost, and nothing goes out until it can be. */
  private stall(error: ChatError): void {
    const { log, stalled } = this.deps
    this.again = false
    const waitMs = this.backOff()
    log.error({ err: error }, 'the outbox cannot be worked on')
    stalled(error)
    if (!this.stopped) this.arm(waitMs)
  }

  /** Begins the next, longer back-off of the relay as a whole; returns its length in milliseconds. */
  private backOff(): number {
    const { clock, random, backoff = defaultBackoff } = this.deps
    this.flowing = false
    const waitMs = backoffMs(this.failures++, backoff, random)
    this.notBefore = clock.elapsed() + waitMs
    return waitMs
  }

  /** How much of the back-off is left, in milliseconds; 0 or less when it is over. */
  private backedOff(): number {
    return this.notBefore - this.deps.clock.elapsed()
  }

  private arm(ms: number): void {
    this.timer?.cancel()
    this.timer = startTimer(Math.max(1, ms), () => this.wake())
  }

  /** Hands what SQS has accepted to work that marks it with its own transaction; when that throws, it stays to be marked. */
  marking<T>(work: (sent: readonly SentBatch[]) => T): T {
    if (this.accepted.length > 0) crashPoint('before-mark-sent')
    const result = work(this.accepted)
    this.accepted.length = 0
    return result
  }

  /** Marks what SQS has accepted; kept in mind until the store takes it, so that it is not sent again meanwhile. */
  private markAccepted(): void {
    clearTimeout(this.markTimer)
    this.markTimer = undefined
    if (this.accepted.length > 0) this.marking((sent) => this.deps.store.markSent(sent))
  }

  /** Marks soon, unless replies come before: then with them. What cannot be written waits for the next run, which tells of it. */
  private markSoon(): void {
    this.markTimer ??= setTimeout(() => {
      try {
        this.markAccepted()
        if (!this.running) this.sleep()
      } catch {
        this.wake()
      }
    }, MARK_WITHIN_MS)
  }

  private endWaits(): void {
    if (!this.hurried) return
    this.deps.store.hurry(this.deps.clock.now())
    this.hurried = false
  }

  /** Until something is due; what is to be marked first does this anew. */
  private sleep(): void {
    if (this.accepted.length > 0) return this.markSoon()
    const dueIn = this.deps.store.nextDueIn(this.deps.clock.now())
    if (dueIn !== null) this.arm(Math.max(dueIn, this.backedOff()))
  }

  /** What goes out next: beside calls that are under way only as much as one call holds. */
  private nextBatch(): OutboxEntry[] {
    const carried = [...this.calls.values()].flat().map(({ id }) => id)
    const underWay = new Set([...carried, ...this.accepted.flatMap(({ ids }) => ids)])
    if (this.calls.size === MAX_CALLS) return []
    const limit = MAX_BATCH + underWay.size
    const ready = this.ready(limit)
    const due = ready.filter(({ id }) => !underWay.has(id)).slice(0, MAX_BATCH)
    let bytes = 0
    const batch = due.filter((entry, index) => {
      bytes += entry.body.length + attributesSize(entry.ownAttributes) + ATTRIBUTE_RESERVE_BYTES
      return index === 0 || bytes <= MAX_BATCH_BYTES
    })
    const goes = this.calls.size === 0 || batch.length === MAX_BATCH ? batch : []
    // On a FIFO queue a conversation's next one is due once its last has left.
    this.drained =
      ready.length < limit && goes.length === due.length && !isFifo(this.deps.backend.names.requestQueue)
    return goes
  }

  /** What is due. A FIFO queue holds back no message by itself: one that is to be held back waits here. */
  private ready(limit: number): OutboxEntry[] {
    const { store, clock, backend } = this.deps
    const now = clock.now()
    const fifo = isFifo(backend.names.requestQueue)
    const due = store.due(now, limit, fifo)
    const early = fifo ? due.filter((entry) => delayLeft(entry, now) > 0) : []
    if (early.length === 0) return due
    for (const entry of early) store.holdBack(entry.id, { now, waitMs: 1000 * delayLeft(entry, now) })
    return this.ready(limit)
  }

  /** Hands a batch to SQS. Resolves to whether one of it left the outbox, accepted or refused for good. */
  private async relay(batch: readonly OutboxEntry[]): Promise<boolean> {
    const { backend, clock, log, outcome } = this.deps
    const replyTo = this.deps.replyTo()
    let result: BatchOutcome
    try {
      const now = clock.now()
      const requests = batch.map((entry) => ({ ...entry, delaySeconds: delayLeft(entry, now) }))
      result = await backend.gateway().sendRequests(backend.names.requestQueue, requests, replyTo)
    } catch (cause) {
      return await this.notSent(batch, toChatError(cause))
    }
    crashPoint('after-send')
    const { accepted, refused } = result
    const { sqsMessageIds, clock: server } = result
    if (accepted.length > 0)
      this.accepted.push({ ids: accepted, replyTo, at: clock.now(), sqsMessageIds, clock: server })
    // On a FIFO queue a conversation's next request waits for the mark.
    if (refused.length > 0 || isFifo(backend.names.requestQueue)) this.markAccepted()
    else this.markSoon()
    for (const { id, error } of refused) this.settle(batch, id, error)
    log.debug({ accepted: accepted.length, refused: refused.length }, 'outbox batch sent')
    const moved = accepted.length > 0 || refused.some(({ error }) => isFinalRefusal(error))
    if (moved) {
      this.failures = 0
      this.flowing = this.backedOff() <= 0
      outcome(null)
    } else {
      // A turn without progress never repeats at once, whatever the answer was.
      this.backOff()
      outcome(refused[0]?.error ?? new ChatError('sqs.batch_unexplained'))
    }
    return moved
  }

  /** A call that failed as a whole: none of the batch was accepted, and none is at fault as far as anybody said. */
  private async notSent(batch: readonly OutboxEntry[], error: ChatError): Promise<boolean> {
    const { store, clock, random, log, outcome, backoff = defaultBackoff } = this.deps
    outcome(error)
    log.warn({ err: error, count: batch.length, failures: this.failures }, 'outbox batch not sent')
    if (batch.length > 1 && isFinalRefusal(error)) {
      // One bad entry must not hold up its neighbours: each is sent alone to find it.
      let moved = false
      for (const entry of batch) {
        if (this.stopped) break
        moved = (await this.relay([entry])) || moved
      }
      return moved
    }
    const [entry] = batch
    const ownWait = batch.length === 1 ? backoffMs(entry?.attempts ?? 0, backoff, random) : 0
    const waitMs = Math.max(this.backOff(), ownWait)
    store.retryAfter(
      batch.map(({ id }) => id),
      { now: clock.now(), waitMs },
      error.toWire()
    )
    return false
  }

  private settle(batch: readonly OutboxEntry[], id: string, error: ChatError): void {
    const { store, clock, random, backoff = defaultBackoff } = this.deps
    if (isFinalRefusal(error)) {
      store.fail(id, error.toWire())
      return
    }
    const attempts = batch.find((entry) => entry.id === id)?.attempts ?? 0
    store.retryAfter([id], { now: clock.now(), waitMs: backoffMs(attempts, backoff, random) }, error.toWire())
  }
}
