import type { ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import css from './drawer.module.css'

interface DrawerProps {
  label: string
  side: 'start' | 'end'
  /** It holds what is read and written, not a list. */
  wide?: boolean
  isOpen: boolean
  onClose: () => void
  children: ReactNode
}

/** A sheet over the page, from one side. Esc or a click beside it closes it; the focus goes back where it was. */
export default function Drawer({ label, side, wide = false, isOpen, onClose, children }: DrawerProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={css['overlay'] ?? ''}
    >
      <Modal className={`${css['drawer']} ${css[side]} ${wide ? css['wide'] : ''}`}>
        <Dialog aria-label={label} className={css['dialog'] ?? ''}>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}
