import { lazy, Suspense } from 'react'
import css from './message-text.module.css'

const Markdown = lazy(() => import('./markdown'))

/** A text as Markdown, or as it is until the Markdown reader is loaded. */
export const MessageText = ({ text }: { text: string }) => (
  <div className={css['text']}>
    <Suspense fallback={<p dir="auto">{text}</p>}>
      <Markdown text={text} />
    </Suspense>
  </div>
)
