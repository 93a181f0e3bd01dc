import type { Clock } from '../../shared/clock'
import type { ChatError } from '../../shared/errors'
import { startTimer, type Timer } from '../../shared/timer'
import { toChatError } from '../../shared/to-chat-error'
import { ATTRIBUTE_RESERVE_BYTES } from '../../shared/wire'
import { backoffMs, type BackoffBounds } from '../../platform/pause'
import { crashPoint } from '../../platform/crash-point'
import type { Log } from '../../platform/log'
import {
  isFinalRefusal,
  MAX_BATCH,
  MAX_BATCH_BYTES,
  type BatchOutcome,
  type RequestsOut
} from '../backends/sqs-batch'

/** What is asked of rooms, until it is answered or taken back. */
export interface Question {
  /** The request's: the same however often it is asked. */
  readonly id: string
  /** Whose order it keeps on a FIFO queue. */
  readonly conversationId: string
  readonly body: string
}

export interface RoomAskerDeps {
  backend: RequestsOut
  replyTo: () => string
  /** Whether anything may be asked now: the user has confirmed the backend, and answers come on a queue of our own. */
  mayAsk: () => boolean
  /** For how long replies have been able to arrive without a break, in milliseconds; null while they cannot. */
  receivingFor: () => number | null
  /** SQS has accepted it, for the first time or again. */
  accepted: (id: string, outcome: Pick<BatchOutcome, 'sqsMessageIds' | 'clock'>) => void
  /** SQS refuses it for good: it is asked no more. */
  refused: (id: string, error: ChatError) => void
  /** Told what each call to SQS came to: null when it succeeded. */
  outcome: (error: ChatError | null) => void
  /** Told when the store cannot be read or written. */
  stalled: (error: ChatError) => void
  /** How long an answer may take before it is asked again, in milliseconds. */
  answerWithinMs: number
  clock: Pick<Clock, 'elapsed'>
  random: () => number
  log: Log
  backoff?: BackoffBounds
}

interface Asked {
  readonly question: Question
  /** How often SQS has accepted it, and refused it in a row. */
  sends: number
  failures: number
  /** When it is sent, or sent again; see `Clock.elapsed`. */
  dueAt: number
}

const defaultBackoff: BackoffBounds = { firstMs: 500, maxMs: 60_000 }

/** Each time that no answer came, twice as long is waited, up to here, in milliseconds. */
const LONGEST_WAIT_MS = 1_800_000

/**
 * Asks until it is answered.
 *
 * A question is sent at once, and again under the same id when its answer does not come in time, later and later, for
 * ever: MessageProcessor does nothing twice. Time during which no answer could arrive does not count. When a call fails
 * as a whole, the asker itself backs off, until `wake` says that the way is open again. Waits are measured by the clock
 * that nobody sets.
 */
export class RoomAsker {
  private readonly asked = new Map<string, Asked>()
  private timer: Timer | undefined
  private running: Promise<void> | null = null
  private stopped = true
  private failures = 0
  private notBefore = Number.NEGATIVE_INFINITY

  constructor(private readonly deps: RoomAskerDeps) {}

  start(): void {
    this.stopped = false
    this.wake()
  }

  ask(question: Question): void {
    if (this.asked.has(question.id)) return
    this.asked.set(question.id, { question, sends: 0, failures: 0, dueAt: Number.NEGATIVE_INFINITY })
    this.wake()
  }

  /** Whether it waits for its answer. */
  isAsking(id: string): boolean {
    return this.asked.has(id)
  }

  /** It was answered, or is wanted no more. */
  settle(id: string): void {
    this.asked.delete(id)
  }

  /** Something may be due. `healed`: the way is open again, so that a back-off ends now. */
  wake(healed = false): void {
    if (this.stopped || this.asked.size === 0) return
    if (healed) {
      this.notBefore = Number.NEGATIVE_INFINITY
      for (const one of this.asked.values()) if (one.failures > 0) one.dueAt = Number.NEGATIVE_INFINITY
    }
    this.timer?.cancel()
    this.running ??= this.run().finally(() => {
      this.running = null
      this.sleep()
    })
  }

  /** Asks nothing more; resolves when no call is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    this.timer?.cancel()
    await this.running
  }

  private async run(): Promise<void> {
    // What is asked in the same turn goes with one call.
    await Promise.resolve()
    try {
      while (!this.stopped && this.deps.mayAsk() && this.waitFor() <= 0) {
        const batch = this.due()
        if (batch.length === 0) return
        await this.send(batch)
      }
    } catch (error) {
      // What SQS has accepted could not be noted: it is asked again, which does nothing twice.
      this.backOff()
      this.deps.stalled(toChatError(error))
    }
  }

  private due(): Asked[] {
    const now = this.deps.clock.elapsed()
    let bytes = 0
    return [...this.asked.values()]
      .filter((one) => one.dueAt <= now && !this.isPostponed(one, now))
      .slice(0, MAX_BATCH)
      .filter(({ question }, index) => {
        bytes += question.body.length + ATTRIBUTE_RESERVE_BYTES
        return index === 0 || bytes <= MAX_BATCH_BYTES
      })
  }

  /** One whose answer may have been kept from arriving is not asked again yet. */
  private isPostponed(one: Asked, now: number): boolean {
    const { receivingFor, answerWithinMs } = this.deps
    const left = one.sends === 0 || one.failures > 0 ? 0 : answerWithinMs - (receivingFor() ?? 0)
    if (left > 0) one.dueAt = now + left
    return left > 0
  }

  private async send(batch: readonly Asked[]): Promise<void> {
    const { backend, replyTo, outcome, log } = this.deps
    const requests = batch.map(({ question }) => question)
    let result: BatchOutcome
    try {
      result = await backend.gateway().sendRequests(backend.names.requestQueue, requests, replyTo())
    } catch (cause) {
      return this.notSent(batch, toChatError(cause))
    }
    crashPoint('after-send')
    outcome(result.accepted.length > 0 ? null : (result.refused[0]?.error ?? null))
    if (result.accepted.length > 0) this.failures = 0
    for (const id of result.accepted) this.taken(id, result)
    for (const { id, error } of result.refused) this.notTaken(id, error)
    log.debug({ ids: result.accepted, refused: result.refused.length }, 'asked of rooms')
  }

  private taken(id: string, result: BatchOutcome): void {
    this.deps.accepted(id, result)
    const one = this.asked.get(id)
    if (!one) return
    one.failures = 0
    const waitMs = Math.min(LONGEST_WAIT_MS, this.deps.answerWithinMs * 2 ** one.sends++)
    one.dueAt = this.deps.clock.elapsed() + waitMs * (1 + this.deps.random() / 4)
    if (one.sends > 1)
      this.deps.log.warn({ correlationId: id, sends: one.sends }, 'no answer yet; asked again')
  }

  private notTaken(id: string, error: ChatError): void {
    const one = this.asked.get(id)
    if (!one) return
    if (isFinalRefusal(error)) {
      this.asked.delete(id)
      this.deps.refused(id, error)
      return
    }
    const { clock, random, backoff = defaultBackoff } = this.deps
    // A turn without progress never repeats at once.
    one.dueAt = clock.elapsed() + Math.max(backoff.firstMs / 2, backoffMs(one.failures++, backoff, random))
  }

  /** A call that failed as a whole. One that is at fault itself must not hold up its neighbours: each then goes alone. */
  private async notSent(batch: readonly Asked[], error: ChatError): Promise<void> {
    const { outcome, log } = this.deps
    if (batch.length > 1 && isFinalRefusal(error)) {
      for (const one of batch) if (!this.stopped) await this.send([one])
      return
    }
    outcome(error)
    log.warn({ err: error, count: batch.length, failures: this.failures }, 'rooms could not be asked')
    if (isFinalRefusal(error)) for (const { question } of batch) this.notTaken(question.id, error)
    else this.backOff()
  }

  private backOff(): void {
    const { clock, random, backoff = defaultBackoff } = this.deps
    this.notBefore = clock.elapsed() + backoffMs(this.failures++, backoff, random)
  }

  /** How long nothing may be sent, in milliseconds: a back-off. */
  private waitFor(): number {
    return this.notBefore - this.deps.clock.elapsed()
  }

  private sleep(): void {
    if (this.stopped || this.asked.size === 0 || !this.deps.mayAsk()) return
    const now = this.deps.clock.elapsed()
    const next = Math.min(...[...this.asked.values()].map(({ dueAt }) => dueAt))
    this.timer = startTimer(Math.max(1, next - now, this.waitFor()), () => this.wake())
  }
}
