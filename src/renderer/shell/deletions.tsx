import type { Deletion } from '../../shared/contract'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import css from './deletions.module.css'
import { rich, t } from '../text/words'

/** Deletions that take long: how far each is, and how to stop it. */
export function Deletions() {
  const deletions = useChat((state) => state.deletions)
  if (deletions.size === 0) return null
  return (
    <div className={css['deletions']}>
      {[...deletions.values()].map((deletion) => (
        <Deleting key={deletion.id} deletion={deletion} />
      ))}
    </div>
  )
}

function Deleting({ deletion: { id, title, deleted, total } }: { deletion: Deletion }) {
  const stop = useChat((state) => state.stopDeleting)
  return (
    <div className={css['item']}>
      <div className={css['words']}>
        <span>{rich('Deleting “{title}”', { title: <bdi>{title}</bdi> })}</span>
        <progress aria-label={t('Deleting “{title}”', { title })} value={deleted} max={Math.max(total, 1)} />
        <span className={css['count']}>
          {t('{deleted, number} of {total, number} messages', { deleted, total })}
        </span>
      </div>
      <Button aria-label={t('Stop deleting {title}', { title })} onClick={() => void stop(id)}>
        {t('Stop')}
      </Button>
    </div>
  )
}
