import type { RequestMessage } from '../../shared/message'
import { deliveryWords } from '../ui/delivery-words'
import { DeliveryIcon } from './delivery-icon'
import css from './message.module.css'
import { MessageHead } from './message-head'
import { RequestText } from './message-text'
import { TroubleNote } from './trouble-note'

/** What the user sent, with its delivery state. */
export function Request({ message }: { message: RequestMessage }) {
  return (
    <article
      className={css['request']}
      aria-label={`${message.sender.name}, ${deliveryWords(message).label}`}
    >
      <div className={css['bubble']} data-status={message.status}>
        <MessageHead message={message}>
          <DeliveryIcon message={message} />
        </MessageHead>
        <RequestText text={message.text} />
        <TroubleNote message={message} />
      </div>
    </article>
  )
}
