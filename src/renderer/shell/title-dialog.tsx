import { useId, useState, type SubmitEvent } from 'react'
import { useStores, useView } from '../store/stores'
import { Button } from '../ui/button'
import { ModalDialog } from '../ui/modal-dialog'
import dialog from '../ui/dialog-form.module.css'

const LONGEST = 80

/** Asks for the title of a new chat, or for another title of one that exists. */
export function TitleDialog({ conversationId }: { conversationId: string | null }) {
  const { chat, view } = useStores()
  const close = useView((state) => state.closeDialog)
  const before =
    conversationId === null
      ? view.getState().ahead.text.slice(0, LONGEST)
      : (chat.getState().conversations.get(conversationId)?.title ?? '')
  const [title, setTitle] = useState(before)
  const id = useId()
  const heading = conversationId === null ? 'New chat' : 'Rename chat'

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const wanted = title.trim()
    if (wanted === '') return
    close()
    if (conversationId !== null) return void chat.getState().rename(conversationId, wanted)
    view.getState().show('chat')
    void chat.getState().create(wanted)
  }

  return (
    <ModalDialog label={heading}>
      <form onSubmit={submit} className={dialog['form']}>
        <h2>{heading}</h2>
        <label htmlFor={id}>Title</label>
        {/* A dialog that asks one thing starts at that thing. */}
        <input
          id={id}
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          dir="auto"
          value={title}
          maxLength={LONGEST}
          onChange={(event) => setTitle(event.target.value)}
        />
        <div className={dialog['foot']}>
          <Button onClick={close}>Cancel</Button>
          <Button kind="primary" type="submit" disabled={title.trim() === ''}>
            {conversationId === null ? 'Create' : 'Rename'}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}
