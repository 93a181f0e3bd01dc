import type { Clock } from '../../shared/clock'
import { ChatError } from '../../shared/errors'
import type { Log } from '../../platform/log'
import type { OutboxEntry } from '../store/request-store'
import type { MessageStore } from '../store/message-store'
import { isFinalRefusal, MAX_BATCH, type RequestsOut } from '../backends/sqs-batch'
import { toChatError } from '../../shared/to-chat-error'
import { MAX_SENDS } from '../../shared/wire'

export interface AnswerWatchDeps {
  store: Pick<MessageStore, 'askedFor' | 'overdue' | 'markSentAgain' | 'fail'>
  backend: RequestsOut
  replyTo: () => string
  /** For how long replies have been able to arrive without a break, in milliseconds; null while they cannot. */
  receivingFor: () => number | null
  clock: Pick<Clock, 'now'>
  log: Log
  /** How long an answer may take before the request is sent again, in milliseconds. */
  answerWithinMs: number
}

/**
 * How long an answer may take, in milliseconds: longer than all five attempts of a message whose handler throws
 * (15 s), and than one visibility timeout of the template (90 s) after a function that died.
 */
const ANSWER_WITHIN_MS = 120_000

/**
 * Sees to it that a request which SQS has accepted is answered, or that the user is told why not.
 *
 * A queue or a function can lose a message although SQS accepted it (a purged queue, a deleted function, a response
 * queue that was gone for a while). The request is then sent again: MessageProcessor derives the same reply id, so an
 * answer that comes twice is shown once. Time during which no reply could arrive does not count.
 */
export class AnswerWatch {
  private timer: NodeJS.Timeout | undefined
  private checking: Promise<void> | null = null
  private stopped = false

  constructor(private readonly deps: AnswerWatchDeps) {}

  start(): void {
    this.stopped = false
    this.timer = setInterval(
      // A call may take longer than the time between two looks; those that were missed are not made up for.
      () => this.wake(),
      Math.max(50, Math.min(5000, this.deps.answerWithinMs / 4))
    )
  }

  /** The user may have asked for one to be sent again now. */
  wake(): void {
    if (!this.stopped) this.checking ??= this.check().finally(() => (this.checking = null))
  }

  /** Sends nothing more from this moment on; resolves when no call is under way. */
  async stop(): Promise<void> {
    this.stopped = true
    clearInterval(this.timer)
    await this.checking
  }

  /** Sends again what waits too long, or gives it up. Never throws: the next check tries again. */
  async check(): Promise<void> {
    const { store, receivingFor, clock, answerWithinMs, log } = this.deps
    try {
      for (const entry of store.askedFor(MAX_BATCH)) if (!this.stopped) await this.sendAgain(entry)
      if ((receivingFor() ?? 0) < answerWithinMs) return
      await this.settle(this.deps.store.overdue(clock.now() - answerWithinMs, MAX_BATCH))
    } catch (error) {
      log.warn({ err: toChatError(error) }, 'the check for answers did not end')
    }
  }

  private async settle(overdue: readonly OutboxEntry[]): Promise<void> {
    const { store, answerWithinMs, log } = this.deps
    for (const { id, attempts } of overdue.filter((entry) => entry.attempts >= MAX_SENDS)) {
      store.fail(id, noAnswer(attempts, answerWithinMs).toWire())
      log.warn({ correlationId: id, attempts }, 'no answer; given up')
    }
    // One call each: together they may be more than a batch can carry, and this is rare.
    for (const entry of overdue.filter((one) => one.attempts < MAX_SENDS)) {
      if (this.stopped) break
      await this.sendAgain(entry)
    }
  }

  private async sendAgain(entry: OutboxEntry): Promise<void> {
    const { store, backend, replyTo, clock, log } = this.deps
    // What SQS was to hold it back for is over.
    const again = { ...entry, delaySeconds: 0 }
    const sent = await backend.gateway().sendRequests(backend.names.requestQueue, [again], replyTo())
    const { accepted, refused, sqsMessageIds } = sent
    store.markSentAgain(accepted, clock.now(), sqsMessageIds)
    for (const { id, error } of refused) if (isFinalRefusal(error)) store.fail(id, error.toWire())
    log.warn(
      { correlationId: entry.id, attempts: entry.attempts, accepted: accepted.length },
      'no answer yet; sent again'
    )
  }
}

function noAnswer(sends: number, withinMs: number): ChatError {
  const minutes = Math.max(1, Math.round((sends * withinMs) / 60_000))
  return new ChatError(minutes === 1 ? 'answer.none_in_a_minute' : 'answer.none', { sends, minutes })
}

/** How long an answer may take; `CHATAPP_ANSWER_WITHIN_MS` is for tests of what happens when none comes. */
export function answerTime(): number {
  const given = Number(process.env['CHATAPP_ANSWER_WITHIN_MS'])
  return given > 0 ? given : ANSWER_WITHIN_MS
}
