import type { ComponentProps } from 'react'
import css from './button.module.css'

type Kind = 'plain' | 'primary' | 'danger' | 'quiet'

/** A button with words on it. */
export function Button({
  kind = 'plain',
  ...rest
}: { kind?: Kind } & Omit<ComponentProps<'button'>, 'className'>) {
  return <button type="button" {...rest} className={`${css['button']} ${css[kind]}`} />
}
