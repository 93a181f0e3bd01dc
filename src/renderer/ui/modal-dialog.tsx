import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { useView } from '../store/stores'
import css from './dialogs.module.css'

/** A dialog in the middle of the page. Esc or a click beside it closes it; the focus goes back where it was. */
export function ModalDialog({
  label,
  role = 'dialog',
  place = 'middle',
  children
}: {
  label: string
  role?: 'dialog' | 'alertdialog'
  place?: 'middle' | 'top'
  children: ReactNode
}) {
  const close = useView((state) => state.closeDialog)
  return (
    <ModalOverlay
      isOpen
      isDismissable
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
