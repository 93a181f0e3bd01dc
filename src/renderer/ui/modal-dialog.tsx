import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useView } from '../store/stores'
import css from './modal-dialog.module.css'

/** A dialog over the page. Esc, or a click beside it, closes it; the focus goes back where it was. */
export function ModalDialog({
  label,
  role = 'dialog',
  place = 'middle',
  isDismissable = true,
  onClose,
  children
}: {
  label: string
  role?: 'dialog' | 'alertdialog'
  place?: 'middle' | 'top'
  /** Whether a click beside it closes it, as Esc does. */
  isDismissable?: boolean
  /** Without it the page's own dialog is closed. */
  onClose?: () => void
  children: ReactNode
}) {
  const closeDialog = useView((state) => state.closeDialog)
  const close = onClose ?? closeDialog
  return (
    <ModalOverlay
      isOpen
      isDismissable={isDismissable}
      onOpenChange={(open) => !open && close()}
      className={`${css['overlay']} ${css[place]}`}
    >
      <Modal className={css['modal'] ?? ''}>
        <Dialog aria-label={label} role={role} className={css['dialog'] ?? ''}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
