import type { RequestMessage } from '../../shared/message'

/** Why a request is not on its way, and what can be done about it. */
export interface Trouble {
  readonly failed: boolean
  /** What became of it, in two words; empty while it only waits. */
  readonly title: string
  readonly reason: string
  readonly retryLabel: string
  readonly cancellable: boolean
}

const titles: Partial<Record<string, string>> = {
  cancelled: 'Cancelled.',
  processing_failed: 'Not processed.'
}

/** The trouble of a request; null when there is none worth a word. */
export function troubleOf({ status, reason, attempts }: RequestMessage, online: boolean): Trouble | null {
  if (status === 'failed') {
    const title = titles[reason?.code ?? ''] ?? 'Not sent.'
    return { failed: true, title, reason: reason?.message ?? '', retryLabel: 'Retry', cancellable: false }
  }
  if (status !== 'queued' || (online && reason === null)) return null
  const why = reason?.message ?? 'It waits until the backend can be reached.'
  const tried = attempts > 0 ? ` ${attempts === 1 ? '1 attempt' : `${attempts} attempts`} so far.` : ''
  return { failed: false, title: '', reason: why + tried, retryLabel: 'Try now', cancellable: true }
}
