import { useState, type ReactNode } from 'react'
import type { ConnectDraft } from '../store/connect-draft'
import css from './advanced.module.css'
import { useConnect } from '../store/connect-store'

/** Fields that most people leave alone; open by itself when something in it is wrong. */
export function Advanced({
  label,
  fields,
  children
}: {
  label: string
  fields: readonly (keyof ConnectDraft)[]
  children: ReactNode
}) {
  const bad = useConnect((state) => fields.some((field) => state.errors.has(field)))
  const [open, setOpen] = useState(false)
  return (
    <details
      className={css['advanced']}
      open={open || bad}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{label}</summary>
      {children}
    </details>
  )
}
