import { Check } from 'lucide-react'
import { CheckCheck } from 'lucide-react'
import { CircleAlert } from 'lucide-react'
import { Clock } from 'lucide-react'
import type { RequestMessage } from '../../shared/message'
import { deliveryWords } from '../ui/delivery-words'
import css from './message.module.css'

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
