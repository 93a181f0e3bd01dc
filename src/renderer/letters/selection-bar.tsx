import type { LetterSummary } from '../../shared/contract'
import { useLetters } from '../store/letters-store'
import { t } from '../text/words'
import { Button } from '../ui/button'
import type { LetterDialog } from './letter-dialogs'
import { useLocked } from './lock-strip'
import css from './letters.module.css'

/** What can be done with the letters that are chosen. */
export function SelectionBar({
  letters,
  ask
}: {
  letters: readonly LetterSummary[]
  ask: (dialog: LetterDialog) => void
}) {
  const desk = useLetters((state) => state.desk)
  const chosen = useLetters((state) => state.chosen)
  const choose = useLetters((state) => state.choose)
  const act = useLetters((state) => state.act)
  const locked = useLocked()
  const works = useLetters((state) => state.job !== null && !state.job.over) || locked
  const some = letters.filter(({ id }) => chosen.has(id)).map(({ place, id }) => ({ place, id }))
  const all = some.length === letters.length
  const none = some.length === 0
  return (
    <div className={css['bar']} role="toolbar" aria-label={t('Chosen letters')}>
      <label className={css['all']}>
        <input
          type="checkbox"
          checked={all}
          ref={(box) => {
            if (box) box.indeterminate = !all && !none
          }}
          onChange={() =>
            choose(
              letters.map(({ id }) => id),
              !all
            )
          }
        />
        {none
          ? t('Choose all')
          : t('{count, plural, one {# chosen} other {# chosen}}', { count: some.length })}
      </label>
      {desk === 'queue' && (
        <Button disabled={none || works} onClick={() => void act('letters.take', { letters: some })}>
          {t('Take')}
        </Button>
      )}
      <Button disabled={none || works} onClick={() => ask({ kind: 'resend', letters: some })}>
        {t('Send again…')}
      </Button>
      {desk === 'tray' && (
        <Button disabled={none || works} onClick={() => void act('letters.return', { letters: some })}>
          {t('Put back')}
        </Button>
      )}
      <Button kind="quiet" disabled={none || works} onClick={() => ask({ kind: 'delete', letters: some })}>
        {t('Delete…')}
      </Button>
    </div>
  )
}
