import type { QueueStatus } from '../../shared/contract'
import { depthOf } from '../store/queues-store'
import { useQueues } from '../store/stores'
import css from './queues.module.css'
import { Sparkline } from './sparkline'

const roles: Record<QueueStatus['role'], { title: string; what: string }> = {
  request: { title: 'Request queue', what: 'What you send waits here for MessageProcessor.' },
  response: { title: 'Response queue', what: 'Replies to this installation arrive here.' },
  'dead-letter': { title: 'Dead-letter queue', what: 'Requests that failed too often end here.' },
  'shared-response': {
    title: 'Shared response queue',
    what: 'Replies to senders without a queue of their own.'
  }
}

const none: readonly number[] = []

/** One queue: its counts, and its depth drawn over time. */
export function QueueCard({ queue }: { queue: QueueStatus }) {
  const depths = useQueues((state) => state.depths.get(queue.name) ?? none)
  const { title, what } = roles[queue.role]
  const trouble = queue.role === 'dead-letter' && depthOf(queue) > 0
  return (
    <li className={css['card']} data-trouble={trouble || undefined}>
      <div className={css['what']}>
        <h2>{title}</h2>
        <code className={css['name']}>{queue.name}</code>
        <p className={css['soft']}>{what}</p>
      </div>
      <dl className={css['counts']}>
        <Count name="Waiting" value={queue.visible} />
        <Count name="In flight" value={queue.inFlight} />
        <Count name="Delayed" value={queue.delayed} />
      </dl>
      <Sparkline values={depths} label={`Depth of ${queue.name}`} />
    </li>
  )
}

const Count = ({ name, value }: { name: string; value: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value.toLocaleString()}</dd>
  </div>
)
