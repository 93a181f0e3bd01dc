import type { RequestMessage } from '../../shared/message'

/** A delivery state as an icon and in words. */
export interface DeliveryWords {
  readonly icon: 'clock' | 'tick' | 'two-ticks' | 'alert'
  readonly label: string
}

/** How far a request has come. */
export function deliveryWords({ status, reason }: RequestMessage): DeliveryWords {
  switch (status) {
    case 'queued':
      return { icon: 'clock', label: 'queued: not sent yet' }
    case 'sent':
      return { icon: 'tick', label: 'sent: SQS has it' }
    case 'answered':
      return { icon: 'two-ticks', label: 'answered' }
    case 'failed':
      return { icon: 'alert', label: reason?.code === 'cancelled' ? 'cancelled' : 'failed' }
  }
}
