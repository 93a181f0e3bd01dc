import { Ellipsis } from 'lucide-react'
import { Suspense } from 'react'
import { Boundary } from './boundary'
import { lazyPart } from './lazy-part'
import type { OptionsMenuProps } from './options-menu'
import css from './options-menu.module.css'
import { t } from '../text/words'

const OptionsMenu = lazyPart(() => import('./options-menu'))

/** In place of the menu while its code is on its way, or could not be fetched: then a press tries again. */
function Placeholder({ label, icon: Icon, raised, retry }: OptionsMenuProps & { retry?: () => void }) {
  return (
    <button
      type="button"
      className={`${css['button']} ${raised ? css['raised'] : ''}`}
      aria-label={label}
      aria-haspopup="true"
      title={retry && t('The options could not be loaded. Press to try again.')}
      disabled={!retry}
      onClick={retry}
    >
      <Icon size={16} aria-hidden />
    </button>
  )
}

/** A menu of options whose code, as large as the rest of the page, comes after the page has shown itself. */
export const OptionsAs = (props: OptionsMenuProps) => (
  <Boundary renderFallback={(_error, retry) => <Placeholder {...props} retry={retry} />}>
    <Suspense fallback={<Placeholder {...props} />}>
      <OptionsMenu {...props} />
    </Suspense>
  </Boundary>
)

/** The options of something, behind three dots. */
export const Options = ({
  of,
  ...rest
}: Pick<OptionsMenuProps, 'options' | 'raised'> & {
  /** Whose options they are. */
  of: string
}) => <OptionsAs {...rest} icon={Ellipsis} label={t('Options for {of}', { of })} />
