import { useEffect, useRef, type ReactNode } from 'react'
import css from './page-heading.module.css'

/** The heading of a page that took the place of another: it takes the focus, which would be lost with the button pressed. */
export function PageHeading({ id, children }: { id: string; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <h2 id={id} ref={heading} tabIndex={-1} className={css['heading']}>
      {children}
    </h2>
  )
}
