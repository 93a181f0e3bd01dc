import type { RequestMessage } from '../../shared/message'
import { deliveryWords } from '../ui/delivery-words'
import { useTabIndex } from '../ui/tab-order'
import { Bubble } from './bubble'
import { DeliveryStrip } from './delivery-strip'
import css from './message.module.css'
import { TroubleNote } from './trouble-note'
import { Check } from 'lucide-react'
import { CheckCheck } from 'lucide-react'
import { CircleAlert } from 'lucide-react'
import { Clock } from 'lucide-react'

/** What the user sent, with its delivery state. */
export function Request({ message, head }: { message: RequestMessage; head: boolean }) {
  const tabIndex = useTabIndex() ?? 0
  return (
    <article
      tabIndex={tabIndex}
      className={css['request']}
      data-head={head || undefined}
      aria-label={`${message.sender.name}, ${deliveryWords(message).label}`}
    >
      <Bubble
        message={message}
        head={head}
        meta={<DeliveryIcon message={message} />}
        after={<TroubleNote message={message} />}
      />
      {(message.status === 'queued' || message.status === 'sent') && <DeliveryStrip message={message} />}
    </article>
  )
}

const icons = { clock: Clock, tick: Check, 'two-ticks': CheckCheck, alert: CircleAlert }

/** Clock, tick, two ticks or an exclamation mark; its words as a tooltip and for screen readers. */
export function DeliveryIcon({ message }: { message: RequestMessage }) {
  const { icon, label } = deliveryWords(message)
  const Icon = icons[icon]
  return (
    <span className={css['delivery']} data-icon={icon} title={label}>
      <Icon size={15} aria-hidden />
      <span className="visually-hidden">{label}</span>
    </span>
  )
}
