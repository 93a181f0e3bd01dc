import type { RequestMessage } from '../../shared/message'
import { useChat, useStores } from '../store/stores'
import { secondsUntil, useSeconds } from '../text/use-seconds'
import { Button } from '../ui/button'
import css from './message.module.css'
import { troubleOf, type Trouble, type TroubleAction } from './trouble'
import { t, type Message } from '../text/words'

/** Why a request is not on its way, when it is tried again, and what can be done. */
export function TroubleNote({ message }: { message: RequestMessage }) {
  const online = useChat((state) => state.connection?.state === 'online')
  const now = useSeconds(message.status === 'queued')
  const trouble = troubleOf(message, { online })
  if (!trouble) return null
  return (
    <div className={css['trouble']} data-failed={trouble.failed || undefined}>
      <p dir="auto">
        <strong>{trouble.title}</strong> {trouble.reason}
        {trouble.nextAttemptAt !== null && <NextTry at={trouble.nextAttemptAt} now={now} />}
      </p>
      <div className={css['actions']}>
        {trouble.actions.map((action) => (
          <Action key={action} action={action} trouble={trouble} message={message} />
        ))}
      </div>
    </div>
  )
}

/** A timer, so that a screen reader does not speak every second. */
function NextTry({ at, now }: { at: number; now: number }) {
  const seconds = secondsUntil(at, now)
  return (
    <span role="timer" aria-label={t('Next try')}>
      {' '}
      {seconds > 0 ? t('Next try in {seconds} s.', { seconds }) : t('Trying now…')}
    </span>
  )
}

const labels: Record<Exclude<TroubleAction, 'retry'>, Message> = {
  'retry-and-remove': 'Retry and remove the dead copy',
  letters: 'Show the dead letter',
  cancel: 'Cancel',
  edit: 'Edit',
  queues: 'Show queues',
  settings: 'Open settings'
}

function Action({
  action,
  trouble,
  message
}: {
  action: TroubleAction
  trouble: Trouble
  message: RequestMessage
}) {
  const { chat, view } = useStores()
  const act: Record<TroubleAction, () => void> = {
    retry: () => void chat.getState().retry(message.id),
    'retry-and-remove': () => void chat.getState().retry(message.id, true),
    letters: () => view.getState().show('letters'),
    cancel: () => void chat.getState().cancel(message.id),
    edit: () => {
      chat.getState().setDraft(message.conversationId, message.text)
      view.getState().focusComposer()
    },
    queues: () => view.getState().show('queues'),
    settings: () => view.getState().show('settings')
  }
  return (
    <Button kind={action === 'retry' || action === 'edit' ? 'plain' : 'quiet'} onClick={act[action]}>
      {action === 'retry' ? trouble.retryLabel : t(labels[action])}
    </Button>
  )
}
