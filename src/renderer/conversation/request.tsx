import type { RequestMessage } from '../../shared/message'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import { deliveryWords } from './delivery-words'
import { DeliveryIcon } from './delivery-icon'
import css from './message.module.css'
import { MessageHead } from './message-head'
import { MessageText } from './message-text'

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
        <Trouble message={message} />
      </div>
    </article>
  )
}

/** Why it is not on its way, and what can be done. */
function Trouble({ message }: { message: RequestMessage }) {
  const retry = useChat((state) => state.retry)
  const cancel = useChat((state) => state.cancel)
  const { status, reason, id } = message
  const stuck = status === 'queued' && (reason !== null || message.attempts > 0)
  const waiting = useChat((state) => status === 'queued' && state.connection?.state !== 'online')
  if (status !== 'failed' && !stuck && !waiting) return null
  return (
    <div className={css['trouble']} data-failed={status === 'failed' || undefined}>
      <p dir="auto">
        {status === 'failed' && (
          <strong>{reason?.code === 'cancelled' ? 'Cancelled. ' : 'Not sent. '}</strong>
        )}
        {reason?.message ??
          (status === 'failed' ? 'No reason was given.' : 'It waits until the backend can be reached.')}
        {status === 'queued' && message.attempts > 0 && ` Attempt ${message.attempts}.`}
      </p>
      <div className={css['actions']}>
        <Button onClick={() => void retry(id)}>{status === 'failed' ? 'Retry' : 'Try now'}</Button>
        {status === 'queued' && (
          <Button kind="quiet" onClick={() => void cancel(id)}>
            Cancel
          </Button>
        )}
      </div>
    </div>
  )
}
