import { WrapText } from 'lucide-react'
import { Suspense, useState, type ReactNode } from 'react'
import { Boundary } from '../ui/boundary'
import { CopyButton } from '../ui/copy-button'
import { IconButton } from '../ui/icon-button'
import { lazyPart } from '../ui/lazy-part'
import { ScrollBox } from '../ui/scroll-box'
import css from './code-box.module.css'
import { t } from '../text/words'

const Highlighted = lazyPart(() => import('./highlighted'))

/** A longer code is shown in one colour, in characters: colouring all of it would stall the page. */
const COLOURED = 20_000

/** Code under a bar with its language, or whatever stands in its opening fence; it scrolls by itself or wraps. */
export function CodeBox({
  code,
  info,
  head,
  foot
}: {
  readonly code: string
  /** What stands behind the opening fence; its first word is the language. */
  readonly info: string
  /** What the bar shows in place of `info`. */
  readonly head?: ReactNode
  readonly foot?: ReactNode
}) {
  const [wrap, setWrap] = useState(false)
  const language = /^[\w+#.-]+/.exec(info)?.[0]?.toLowerCase()
  return (
    <div className={css['box']}>
      <div className={css['bar']}>
        <span className={css['info']}>{head ?? info}</span>
        <IconButton
          icon={WrapText}
          label={t('Wrap long lines')}
          aria-pressed={wrap}
          onClick={() => setWrap(!wrap)}
        />
        <CopyButton text={code} iconOnly label={t('Copy the code')} />
      </div>
      <ScrollBox className={css['scroll']} label={t('Code')}>
        <pre dir="ltr" data-wrap={wrap || undefined}>
          <code>
            {language === undefined || code.length > COLOURED ? (
              code
            ) : (
              <Boundary resetKey={code} renderFallback={() => code}>
                <Suspense fallback={code}>
                  <Highlighted code={code} language={language} />
                </Suspense>
              </Boundary>
            )}
          </code>
        </pre>
        {foot}
      </ScrollBox>
    </div>
  )
}
