import type { ErrorCode } from '../../shared/errors'
import type { RequestMessage } from '../../shared/message'
import { errorText, t, type Message } from '../text/words'

/** What a person can do about a request in trouble, besides reading why. */
export type TroubleAction =
  | 'retry'
  | 'retry-and-remove'
  | 'letters'
  | 'cancel'
  | 'edit'
  | 'queues'
  | 'settings'

/** Why a request is not on its way, and what can be done about it. */
export interface Trouble {
  readonly failed: boolean
  /** What became of it, in two words. */
  readonly title: string
  readonly reason: string
  /** When it is tried again, epoch milliseconds; null when that is not known. */
  readonly nextAttemptAt: number | null
  readonly retryLabel: string
  readonly actions: readonly TroubleAction[]
}

/** What the page knows beside the message. */
export interface TroubleContext {
  readonly online: boolean
}

const failures: Partial<Record<ErrorCode, { title: Message; reason?: Message; actions: TroubleAction[] }>> = {
  cancelled: { title: 'Cancelled.', actions: ['retry'] },
  no_answer: { title: 'No answer.', actions: ['retry', 'queues'] },
  processing_failed: {
    title: 'Not processed.',
    reason: 'The reply below says why.',
    actions: ['retry', 'retry-and-remove', 'letters']
  },
  credentials: { title: 'Not sent.', actions: ['retry', 'settings'] },
  access_denied: { title: 'Not sent.', actions: ['retry', 'settings'] },
  queue_missing: { title: 'Not sent.', actions: ['retry', 'queues'] },
  too_large: { title: 'Not sent.', actions: ['edit'] },
  invalid_input: { title: 'Not sent.', actions: ['edit'] }
}

const waits: Partial<Record<ErrorCode, { title: Message; actions?: TroubleAction[] }>> = {
  throttled: { title: 'Throttled.' },
  offline: { title: 'Offline.' },
  credentials: { title: 'Credentials expired.', actions: ['settings'] },
  access_denied: { title: 'Access denied.', actions: ['settings'] },
  queue_missing: { title: 'Queue missing.', actions: ['queues'] }
}

/** The trouble of a request; null when there is none worth a word. Where one is that SQS has, its strip says. */
export function troubleOf(message: RequestMessage, context: TroubleContext): Trouble | null {
  if (message.status === 'failed') return failed(message)
  if (message.status === 'queued') return waiting(message, context)
  return null
}

function failed({ reason, room }: RequestMessage): Trouble {
  const known = reason ? failures[reason.code] : undefined
  // In a room no reply stands below: nobody is told but its author.
  const elsewhere = room ? undefined : known?.reason
  return {
    failed: true,
    title: t(known?.title ?? 'Not sent.'),
    reason: elsewhere ? t(elsewhere) : reason ? errorText(reason) : '',
    nextAttemptAt: null,
    retryLabel: reason?.code === 'cancelled' ? t('Send it') : t('Retry'),
    actions: known?.actions ?? ['retry']
  }
}

function waiting(
  { reason, attempts, nextAttemptAt }: RequestMessage,
  { online }: TroubleContext
): Trouble | null {
  if (online && reason === null) return null
  const known = reason ? waits[reason.code] : undefined
  const why = reason ? errorText(reason) : t('It is sent as soon as the backend can be reached.')
  const tried = t('{attempts, plural, one {# attempt} other {# attempts}} so far.', { attempts })
  return {
    failed: false,
    title: t(known?.title ?? 'Waiting.'),
    reason: attempts > 0 ? `${why} ${tried}` : why,
    nextAttemptAt: reason === null ? null : nextAttemptAt,
    retryLabel: t('Retry now'),
    actions: ['retry', ...(known?.actions ?? []), 'cancel']
  }
}
