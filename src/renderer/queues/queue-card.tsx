import type { QueueStatus } from '../../shared/contract'
import { useCheckUps } from '../store/check-up-store'
import { depthOf } from '../store/queues-store'
import { useView } from '../store/stores'
import { duration } from '../text/time'
import { Button } from '../ui/button'
import text from '../ui/text.module.css'
import css from './queues.module.css'
import { formatNumber, t, type Message } from '../text/words'

export const roles: Record<QueueStatus['role'], { title: Message; what: Message }> = {
  request: { title: 'Request queue', what: 'What you send waits here for MessageProcessor.' },
  response: { title: 'Response queue', what: 'Replies to this installation arrive here.' },
  'dead-letter': { title: 'Dead-letter queue', what: 'Requests that failed too often end here.' },
  'shared-response': {
    title: 'Shared response queue',
    what: 'Replies to senders without a queue of their own.'
  }
}

/** One queue: how full it is, and how long its oldest message has been there. */
export function QueueCard({ queue }: { queue: QueueStatus }) {
  const { title, what } = roles[queue.role]
  const trouble = queue.role === 'dead-letter' && depthOf(queue) > 0
  return (
    <li className={css['card']} data-trouble={trouble || undefined}>
      <div className={css['what']}>
        <h2>{t(title)}</h2>
        <code className={css['name']}>{queue.name}</code>
        <p className={text['numbers']}>{t(what)}</p>
        <div className={css['acts']}>
          {queue.role === 'dead-letter' && <OpenDesk />}
          <LookOver name={queue.name} />
        </div>
      </div>
      <dl className={css['counts']}>
        <Count name={t('Waiting')} value={formatNumber(queue.visible)} />
        <Count name={t('In flight')} value={formatNumber(queue.inFlight)} />
        <Count name={t('Delayed')} value={formatNumber(queue.delayed)} />
        <Count name={t('Oldest')} value={queue.oldestMs === null ? '–' : duration(queue.oldestMs)} />
      </dl>
    </li>
  )
}

/** The way to the desk for dead letters. */
function OpenDesk() {
  const show = useView((state) => state.show)
  return <Button onClick={() => show('letters')}>{t('Open the dead letters')}</Button>
}

/** Has the queue looked over; what comes of it stands below, where it is brought into sight. */
function LookOver({ name }: { name: string }) {
  const run = useCheckUps((state) => state.run)
  return (
    <Button
      kind="quiet"
      aria-label={t('Check up {name}', { name })}
      onClick={() => {
        void run(name)
        document.querySelector('#check-up-title')?.scrollIntoView({ block: 'start' })
      }}
    >
      {t('Check up')}
    </Button>
  )
}

const Count = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)
