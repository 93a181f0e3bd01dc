import { DEFAULT_CONVERSATION_ID } from '../../shared/contract'
import { useStores, useView } from '../store/stores'
import { Button } from '../ui/button'
import css from './dialogs.module.css'
import { ModalDialog } from './modal-dialog'

/** Asks, by name, before a chat and its messages are gone for good. */
export function DeleteDialog({ conversationId }: { conversationId: string }) {
  const { chat } = useStores()
  const close = useView((state) => state.closeDialog)
  const title = chat.getState().conversations.get(conversationId)?.title ?? ''
  const onlyEmptied = conversationId === DEFAULT_CONVERSATION_ID

  const remove = (): void => {
    close()
    void chat.getState().remove(conversationId)
  }

  return (
    <ModalDialog label={onlyEmptied ? 'Delete all messages' : 'Delete chat'} role="alertdialog">
      <div className={css['form']}>
        <h2>
          {onlyEmptied ? 'Delete all messages in ' : 'Delete '}“<bdi>{title}</bdi>”?
        </h2>
        <p>
          {onlyEmptied
            ? 'Its messages are deleted from this computer for good. The chat itself stays.'
            : 'The chat and its messages are deleted from this computer for good.'}{' '}
          Requests that SQS already has may still be processed.
        </p>
        <div className={css['foot']}>
          {/* The harmless answer is the one under the finger. */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <Button autoFocus onClick={close}>
            Cancel
          </Button>
          <Button kind="danger" onClick={remove}>
            {onlyEmptied ? 'Delete messages' : 'Delete chat'}
          </Button>
        </div>
      </div>
    </ModalDialog>
  )
}
