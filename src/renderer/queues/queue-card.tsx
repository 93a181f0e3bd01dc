import type { QueueStatus } from '../../shared/contract'
import { depthOf, useQueues } from '../store/queues-store'
import text from '../ui/text.module.css'
import css from './queues.module.css'
import { formatNumber, t, type Message } from '../text/words'

const roles: Record<QueueStatus['role'], { title: Message; what: Message }> = {
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
        <h2>{t(title)}</h2>
        <code className={css['name']}>{queue.name}</code>
        <p className={text['numbers']}>{t(what)}</p>
      </div>
      <dl className={css['counts']}>
        <Count name={t('Waiting')} value={queue.visible} />
        <Count name={t('In flight')} value={queue.inFlight} />
        <Count name={t('Delayed')} value={queue.delayed} />
      </dl>
      <Sparkline values={depths} name={queue.name} />
    </li>
  )
}

const Count = ({ name, value }: { name: string; value: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{formatNumber(value)}</dd>
  </div>
)

/** Depth at the last looks. The scale runs from 0 to the highest sample, which is named. */
function Sparkline({ values, name }: { values: readonly number[]; name: string }) {
  const path = sparklinePath(values)
  const highest = Math.max(0, ...values)
  return (
    <figure className={css['spark']}>
      <svg
        viewBox={`0 0 ${SPARK.width} ${SPARK.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('Depth of {name} lately: now {now}, at most {highest}', {
          name,
          now: values.at(-1) ?? 0,
          highest
        })}
      >
        <line className={css['zero']} x1="0" x2={SPARK.width} y1={SPARK.height - 1} y2={SPARK.height - 1} />
        <path className={css['sparkLine']} d={path} />
      </svg>
      <figcaption>{t('max {top}', { top: formatNumber(highest) })}</figcaption>
    </figure>
  )
}

/** Width and height of the drawing, in its own units. */
const SPARK = { width: 120, height: 32, samples: 60 }

/** The line through the samples, newest at the right edge; empty until there are two. */
function sparklinePath(values: readonly number[]): string {
  if (values.length < 2) return ''
  const top = Math.max(1, ...values)
  const step = SPARK.width / (SPARK.samples - 1)
  const from = SPARK.width - (values.length - 1) * step
  return values
    .map((value, index) => {
      const x = (from + index * step).toFixed(1)
      const y = (SPARK.height - 2 - (value / top) * (SPARK.height - 4)).toFixed(1)
      return `${index === 0 ? 'M' : 'L'}${x} ${y}`
    })
    .join('')
}
