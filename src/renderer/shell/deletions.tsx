import type { Deletion } from '../../shared/contract'
import { useChat } from '../store/stores'
import { Button } from '../ui/button'
import css from './deletions.module.css'

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
  const label = `Deleting “${title}”`
  return (
    <div className={css['item']}>
      <div className={css['words']}>
        <span>
          Deleting “<bdi>{title}</bdi>”
        </span>
        <progress aria-label={label} value={deleted} max={Math.max(total, 1)} />
        <span className={css['count']}>
          {deleted.toLocaleString('en')} of {total.toLocaleString('en')} messages
        </span>
      </div>
      <Button aria-label={`Stop deleting ${title}`} onClick={() => void stop(id)}>
        Stop
      </Button>
    </div>
  )
}
