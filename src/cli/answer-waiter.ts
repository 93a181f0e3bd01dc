import type { ChatApp } from '../core/chat-app'
import type { Connection } from '../shared/contract'
import type { ReplyMessage, RequestMessage } from '../shared/message'
import { startTimer } from '../shared/timer'
import { call } from './command-context'

/** What became of a stored request; `timed out` and `stopped` say why nobody waits for it any longer. */
export interface Outcome {
  readonly request: RequestMessage
  readonly reply: ReplyMessage | null
  readonly ended: 'settled' | 'timed out' | 'stopped'
  readonly connection: Connection
}

interface Waiting {
  readonly timeoutMs: number
  readonly stop: AbortSignal
  /** What is waited for. */
  readonly isEnd: (request: RequestMessage) => boolean
}

/** Waits for the end of each request: answered, failed, out of time, or stopped by the user. */
export class AnswerWaiter {
  private readonly waiting = new Map<string, () => void>()

  constructor(
    private readonly app: ChatApp,
    private readonly how: Waiting
  ) {
    app.on('message.changed', (message) => {
      if (message.role === 'request' && this.how.isEnd(message)) this.waiting.get(message.id)?.()
    })
    app.on('data.changed', () => void this.look())
  }

  /** So much changed at once that the answers were not announced one by one. */
  private async look(): Promise<void> {
    for (const [id, settled] of this.waiting) {
      const message = await call(this.app, 'chat.detail', { id }).then(
        (detail) => detail.message,
        // One that was deleted meanwhile ends with its time, as it would without this look.
        () => null
      )
      if (message?.role === 'request' && this.how.isEnd(message)) settled()
    }
  }

  /** Whether somebody waits for this one. */
  has(id: string): boolean {
    return this.waiting.has(id)
  }

  async wait(id: string): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome['ended']>()
    this.waiting.set(id, () => resolve('settled'))
    const timer = startTimer(this.how.timeoutMs, () => resolve('timed out'))
    const stopped = (): void => resolve('stopped')
    if (this.how.stop.aborted) stopped()
    this.how.stop.addEventListener('abort', stopped)
    const ended = await promise
    timer.cancel()
    this.how.stop.removeEventListener('abort', stopped)
    this.waiting.delete(id)
    const { message, replies } = await call(this.app, 'chat.detail', { id })
    const request = message as RequestMessage
    return {
      request,
      reply: replies[0] ?? null,
      ended: this.how.isEnd(request) ? 'settled' : ended,
      connection: await call(this.app, 'connection.get', undefined)
    }
  }
}

export const isSettled = ({ status }: RequestMessage): boolean => status === 'answered' || status === 'failed'
