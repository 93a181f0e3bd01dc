import type { SubmitEvent } from 'react'
import { useStores, useView } from '../store/stores'
import { t } from '../text/words'
import { Button } from '../ui/button'
import dialog from '../ui/dialog-form.module.css'
import { ModalDialog } from '../ui/modal-dialog'
import { useAttributeRows } from './attribute-rows'
import { backToComposer } from './back-to-composer'

/** Asks for the message attributes that go along with what is written in a chat. */
export function AttributesDialog({ conversationId }: { conversationId: string }) {
  const stores = useStores()
  const { chat } = stores
  const close = useView((state) => state.closeDialog)
  const before = chat.getState().attributes.get(conversationId) ?? []
  const { read, part } = useAttributeRows(before, { focused: true })
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const attributes = read()
    if (!attributes) return
    chat.getState().setAttributes(conversationId, attributes)
    backToComposer(stores)
  }
  return (
    <ModalDialog label={t('Message attributes')} isDismissable={false}>
      <form onSubmit={submit} className={dialog['form']}>
        <h2>{t('Message attributes')}</h2>
        <p>{t('They go along with the next message, beside the text; MessageProcessor is given them.')}</p>
        {part}
        <div className={dialog['foot']}>
          <Button onClick={close}>{t('Cancel')}</Button>
          <Button kind="primary" type="submit">
            {t('Keep')}
          </Button>
        </div>
      </form>
    </ModalDialog>
  )
}
