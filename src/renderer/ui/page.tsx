import type { ReactNode } from 'react'
import css from './page.module.css'

/** A view in one column that scrolls below its header; `wide` for cards beside each other. */
export const Page = ({ wide, children }: { wide?: boolean; children: ReactNode }) => (
  <div className={css['page']} data-pane>
    <div className={`${css['column']} ${wide ? css['wide'] : ''}`}>{children}</div>
  </div>
)
