import type { ReactNode } from 'react'
import { useView } from '../store/stores'
import { Button } from './button'
import { ModalDialog } from './modal-dialog'
import dialog from './dialog-form.module.css'
import { t } from '../text/words'

/** Asks before something is gone for good. `question` names the thing, `action` says what the button does. */
export function ConfirmDialog(props: {
  label: string
  question: ReactNode
  action: string
  onConfirm: () => void
  /** Without it the page's own dialog is closed. */
  onClose?: () => void
  children: ReactNode
}) {
  const closeDialog = useView((state) => state.closeDialog)
  const close = props.onClose ?? closeDialog
  const confirm = (): void => {
    close()
    props.onConfirm()
  }
  return (
    <ModalDialog label={props.label} role="alertdialog" onClose={close}>
      <div className={dialog['form']}>
        <h2>{props.question}</h2>
        <p>{props.children}</p>
        <div className={dialog['foot']}>
          {/* The harmless answer is the one under the finger. */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <Button autoFocus onClick={close}>
            {t('Cancel')}
          </Button>
          <Button kind="danger" onClick={confirm}>
            {props.action}
          </Button>
        </div>
      </div>
    </ModalDialog>
  )
}
