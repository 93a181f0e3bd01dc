import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { WireError } from '../../shared/errors'
import { CopyButton } from './copy-button'
import css from './error-note.module.css'
import { errorText, t } from '../text/words'

/** Says what went wrong; the code and the exact words are one click away. `children` are the next steps. */
export function ErrorNote({
  title,
  error,
  details: more = '',
  children
}: {
  title: string
  error: WireError
  /** What else helps to find the fault; it is copied, not shown. */
  details?: string
  children?: ReactNode
}) {
  const words = errorText(error)
  const details = `${title}\n${words}\ncode: ${error.code}${more && `\n${more}`}`
  return (
    <div className={css['note']} role="alert">
      <TriangleAlert size={16} aria-hidden className={css['icon']} />
      <div className={css['body']}>
        <p className={css['title']}>{title}</p>
        <p dir="auto">{words}</p>
        <div className={css['foot']}>
          {children}
          <details>
            <summary>{t('Details')}</summary>
            <code>{error.code}</code> <CopyButton text={details} />
          </details>
        </div>
      </div>
    </div>
  )
}
