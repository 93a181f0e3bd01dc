import { useChat, useView, useStores } from '../store/stores'
import { exactTime } from '../text/time'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import type { ResponseQueueInfo } from '../../shared/backend-config'
import { idleWords } from './metric-words'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import css from './monitoring.module.css'
import { createMonitoringStore, useMonitoring } from '../store/monitoring-store'
import { t } from '../text/words'

/** Response queues of all installations in this account and region, and how to be rid of those nobody uses. */
export function ResponseQueues() {
  const monitoring = useStores().of(createMonitoringStore)
  const queues = useMonitoring((state) => state.responseQueues)
  const listing = useMonitoring((state) => state.listing)
  const error = useMonitoring((state) => state.sweepError)
  const swept = useMonitoring((state) => state.swept)
  return (
    <section aria-labelledby="response-queues-title" className={css['section']}>
      <div className={row['spread']}>
        <h2 id="response-queues-title">{t('Response queues of this account')}</h2>
        <Button disabled={listing} onClick={() => void monitoring.getState().listQueues()}>
          {listing ? t('Looking…') : queues ? t('Look again') : t('Look for unused ones')}
        </Button>
      </div>
      <p className={text['small']}>
        {t(
          'Each installation has a queue for its replies. One that was not used for 14 days by AWS’s clock is unused.'
        )}
      </p>
      {error && <ErrorNote title={t('The response queues could not be cleaned up')} error={error} />}
      {swept && (
        <output className={text['small']}>
          {swept.length === 0
            ? t('Nothing was deleted: they have been used since.')
            : t('Deleted: {names}.', { names: swept.join(', ') })}
        </output>
      )}
      {queues && <List queues={queues} />}
    </section>
  )
}

function List({ queues }: { queues: readonly ResponseQueueInfo[] }) {
  const openDialog = useView((state) => state.openDialog)
  const own = useChat((state) => state.info?.responseQueue)
  const stale = queues.filter((queue) => queue.stale && queue.name !== own).map(({ name }) => name)
  if (queues.length === 0)
    return <p className={text['small']}>{t('There is none in this account and region.')}</p>
  const sorted = queues.toSorted((a, b) => b.idleDays - a.idleDays)
  return (
    <>
      <ul className={css['queues']} aria-label={t('Response queues')}>
        {sorted.map((queue) => (
          <li key={queue.name} className={css['queue']}>
            <span className={css['queueWhat']}>
              <code>{queue.name}</code>{' '}
              <span className={text['small']}>
                {queue.name === own ? t('this installation') : <bdi>{queue.owner}</bdi>}
              </span>
            </span>
            <span
              className={text['small']}
              title={t('Last used {time}', { time: exactTime(queue.lastHeartbeat) })}
            >
              {idleWords(queue.idleDays)}
              {stale.includes(queue.name) && (
                <>
                  {' · '}
                  <span className={css['stale']}>{t('unused')}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <div className={row['end']}>
        {stale.length === 0 ? (
          <p className={text['small']}>{t('All of them are in use. There is nothing to delete.')}</p>
        ) : (
          <Button onClick={() => openDialog({ kind: 'sweep-queues', names: stale })}>
            {t('{count, plural, one {Delete # unused queue…} other {Delete # unused queues…}}', {
              count: stale.length
            })}
          </Button>
        )}
      </div>
    </>
  )
}
