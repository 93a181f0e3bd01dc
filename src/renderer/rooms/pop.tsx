import { useRef, useState, type ReactNode } from 'react'
import { Dialog } from 'react-aria-components/Dialog'
import { Popover } from 'react-aria-components/Popover'
import { useTabIndex } from '../ui/tab-order'
import css from './pop.module.css'

interface PopProps {
  /** What the button does, and what the card is called. */
  readonly label: string
  readonly face: ReactNode
  readonly className: string | undefined
  /** Opened from elsewhere, too. */
  readonly isOpen?: boolean
  readonly onOpenChange?: (open: boolean) => void
  readonly children: (close: () => void) => ReactNode
}

/** A button with a card that opens at it. Esc, or a click beside it, closes it; the focus goes back to the button. */
export function Pop({ label, face, className, isOpen, onOpenChange, children }: PopProps) {
  const [own, setOwn] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const tabIndex = useTabIndex()
  const open = isOpen ?? own
  const change = onOpenChange ?? setOwn
  return (
    <>
      <button
        ref={button}
        type="button"
        tabIndex={tabIndex}
        className={className}
        aria-label={label}
        title={label}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => change(true)}
      >
        {face}
      </button>
      {open && (
        <Popover triggerRef={button} isOpen onOpenChange={change} className={css['card'] ?? ''}>
          <Dialog aria-label={label} className={css['inner'] ?? ''}>
            {children(() => change(false))}
          </Dialog>
        </Popover>
      )}
    </>
  )
}
