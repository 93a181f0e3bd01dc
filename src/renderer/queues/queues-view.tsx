import { ScrollText, TableProperties } from 'lucide-react'
import { Suspense, useEffect } from 'react'
import { BarButton } from '../ui/bar-button'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import { Page } from '../ui/page'
import { ViewHeader } from '../ui/view-header'
import { useChat, useView } from '../store/stores'
import { clockTime } from '../text/time'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { CheckUpSection } from './check-up-section'
import { CostAndAlarms } from './cost-and-alarms'
import { LedgerSection } from './ledger-section'
import { QueueCard } from './queue-card'
import { SetAside } from './set-aside'
import text from '../ui/text.module.css'
import css from './queues.module.css'
import { useQueues } from '../store/queues-store'
import { t } from '../text/words'

const QueueHistorySection = lazyPart(() => import('./queue-history'))
const MonitoringSection = lazyPart(() => import('./monitoring-section'))

/** What the queues of this backend hold, now and over time, what they cost, and where every message is. */
export default function QueuesView() {
  const queues = useQueues((state) => state.queues)
  const error = useQueues((state) => state.error)
  const updatedAt = useQueues((state) => state.updatedAt)
  const watch = useQueues((state) => state.watch)
  const refresh = useQueues((state) => state.refresh)
  const show = useView((state) => state.show)
  const cloudWatch = useChat((state) => state.connection?.can.cloudWatch)
  const paid = useChat((state) => state.connection?.can.account)
  useEffect(() => watch(paid), [watch, paid])

  return (
    <>
      <ViewHeader title={t('Queues')}>
        <BarButton icon={TableProperties} label={t('Queue desk')} onClick={() => show('desk')} />
        <BarButton icon={ScrollText} label={t('Processor log')} onClick={() => show('logs')} />
        {updatedAt !== null && (
          <span className={`${text['numbers']} ${css['updated']}`}>
            {t('Updated {time}', { time: clockTime(updatedAt) })}
          </span>
        )}
      </ViewHeader>
      <Page wide>
        {error && (
          <ErrorNote title={t('The queues could not be read')} error={error}>
            <Button onClick={() => void refresh()}>{t('Try again')}</Button>
          </ErrorNote>
        )}
        {!queues && !error && <Skeleton lines={6} label={t('Loading the queues')} />}
        {queues?.length === 0 && <p className={text['numbers']}>{t('This backend has no queues yet.')}</p>}
        <ul className={css['cards']}>
          {queues?.map((queue) => (
            <QueueCard key={queue.name} queue={queue} />
          ))}
        </ul>
        <PaneBoundary name={t('Over time')}>
          <Suspense fallback={<Skeleton lines={5} label={t('Loading the chart')} />}>
            {queues && queues.length > 0 && <QueueHistorySection queues={queues} />}
          </Suspense>
        </PaneBoundary>
        <CostAndAlarms />
        <PaneBoundary name={t('Monitoring')}>
          <Suspense>{cloudWatch && <MonitoringSection />}</Suspense>
        </PaneBoundary>
        <CheckUpSection />
        <LedgerSection />
        <SetAside />
      </Page>
    </>
  )
}
