import { Ellipsis } from 'lucide-react'
import { Suspense } from 'react'
import { lazyPart } from './lazy-part'
import type { OptionsMenuProps } from './options-menu'
import css from './options-menu.module.css'

const OptionsMenu = lazyPart(() => import('./options-menu'))

/** A menu of options whose code, as large as the rest of the page, comes after the page has shown itself. */
export const Options = (props: OptionsMenuProps) => (
  <Suspense
    fallback={
      <button
        type="button"
        className={`${css['button']} ${props.raised ? css['raised'] : ''}`}
        aria-label={`Options for ${props.of}`}
        aria-haspopup="true"
        disabled
      >
        <Ellipsis size={16} aria-hidden />
      </button>
    }
  >
    <OptionsMenu {...props} />
  </Suspense>
)
