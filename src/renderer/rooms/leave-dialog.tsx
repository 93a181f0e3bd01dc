import { createRoomsStore } from '../store/rooms-store'
import { useChat, useStores } from '../store/stores'
import { chatTitle } from '../text/chat-title'
import { rich, t } from '../text/words'
import { ConfirmDialog } from '../ui/confirm-dialog'

/** Asks before a room is left, and says what stays. */
export function LeaveDialog({ conversationId, onClose }: { conversationId: string; onClose?: () => void }) {
  const { chat, of } = useStores()
  const conversation = useChat((state) => state.conversations.get(conversationId))
  const title = conversation ? chatTitle(conversation) : ''
  const direct = conversation?.room?.kind === 'direct'
  const leave = async (): Promise<void> => {
    const result = await of(createRoomsStore).getState().ask('rooms.leave', { id: conversationId })
    if (!result.ok) chat.setState({ notice: { title: 'The room was not left', error: result.error } })
  }
  return (
    <ConfirmDialog
      label={t('Leave')}
      question={rich('Leave “{title}”?', { title: <bdi>{title}</bdi> })}
      action={t('Leave')}
      onConfirm={() => void leave()}
      {...(onClose && { onClose })}
    >
      {t('What was said until now stays here, and with the others. Nothing new comes to you.')}{' '}
      {direct
        ? t('You can open it again from the list of people.')
        : t('To come back you need another invitation.')}
    </ConfirmDialog>
  )
}
