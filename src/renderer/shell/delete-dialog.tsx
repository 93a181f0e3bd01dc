import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { useStores } from '../store/stores'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { createQueuesStore } from '../store/queues-store'
import { rich, t } from '../text/words'

/** Asks, by name, before the messages of the first chat are gone for good: it stays, so it cannot be had back as another can. */
export function EmptyDialog() {
  const { chat } = useStores()
  const { conversations, remove } = chat.getState()
  return (
    <ConfirmDialog
      label={t('Delete all messages')}
      question={rich('Delete all messages in “{chat}”?', {
        chat: <bdi>{conversations.get(DEFAULT_CONVERSATION_ID)?.title}</bdi>
      })}
      action={t('Delete messages')}
      onConfirm={() => void remove(DEFAULT_CONVERSATION_ID)}
    >
      {t(
        'Its messages are deleted from this computer for good. The chat itself stays. Requests that SQS already has may still be processed.'
      )}
    </ConfirmDialog>
  )
}

/** Asks before a message that was set aside is gone for good. */
export function DeleteSetAsideDialog({ id, queue }: { id: number; queue: string }) {
  const queues = useStores().of(createQueuesStore)
  return (
    <ConfirmDialog
      label={t('Delete message')}
      question={rich('Delete the message that was set aside from “{queue}”?', { queue: <bdi>{queue}</bdi> })}
      action={t('Delete message')}
      onConfirm={() => void queues.getState().deleteQuarantined(id)}
    >
      {t('This is the only copy: it has left the queue already.')}
    </ConfirmDialog>
  )
}
