import { X } from 'lucide-react'
import { useUndo } from '../store/undo'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import css from './undo-toasts.module.css'
import { t } from '../text/words'

/** As many as stand over the page at once. */
const SHOWN = 3

/** What was just done, each with Undo, while it can be taken back. */
export function UndoToasts() {
  const offers = useUndo((state) => state.offers)
  const undo = useUndo((state) => state.undo)
  const settle = useUndo((state) => state.settle)
  return (
    <output aria-label={t('Done')} className={css['toasts']}>
      {offers.slice(0, SHOWN).map(({ id, says }) => (
        <span key={id} className={css['toast']}>
          <bdi className={css['says']}>{says}</bdi>
          <Button kind="quiet" onClick={() => undo(id)}>
            {t('Undo')}
          </Button>
          <IconButton icon={X} label={t('Dismiss')} onClick={() => settle(id)} />
        </span>
      ))}
    </output>
  )
}
