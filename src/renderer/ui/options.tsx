import { Ellipsis } from 'lucide-react'
import { Suspense } from 'react'
import { Boundary } from './boundary'
import { lazyPart } from './lazy-part'
import type { OptionsMenuProps } from './options-menu'
import css from './options-menu.module.css'
import { t } from '../text/words'

const OptionsMenu = lazyPart(() => import('./options-menu'))

/** In place of the menu while its code is on its way, or could not be fetched: then a press tries again. */
function Placeholder({ of, raised, retry }: OptionsMenuProps & { retry?: () => void }) {
  return (
    <button
      type="button"
      className={`${css['button']} ${raised ? css['raised'] : ''}`}
      aria-label={t('Options for {of}', { of })}
      aria-haspopup="true"
      title={retry && t('The options could not be loaded. Press to try again.')}
      disabled={!retry}
      onClick={retry}
    >
      <Ellipsis size={16} aria-hidden />
    </button>
  )
}

/** A menu of options whose code, as large as the rest of the page, comes after the page has shown itself. */
export const Options = (props: OptionsMenuProps) => (
  <Boundary renderFallback={(_error, retry) => <Placeholder {...props} retry={retry} />}>
    <Suspense fallback={<Placeholder {...props} />}>
      <OptionsMenu {...props} />
    </Suspense>
  </Boundary>
)
