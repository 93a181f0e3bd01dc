import type { ReactNode } from 'react'
import { useTabIndex } from './tab-order'

/** A box that scrolls by itself and can be reached and scrolled with the keyboard. */
export function ScrollBox({
  label,
  className,
  children
}: {
  label: string
  className: string | undefined
  children: ReactNode
}) {
  const tabIndex = useTabIndex() ?? 0
  return (
    // Who uses the keyboard scrolls it with the arrow keys, so it must take the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className={className} aria-label={label} tabIndex={tabIndex}>
      {children}
    </section>
  )
}
