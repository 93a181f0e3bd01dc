import type { ComponentProps } from 'react'
import css from './button.module.css'
import { useTabIndex } from './tab-order'

type Kind = 'plain' | 'primary' | 'danger' | 'quiet'

/** A button with words on it. */
export function Button({
  kind = 'plain',
  ...rest
}: { kind?: Kind } & Omit<ComponentProps<'button'>, 'className'>) {
  const tabIndex = useTabIndex()
  return <button type="button" tabIndex={tabIndex} {...rest} className={`${css['button']} ${css[kind]}`} />
}
