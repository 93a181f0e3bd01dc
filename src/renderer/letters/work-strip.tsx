import type { LetterJob } from '../../shared/contract'
import { useLetters } from '../store/letters-store'
import { formatNumber, t, type Message } from '../text/words'
import { Button } from '../ui/button'
import css from './letters.module.css'

const doing: Record<LetterJob['kind'], Message> = {
  take: 'Taking letters',
  resend: 'Sending letters again',
  return: 'Putting letters back',
  delete: 'Deleting letters',
  redrive: 'Moving all letters back'
}

/** How far the work on many letters is, and what came of the last. */
export function WorkStrip() {
  const job = useLetters((state) => state.job)
  const move = useLetters((state) => state.move)
  const act = useLetters((state) => state.act)
  if (move?.status === 'running') {
    return (
      <Strip
        what={t('The server moves all letters back')}
        done={move.moved}
        total={move.toMove}
        cancel={() => void act('letters.move.cancel', undefined)}
      />
    )
  }
  if (job && !job.over) {
    return (
      <Strip
        what={t(doing[job.kind])}
        done={job.done + job.missed}
        total={job.total}
        cancel={() => void act('letters.job.cancel', undefined)}
      />
    )
  }
  const said = job ? outcome(job) : move ? moved(move.status, move.moved, move.failure) : null
  return <output className={css['outcome']}>{said}</output>
}

function Strip(props: { what: string; done: number; total: number | null; cancel: () => void }) {
  const { what, done, total, cancel } = props
  const numbers =
    total === null
      ? formatNumber(done)
      : t('{done} of {total}', { done: formatNumber(done), total: formatNumber(total) })
  return (
    <div className={css['strip']}>
      <span>
        {what}: <span className={css['numbers']}>{numbers}</span>
      </span>
      <progress aria-label={what} value={done} max={Math.max(1, total ?? 0)} />
      <Button onClick={cancel}>{t('Cancel')}</Button>
    </div>
  )
}

function outcome({ done, total, missed, cancelled }: LetterJob): string {
  const sum = t('Done: {done} of {total}.', { done: formatNumber(done), total: formatNumber(total) })
  const gone =
    missed > 0
      ? t('{missed, plural, one {# was} other {# were}} not there any more, or somebody else has them.', {
          missed
        })
      : ''
  return [sum, gone, cancelled ? t('Cancelled.') : ''].filter((part) => part !== '').join(' ')
}

const failures: Readonly<Record<string, Message>> = {
  CouldNotDetermineMessageSource:
    'The server does not know where a letter came from. Take it and send it again instead.',
  'AWS.SimpleQueueService.NonExistentQueue': 'The queue that a letter came from is not there any more.'
}

function moved(status: string, count: number, failure: string | null): string {
  const sum = t('{count, plural, one {# letter} other {# letters}} moved back.', { count })
  if (status === 'cancelled') return `${sum} ${t('Cancelled.')}`
  if (status !== 'failed') return sum
  const why = failures[failure ?? '']
  return `${sum} ${why ? t(why) : (failure ?? '')}`
}
