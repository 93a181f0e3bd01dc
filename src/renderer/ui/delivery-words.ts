import type { RequestMessage, RequestStatus } from '../../shared/message'

/** A delivery state as an icon and in words. */
export interface DeliveryWords {
  readonly icon: 'clock' | 'tick' | 'two-ticks' | 'alert'
  readonly label: string
}

const words: Record<RequestStatus, DeliveryWords> = {
  queued: { icon: 'clock', label: 'queued: not sent yet' },
  sent: { icon: 'tick', label: 'sent: SQS has it' },
  answered: { icon: 'two-ticks', label: 'answered' },
  failed: { icon: 'alert', label: 'failed' }
}

/** How far a request has come. */
export const deliveryWords = ({ status, reason }: RequestMessage): DeliveryWords =>
  status === 'failed' && reason?.code === 'cancelled' ? { icon: 'alert', label: 'cancelled' } : words[status]
