import { Suspense, useMemo, useState, type ReactNode } from 'react'
import { isJson } from '../../shared/json-tokens'
import { jsonTree } from '../text/json'
import { CopyButton } from '../ui/copy-button'
import { ScrollBox } from '../ui/scroll-box'
import { isTooMuch } from '../text/markdown-limits'
import { Boundary } from '../ui/boundary'
import { Button } from '../ui/button'
import { lazyPart } from '../ui/lazy-part'
import { PlainText } from './plain-text'
import css from './message-text.module.css'
import { t } from '../text/words'

const Markdown = lazyPart(() => import('./markdown'))
const JsonTree = lazyPart(() => import('./json-tree'))

/** A text of more characters is data, not prose: drawing all of it would stall the page. */
const LONG = 20_000

/** What the user wrote: exactly as it was written, or as a tree when it is JSON. */
export const RequestText = ({
  text,
  raw = false,
  draw
}: {
  text: string
  raw?: boolean
  /** How its words are drawn; without, addresses in them are links. */
  draw?: (words: string) => ReactNode
}) => (
  <div className={css['text']}>
    <Shown text={text} raw={raw}>
      <PlainText text={text} {...(draw && { draw })} />
    </Shown>
  </div>
)

/** A reply as Markdown; as it is when it is data, when it is too much for Markdown, and when drawing it fails. */
export const ReplyText = ({ text, raw = false }: { text: string; raw?: boolean }) => (
  <div className={css['text']}>
    <Shown text={text} raw={raw}>
      <Reply text={text} />
    </Shown>
  </div>
)

/** A text character for character when `raw`; JSON as a tree; anything else as `children` draw it. */
function Shown({ text, raw, children }: { text: string; raw: boolean; children: ReactNode }) {
  const tree = useMemo(() => (raw ? null : jsonTree(text)), [raw, text])
  if (tree) {
    return (
      <Boundary resetKey={text} renderFallback={() => <RawText text={text} />}>
        <Suspense fallback={<RawText text={text} />}>
          <JsonTree root={tree} />
        </Suspense>
      </Boundary>
    )
  }
  return raw || text.length > LONG ? <RawText text={text} /> : children
}

function Reply({ text }: { text: string }) {
  if (text.trim() === '' || (/^\s*[[{]/.test(text) && isJson(text))) return <PlainText text={text} />
  if (isTooMuch(text)) {
    return (
      <>
        <PlainText text={text} />
        <p className={css['soft']}>{t('Shown as plain text: it is too much to be drawn as Markdown.')}</p>
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
            {t('Shown as plain text: it could not be drawn as Markdown.')}{' '}
            <Button kind="quiet" onClick={retry}>
              {t('Try again')}
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

/** A text as it is and nothing else; of a long one as much as the page draws at once, until all of it is asked for. */
function RawText({ text }: { text: string }) {
  const [all, setAll] = useState(false)
  if (text.length <= LONG) return <pre className={css['raw']}>{text}</pre>
  return (
    <>
      <ScrollBox className={css['long']} label={t('Long text')}>
        <pre className={css['raw']}>{all ? text : text.slice(0, LONG)}</pre>
      </ScrollBox>
      {!all && (
        <p className={css['soft']}>
          {t('The first {shown, number} of {all, number} characters.', { shown: LONG, all: text.length })}{' '}
          <Button kind="quiet" onClick={() => setAll(true)}>
            {t('Show all')}
          </Button>
          <CopyButton text={text} label={t('Copy all')} />
        </p>
      )}
    </>
  )
}
