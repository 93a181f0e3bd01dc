import { Virtuoso } from 'react-virtuoso'
import type { LetterAct } from '../../shared/contract'
import { useLetters } from '../store/letters-store'
import { exactTime } from '../text/time'
import { t, type Message } from '../text/words'
import { Skeleton } from '../ui/skeleton'
import css from './letters.module.css'

const words: Record<LetterAct['act'], Message> = {
  take: 'Taken',
  edit: 'Edited',
  resend: 'Sent again',
  return: 'Put back',
  delete: 'Deleted',
  purge: 'Queue purged',
  import: 'Imported',
  remove: 'Dead copy removed',
  redrive: 'All moved back',
  'redrive-cancel': 'Move cancelled',
  send: 'To be sent',
  sent: 'Sent by hand'
}

const rowOf = (_: number, { at, act, correlationId, detail }: LetterAct) => (
  <div className={css['act']}>
    <time className={css['numbers']}>{exactTime(at)}</time>
    <strong>{t(words[act])}</strong>
    <code>{correlationId}</code>
    <span dir="auto">{detail}</span>
  </div>
)

/** What was done at the desk, the newest first. */
export function ActLog() {
  const acts = useLetters((state) => state.acts)
  if (acts === null) return <Skeleton lines={8} label={t('Loading the letters')} />
  if (acts.length === 0)
    return (
      <div className={css['empty']}>
        <p>{t('Nothing was done here yet.')}</p>
      </div>
    )
  return <Virtuoso className={css['rows'] ?? ''} data={[...acts]} itemContent={rowOf} />
}
