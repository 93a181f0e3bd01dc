import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import css from './button.module.css'
import { useTabIndex } from './tab-order'

/** A button that shows an icon; its label is read out and shown as a tooltip. */
export function IconButton({
  icon: Icon,
  label,
  ...rest
}: { icon: LucideIcon; label: string } & Omit<
  ComponentProps<'button'>,
  'children' | 'aria-label' | 'title' | 'className'
>) {
  const tabIndex = useTabIndex()
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      {...rest}
      className={css['icon']}
      aria-label={label}
      title={label}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}
