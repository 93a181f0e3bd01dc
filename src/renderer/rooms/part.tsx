import { useId, type ReactNode } from 'react'
import css from './room-panel.module.css'

/** A part of the panel, under its heading. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={css['part']}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  )
}
