import { useChat } from '../store/stores'
import css from './composer.module.css'

/** While nothing can be sent: what becomes of a message, and how many wait already. */
export function OutboxHint() {
  const connection = useChat((state) => state.connection)
  const linkUp = useChat((state) => state.linkUp)
  if (!linkUp || !connection || connection.state === 'online' || connection.state === 'starting') return null
  const { outbox } = connection
  return (
    <output aria-label="Outbox" className={css['outbox']}>
      Messages wait in the outbox and go out by themselves
      {outbox === 0 ? '.' : `: ${outbox.toLocaleString()} ${outbox === 1 ? 'waits' : 'wait'} now.`}
    </output>
  )
}
