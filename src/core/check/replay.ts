import type { ReplayStep } from '../../shared/contract'
import { parseReplyBody } from '../../shared/message'
import { toChatError } from '../../shared/to-chat-error'
import type { RecordedExchange, RecordedReply } from './recording'
import { compare } from './replay-compare'
import { Trial, type TrialDeps } from './trial'

export interface ReplayDeps extends Pick<TrialDeps, 'backend' | 'installId'> {
  readonly masks: readonly RegExp[]
  /** How long the replies to one request are waited for, in milliseconds. */
  readonly timeoutMs: number
  /** Ends it after the request that is under way. */
  readonly stop: AbortSignal
  /** Told of each request once it is over. */
  readonly step: (step: Omit<ReplayStep, 'replayId'>) => void
}

/** One look lasts this long, in seconds: a replay that is stopped ends with it. */
const LOOK_SECONDS = 2

/** A request that was answered as often as when it was recorded has all its answers. */
interface Answered {
  readonly replies: readonly RecordedReply[]
  readonly ms: number
}

/**
 * Sends the requests of a recording to a backend, one after the other and beside the chats, and compares what is answered
 * with what was answered then.
 */
export class Replay {
  /** Whose queue the answers come to. */
  private readonly home: Trial

  constructor(private readonly deps: ReplayDeps) {
    this.home = new Trial({ ...deps, name: '' })
  }

  /** Resolves with how many were the same and how many were not. Rejects where answers have nowhere to go. */
  async run(exchanges: readonly RecordedExchange[]): Promise<{ same: number; different: number }> {
    const { stop, step } = this.deps
    const found = { same: 0, different: 0 }
    await this.home.createQueue()
    try {
      for (const [at, exchange] of exchanges.entries()) {
        if (stop.aborted) break
        const outcome = await this.exchange(exchange)
        if (outcome === null) break
        found[outcome.verdict === 'same' ? 'same' : 'different']++
        step({ ...outcome, number: at + 1, total: exchanges.length, request: exchange.text })
      }
      return found
    } finally {
      await this.home.deleteQueue().catch(() => {})
    }
  }

  /** Null when it was stopped before it was answered. */
  private async exchange({
    replies,
    ...request
  }: RecordedExchange): Promise<Pick<ReplayStep, 'verdict' | 'diff' | 'error' | 'ms'> | null> {
    const { masks } = this.deps
    const trial = new Trial({ ...this.deps, ...request })
    trial.replyQueue = this.home.ownQueue
    try {
      await trial.send()
    } catch (error) {
      return {
        verdict: 'refused',
        diff: compare(replies, [], masks),
        error: toChatError(error).toWire(),
        ms: null
      }
    }
    const answered = await this.answersTo(trial, replies.length)
    if (answered === null) return null
    if (answered.replies.length === 0) await trial.takeBack().catch(() => {})
    const diff = compare(replies, answered.replies, masks)
    const same = diff.every(({ side }) => side === 'both')
    const verdict = same ? 'same' : answered.replies.length < replies.length ? 'unanswered' : 'different'
    return { verdict, diff, error: null, ms: answered.replies.length > 0 ? answered.ms : null }
  }

  /** As many as were recorded, or what has come when the time is over; of one without answer, what comes in that time. */
  private async answersTo(trial: Trial, expected: number): Promise<Answered | null> {
    const { backend, timeoutMs, stop } = this.deps
    const found = new Map<string, RecordedReply>()
    let ms = 0
    for (
      let left = timeoutMs;
      left > 0 && found.size < Math.max(1, expected);
      left = timeoutMs - trial.elapsed()
    ) {
      if (stop.aborted) return null
      const wait = Math.min(LOOK_SECONDS, Math.max(1, Math.floor(left / 1000)))
      const messages = await backend.gateway().receive(this.home.ownQueue, wait)
      for (const { body } of messages) {
        const parsed = parseReplyBody(body)
        if (!parsed.ok || parsed.body.inReplyTo !== trial.id) continue
        found.set(parsed.body.id, { kind: parsed.body.kind, text: parsed.body.text })
        ms = trial.elapsed()
      }
      // Late answers to requests before go with it: their time was over.
      if (messages.length > 0)
        await backend.gateway().deleteMessages(
          this.home.ownQueue,
          messages.map(({ receiptHandle }) => receiptHandle)
        )
    }
    return { replies: [...found.values()], ms }
  }
}
