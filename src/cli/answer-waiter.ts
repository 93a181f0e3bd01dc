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

/** Waits for the end of each request: answered, failed, out of time, or stopped by the user. */
export class AnswerWaiter {
  private readonly waiting = new Map<string, () => void>()

  constructor(
    private readonly app: ChatApp,
    private readonly timeoutMs: number,
    private readonly stop: AbortSignal
  ) {
    app.on('message.changed', (message) => {
      if (message.role === 'request' && isSettled(message)) this.waiting.get(message.id)?.()
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
      if (message?.role === 'request' && isSettled(message)) settled()
    }
  }

  async wait(id: string): Promise<Outcome> {
    const { promise, resolve } = Promise.withResolvers<Outcome['ended']>()
    this.waiting.set(id, () => resolve('settled'))
    const timer = startTimer(this.timeoutMs, () => resolve('timed out'))
    const stopped = (): void => resolve('stopped')
    if (this.stop.aborted) stopped()
    this.stop.addEventListener('abort', stopped)
    const ended = await promise
    timer.cancel()
    this.stop.removeEventListener('abort', stopped)
    this.waiting.delete(id)
    const { message, replies } = await call(this.app, 'chat.detail', { id })
    const request = message as RequestMessage
    return {
      request,
      reply: replies[0] ?? null,
      ended: isSettled(request) ? 'settled' : ended,
      connection: await call(this.app, 'connection.get', undefined)
    }
  }
}

const isSettled = ({ status }: RequestMessage): boolean => status === 'answered' || status === 'failed'
