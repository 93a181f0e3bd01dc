import { ExternalLink } from 'lucide-react'
import { useEffect } from 'react'
import type { Monitoring } from '../../shared/backend-config'
import { safeUrl } from '../text/safe-url'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { Button } from '../ui/button'
import { MetricChart, type MetricLine } from './metric-chart'
import { ResponseQueues } from './response-queues'
import { SharedQueueNotice } from './shared-queue-notice'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import css from './monitoring.module.css'
import { createMonitoringStore, useMonitoring } from '../store/monitoring-store'
import { useStores } from '../store/stores'
import { saidText, t } from '../text/words'

const ranges = [3, 12, 24, 72]

/** What CloudWatch tells of this backend, and the response queues of its account. */
export default function MonitoringSection() {
  const store = useStores().of(createMonitoringStore)
  const monitoring = useMonitoring((state) => state.monitoring)
  const error = useMonitoring((state) => state.error)
  const hours = useMonitoring((state) => state.hours)
  const watch = useMonitoring((state) => state.watch)
  useEffect(() => watch(), [watch])
  return (
    <>
      <SharedQueueNotice />
      <section aria-labelledby="monitoring-title" className={css['section']}>
        <div className={row['spread']}>
          <h2 id="monitoring-title">{t('Monitoring')}</h2>
          <fieldset className={css['ranges']} aria-label={t('Time span')}>
            {ranges.map((range) => (
              <button
                key={range}
                type="button"
                className={css['range']}
                aria-pressed={range === hours}
                title={t('Last {range} hours', { range })}
                onClick={() => store.getState().setHours(range)}
              >
                {t('{range} h', { range })}
              </button>
            ))}
          </fieldset>
        </div>
        {error && (
          <ErrorNote title={t('CloudWatch could not be read')} error={error}>
            <Button onClick={() => store.getState().setHours(hours)}>{t('Try again')}</Button>
          </ErrorNote>
        )}
        {!monitoring && !error && <Skeleton lines={4} label={t('Reading CloudWatch')} />}
        {monitoring && <Charts monitoring={monitoring} />}
      </section>
      <ResponseQueues />
    </>
  )
}

type SeriesName = Monitoring['series'][number]['name']

function Charts({ monitoring: { series, missing, dashboardUrl } }: { monitoring: Monitoring }) {
  const line = (name: SeriesName, words = '', tone: MetricLine['tone'] = 'accent'): MetricLine[] => {
    const found = series.find((one) => one.name === name)
    return found ? [{ name: words, tone, points: found.points }] : []
  }
  const [failed] = line('dlq-depth')
  const deadLetters = failed
    ? [{ ...failed, tone: isAboveZero(failed) ? ('bad' as const) : failed.tone }]
    : []
  const all = [
    { title: t('Age of the oldest request'), unit: 'seconds', lines: line('oldest-age-seconds') },
    { title: t('Dead-letter queue'), unit: 'count', lines: deadLetters },
    {
      title: t('Function calls'),
      unit: 'count',
      lines: [
        ...line('invocations', t('Invocations')),
        ...line('errors', t('Errors'), 'bad'),
        ...line('throttles', t('Throttles'), 'warn')
      ]
    },
    { title: t('Duration'), unit: 'milliseconds', lines: line('duration-ms') }
  ] as const
  const dashboard = dashboardUrl === null ? null : safeUrl(dashboardUrl)
  return (
    <>
      {missing.length > 0 && (
        <ul className={css['missing']} aria-label={t('What is missing')}>
          {missing.map((reason) => (
            <li key={reason.detail} dir="auto">
              {saidText(reason.said, reason.detail)}
            </li>
          ))}
        </ul>
      )}
      <div className={css['charts']}>
        {all
          .filter(({ lines }) => lines.length > 0)
          .map((chart) => (
            <MetricChart key={chart.title} {...chart} />
          ))}
      </div>
      <div className={row['spread']}>
        {dashboard !== null && (
          <a href={dashboard} target="_blank" rel="noopener noreferrer" className={text['small']}>
            {t('Dashboard in CloudWatch')} <ExternalLink size={12} aria-hidden />
          </a>
        )}
      </div>
    </>
  )
}

const isAboveZero = ({ points }: MetricLine): boolean => (points.at(-1)?.value ?? 0) > 0
