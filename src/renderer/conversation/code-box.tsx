import type { ReactNode } from 'react'
import { CopyButton } from '../ui/copy-button'
import { ScrollBox } from '../ui/scroll-box'
import css from './message-text.module.css'

/** Code with a Copy button, in a box that scrolls by itself. */
export function CodeBox({ code, info = '', children }: { code: string; info?: string; children: ReactNode }) {
  return (
    <div className={css['code']}>
      <div className={css['codeCopy']}>
        <CopyButton text={code} iconOnly label="Copy the code" />
      </div>
      <ScrollBox className={css['codeScroll']} label="Code">
        {info !== '' && <p className={css['fence']}>{info}</p>}
        <pre dir="ltr">{children}</pre>
      </ScrollBox>
    </div>
  )
}
