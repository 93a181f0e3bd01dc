import type { RequestMessage, RequestStatus } from '../../shared/message'
import { clockTime } from '../text/time'
import { t, type Message } from '../text/words'

/** A delivery state as an icon and in words. */
export interface DeliveryWords {
  readonly icon: 'clock' | 'tick' | 'two-ticks' | 'alert'
  readonly label: string
}

const words = {
  queued: { icon: 'clock', label: 'queued: not sent yet' },
  sent: { icon: 'tick', label: 'sent: SQS has it' },
  answered: { icon: 'two-ticks', label: 'answered' },
  failed: { icon: 'alert', label: 'failed' },
  cancelled: { icon: 'alert', label: 'cancelled' }
} as const satisfies Record<RequestStatus | 'cancelled', { icon: DeliveryWords['icon']; label: Message }>

/** How far a request has come. */
export function deliveryWords({ status, reason, deliverAt, pair }: RequestMessage): DeliveryWords {
  if (status === 'sent' && deliverAt !== undefined && deliverAt > Date.now())
    return { icon: 'clock', label: t('SQS holds it back until {time}', { time: clockTime(deliverAt) }) }
  if (status === 'sent' && pair?.replyQueue === null)
    return { icon: 'tick', label: t('delivered: SQS has it, and no reply comes') }
  const { icon, label } = words[status === 'failed' && reason?.code === 'cancelled' ? 'cancelled' : status]
  return { icon, label: t(label) }
}
