import type { RequestMessage } from '../../shared/message'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import { deliveryWords } from './delivery-words'
import { DeliveryIcon } from './delivery-icon'
import css from './message.module.css'
import { MessageHead } from './message-head'
import { MessageText } from './message-text'
import { troubleOf } from './trouble'

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
        <MessageText text={message.text} />
        <TroubleNote message={message} />
      </div>
    </article>
  )
}

/** Why it is not on its way, and what can be done. */
function TroubleNote({ message }: { message: RequestMessage }) {
  const retry = useChat((state) => state.retry)
  const cancel = useChat((state) => state.cancel)
  const online = useChat((state) => state.connection?.state === 'online')
  const trouble = troubleOf(message, online)
  if (!trouble) return null
  return (
    <div className={css['trouble']} data-failed={trouble.failed || undefined}>
      <p dir="auto">
        {trouble.title !== '' && <strong>{trouble.title} </strong>}
        {trouble.reason}
      </p>
      <div className={css['actions']}>
        <Button onClick={() => void retry(message.id)}>{trouble.retryLabel}</Button>
        {trouble.cancellable && (
          <Button kind="quiet" onClick={() => void cancel(message.id)}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  )
}
