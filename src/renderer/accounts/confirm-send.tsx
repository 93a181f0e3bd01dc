import { aboutBackend } from '../../shared/backend-words'
import { createBackendsStore, useActiveBackend } from '../store/backends-store'
import type { SendWith } from '../store/pending-sends'
import { useChat, useStores } from '../store/stores'
import { rich, t } from '../text/words'
import { ConfirmDialog } from '../ui/confirm-dialog'

/** Asks once, after a switch, whether what is written is meant for the protected backend that is talked to now. */
export function ConfirmSend({ conversationId, how }: { conversationId: string; how: SendWith }) {
  const { chat, of } = useStores()
  const active = useActiveBackend()
  const outbox = useChat((state) => state.connection?.outbox ?? 0)

  const send = async (): Promise<void> => {
    if (!(await of(createBackendsStore).getState().confirm())) return
    const draft = chat.getState().drafts.get(conversationId) ?? ''
    if (draft.trim() !== '') await chat.getState().send(conversationId, draft, how)
  }

  return (
    <ConfirmDialog
      label={t('Send to a protected backend')}
      question={rich('Send to “{name}”?', { name: <bdi>{active?.name}</bdi> })}
      action={t('Send there')}
      onConfirm={() => void send()}
    >
      {active && <bdi>{aboutBackend(active.backend, t)}</bdi>}{' '}
      {outbox > 0 &&
        t(
          '{outbox, plural, one {# message that waits goes there, too.} other {# messages that wait go there, too.}}',
          { outbox }
        )}{' '}
      {t('It is protected: ChatAPP asks once after each switch.')}
    </ConfirmDialog>
  )
}
