import { CopyButton } from '../ui/copy-button'
import { ScrollBox } from '../ui/scroll-box'
import { isTooMuch } from '../text/markdown-limits'
import { Boundary } from '../ui/boundary'
import { Button } from '../ui/button'
import { lazyPart } from '../ui/lazy-part'
import { PlainText } from './plain-text'
import css from './message-text.module.css'
import { Suspense } from 'react'

const Markdown = lazyPart(() => import('./markdown'))

/** A text of more characters is data, not prose: drawing all of it would stall the page. */
const LONG = 20_000

/** What the user wrote, exactly as it was written. */
export const RequestText = ({ text }: { text: string }) => (
  <div className={css['text']}>
    {text.length > LONG ? <LongText text={text} /> : <PlainText text={text} />}
  </div>
)

/** A reply as Markdown; as it is when it is data, when it is too much for Markdown, and when drawing it fails. */
export const ReplyText = ({ text }: { text: string }) => (
  <div className={css['text']}>
    <Reply text={text} />
  </div>
)

function Reply({ text }: { text: string }) {
  if (text.length > LONG) return <LongText text={text} />
  if (text.trim() === '' || isJson(text)) return <PlainText text={text} />
  if (isTooMuch(text)) {
    return (
      <>
        <PlainText text={text} />
        <p className={css['soft']}>Shown as plain text: it is too much to be drawn as Markdown.</p>
      </>
    )
  }
  return (
    <Boundary
      resetKey={text}
      renderFallback={(_, retry) => (
        <>
          <PlainText text={text} />
          <p className={css['soft']}>
            Shown as plain text: it could not be drawn as Markdown.{' '}
            <Button kind="quiet" onClick={retry}>
              Try again
            </Button>
          </p>
        </>
      )}
    >
      <Suspense fallback={<PlainText text={text} />}>
        <Markdown text={text} />
      </Suspense>
    </Boundary>
  )
}

function LongText({ text }: { text: string }) {
  return (
    <>
      <ScrollBox className={css['long']} label="Long text">
        <pre dir="auto">{text.slice(0, LONG)}</pre>
      </ScrollBox>
      <p className={css['soft']}>
        {`The first ${LONG.toLocaleString()} of ${text.length.toLocaleString()} characters. `}
        <CopyButton text={text} label="Copy all" />
      </p>
    </>
  )
}

/** Whether a text is a JSON object or list: its marks mean something else than Markdown's. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
