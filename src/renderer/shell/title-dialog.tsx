import { useId, useState, type SubmitEvent } from 'react'
import { useStores, useView } from '../store/stores'
import { Button } from '../ui/button'
import { ModalDialog } from '../ui/modal-dialog'
import dialog from '../ui/dialog-form.module.css'
import { t } from '../text/words'

const LONGEST = 80

/** Asks for another title of a chat. */
export function TitleDialog({ conversationId }: { conversationId: string }) {
  const { chat } = useStores()
  const close = useView((state) => state.closeDialog)
  const [title, setTitle] = useState(chat.getState().conversations.get(conversationId)?.title ?? '')
  const id = useId()

  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const wanted = title.trim()
    if (wanted === '') return
    close()
    void chat.getState().rename(conversationId, wanted)
  }

  return (
    <ModalDialog label={t('Rename chat')}>
      <form onSubmit={submit} className={dialog['form']}>
        <h2>{t('Rename chat')}</h2>
        <label htmlFor={id}>{t('Title')}</label>
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
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button kind="primary" type="submit" disabled={title.trim() === ''}>
            {t('Rename')}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}
