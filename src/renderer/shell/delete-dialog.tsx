import { DEFAULT_CONVERSATION_ID } from '../../shared/wire'
import { useStores } from '../store/stores'
import { ConfirmDialog } from '../ui/confirm-dialog'
import { createQueuesStore } from '../store/queues-store'

/** Asks, by name, before a chat and its messages are gone for good. */
export function DeleteDialog({ conversationId }: { conversationId: string }) {
  const { chat } = useStores()
  const title = <bdi>{chat.getState().conversations.get(conversationId)?.title}</bdi>
  const remove = (): void => void chat.getState().remove(conversationId)

  if (conversationId === DEFAULT_CONVERSATION_ID) {
    return (
      <ConfirmDialog
        label="Delete all messages"
        question={<>Delete all messages in “{title}”?</>}
        action="Delete messages"
        onConfirm={remove}
      >
        Its messages are deleted from this computer for good. The chat itself stays. Requests that SQS already
        has may still be processed.
      </ConfirmDialog>
    )
  }
  return (
    <ConfirmDialog
      label="Delete chat"
      question={<>Delete “{title}”?</>}
      action="Delete chat"
      onConfirm={remove}
    >
      The chat and its messages are deleted from this computer for good. Requests that SQS already has may
      still be processed.
    </ConfirmDialog>
  )
}

/** Asks before a message that was set aside is gone for good. */
export function DeleteSetAsideDialog({ id, queue }: { id: number; queue: string }) {
  const queues = useStores().of(createQueuesStore)
  return (
    <ConfirmDialog
      label="Delete message"
      question={
        <>
          Delete the message that was set aside from “<bdi>{queue}</bdi>”?
        </>
      }
      action="Delete message"
      onConfirm={() => void queues.getState().deleteQuarantined(id)}
    >
      This is the only copy: it has left the queue already.
    </ConfirmDialog>
  )
}
