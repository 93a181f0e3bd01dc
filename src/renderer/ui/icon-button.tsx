import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import css from './button.module.css'

/** A button that shows an icon; its label is read out and shown as a tooltip. */
export function IconButton({
  icon: Icon,
  label,
  ...rest
}: { icon: LucideIcon; label: string } & Omit<
  ComponentProps<'button'>,
  'children' | 'aria-label' | 'title' | 'className'
>) {
  return (
    <button type="button" {...rest} className={css['icon']} aria-label={label} title={label}>
      <Icon size={16} aria-hidden />
    </button>
  )
}
