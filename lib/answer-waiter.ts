import type { ChatApp } from '../src/core/chat-app'
import { call } from '../src/core/calls/dispatch'
import type { Connection } from '../src/shared/contract'
import { ChatError } from '../src/shared/errors'
import type { ReplyMessage, RequestMessage } from '../src/shared/message'
import type { Attempt } from '../src/shared/progress'
import { startTimer } from '../src/shared/timer'

/** What became of a stored request; `timed out` and `stopped` say why nobody waits for it any longer. */
export interface Outcome {
  readonly request: RequestMessage
  readonly reply: ReplyMessage | null
  readonly ended: 'settled' | 'timed out' | 'stopped'
  readonly connection: Connection
}

export interface Waiting {
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  /** What is waited for: `isSettled` when left out. */
  readonly isEnd?: ((request: RequestMessage) => boolean) | undefined
  /** It was stored just now, so it cannot have ended yet. */
  readonly isNew?: boolean | undefined
  /** Told of each attempt, whenever more is known of it. */
  readonly told?: ((attempt: Attempt) => void) | undefined
}

/** Waits for the end of each request: answered, failed, out of time, or stopped by the user. */
export class AnswerWaiter {
  /** Who waits, told of every change of the request. */
  private readonly waiting = new Map<string, Set<(request: RequestMessage) => void>>()

  constructor(private readonly app: Pick<ChatApp, 'on' | 'handlers'>) {
    app.on('message.changed', (message) => this.changed(message))
    app.on('data.changed', () => void this.look())
  }

  private changed(message: RequestMessage | ReplyMessage): void {
    if (message.role !== 'request') return
    for (const see of this.waiting.get(message.id) ?? []) see(message)
  }

  /** So much changed at once that the answers were not announced one by one. */
  private async look(): Promise<void> {
    for (const id of this.waiting.keys()) {
      // One that was deleted meanwhile ends with its time, as it would without this look.
      await this.lookAt(id).catch(() => {})
    }
  }

  private async lookAt(id: string): Promise<void> {
    const { message } = await call(this.app, 'chat.detail', { id })
    if (message.role === 'reply') throw new ChatError('message.is_reply')
    this.changed(message)
  }

  /** Whether somebody waits for this one. */
  has(id: string): boolean {
    return this.waiting.has(id)
  }

  /** Throws `not_found` where there is no such request. */
  async wait(id: string, { isEnd = isSettled, ...how }: Waiting): Promise<Outcome> {
    const { timeoutMs, signal, isNew, told } = how
    const { promise, resolve } = Promise.withResolvers<Outcome['ended']>()
    const see = (request: RequestMessage): void => {
      if (isEnd(request)) resolve('settled')
      else if (told) tellNew(request)
    }
    let toldAt = 0
    const tellNew = ({ progress }: RequestMessage): void => {
      const attempt = progress?.findLast(({ earlier }) => !earlier)
      if (!attempt || attempt.toldAt <= toldAt) return
      toldAt = attempt.toldAt
      told?.(attempt)
    }
    const stopped = (): void => resolve('stopped')
    const timer = startTimer(timeoutMs, () => resolve('timed out'))
    this.waiting.set(id, (this.waiting.get(id) ?? new Set()).add(see))
    signal?.addEventListener('abort', stopped)
    try {
      if (signal?.aborted) stopped()
      if (!isNew) await this.lookAt(id)
      return await this.outcome(id, await promise, isEnd)
    } finally {
      timer.cancel()
      signal?.removeEventListener('abort', stopped)
      this.forget(id, see)
    }
  }

  private forget(id: string, see: (request: RequestMessage) => void): void {
    const all = this.waiting.get(id)
    all?.delete(see)
    if (all?.size === 0) this.waiting.delete(id)
  }

  private async outcome(
    id: string,
    ended: Outcome['ended'],
    isEnd: (request: RequestMessage) => boolean
  ): Promise<Outcome> {
    const { message, replies } = await call(this.app, 'chat.detail', { id })
    const request = message as RequestMessage
    return {
      request,
      reply: replies.find(({ superseded }) => !superseded) ?? null,
      ended: isEnd(request) ? 'settled' : ended,
      connection: await call(this.app, 'connection.get', undefined)
    }
  }
}

/** Of a request to a queue without replies nothing more is to come once SQS has it. */
export const isSettled = ({ status, pair }: RequestMessage): boolean =>
  status === 'answered' || status === 'failed' || (status === 'sent' && pair?.replyQueue === null)
