import { useEffect } from 'react'
import type { LedgerReport } from '../../shared/contract'
import { useLedger } from '../store/ledger-store'
import { exactTime } from '../text/time'
import { Button } from '../ui/button'
import { ErrorNote } from '../ui/error-note'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import css from './history.module.css'
import { formatNumber, t, type Message } from '../text/words'

const places: readonly (readonly [keyof LedgerReport['places'], Message])[] = [
  ['outbox', 'in the outbox: SQS has not accepted them yet'],
  ['underWay', 'under way: accepted by SQS, not answered yet'],
  ['delivered', 'delivered: accepted by a queue without replies'],
  ['answered', 'answered'],
  ['failed', 'failed'],
  ['deleted', 'deleted by you']
]

const causes: readonly (readonly [keyof LedgerReport['failures'], Message])[] = [
  ['processor', 'by MessageProcessor'],
  ['noAnswer', 'without an answer'],
  ['cancelled', 'cancelled by you'],
  ['refused', 'refused by SQS']
]

const counters: readonly (readonly [keyof LedgerReport['counters'], Message])[] = [
  ['sent', 'Handed over to SQS'],
  ['notAccepted', 'Tries that SQS did not take, made again'],
  ['askedAgain', 'Asked again without an answer'],
  ['retried', 'Sent again by you'],
  ['answered', 'Answered'],
  ['failed', 'Failed'],
  ['duplicates', 'Doubled replies dropped'],
  ['ownerless', 'Replies to what you deleted'],
  ['setAside', 'Set aside'],
  ['taken', 'Dead letters taken']
]

/** Accounts for every message that was ever written in this profile. */
export function LedgerSection() {
  const watch = useLedger((state) => state.watch)
  const report = useLedger((state) => state.report)
  const error = useLedger((state) => state.error)
  const exporting = useLedger((state) => state.exporting)
  const exportList = useLedger((state) => state.exportList)
  const cancelExport = useLedger((state) => state.cancelExport)
  useEffect(() => watch(), [watch])
  return (
    <section aria-labelledby="ledger-title" className={css['card']}>
      <div className={row['spread']}>
        <h2 id="ledger-title">{t('Delivery ledger')}</h2>
        {exporting === null ? (
          <Button onClick={() => void exportList()}>{t('Export the list')}</Button>
        ) : (
          <span className={row['end']}>
            <output className={text['numbers']}>
              {t('{count, plural, one {# line} other {# lines}}', { count: exporting })}
            </output>
            <Button onClick={cancelExport}>{t('Cancel')}</Button>
          </span>
        )}
      </div>
      {error && <ErrorNote title={t('The ledger could not be read')} error={error} />}
      {report && <Report report={report} />}
    </section>
  )
}

function Report({ report }: { report: LedgerReport }) {
  const { since, places: at, failures, imported, unaccounted } = report
  return (
    <>
      <p className={css['amount']}>
        {t('{count, plural, =0 {Nothing sent yet} one {# message sent} other {# messages sent}}', {
          count: report.counters.written
        })}
      </p>
      <p
        className={unaccounted === 0 ? text['small'] : css['bad']}
        role={unaccounted === 0 ? undefined : 'alert'}
      >
        {unaccounted === 0
          ? t('Since {time}. Every one of them is accounted for:', { time: exactTime(since) })
          : t(
              '{count, plural, one {# message is} other {# messages are}} nowhere. Keep this profile as it is and look at the diagnostics.',
              {
                count: Math.abs(unaccounted)
              }
            )}
      </p>
      <dl className={css['ledger']}>
        {places.map(([place, words]) => (
          <Counted key={place} words={words} value={at[place]}>
            {place === 'failed' && at.failed > 0 && <Causes failures={failures} />}
          </Counted>
        ))}
      </dl>
      {imported > 0 && (
        <p className={text['small']}>
          {t('Besides, {count, plural, one {# message} other {# messages}} came by an import.', {
            count: imported
          })}
        </p>
      )}
      <details className={css['details']}>
        <summary>{t('What was counted on the way')}</summary>
        <dl className={css['ledger']}>
          {counters.map(([counter, words]) => (
            <Counted key={counter} words={words} value={report.counters[counter]} />
          ))}
        </dl>
      </details>
    </>
  )
}

const Counted = ({
  words,
  value,
  children
}: {
  words: Message
  value: number
  children?: React.ReactNode
}) => (
  <div>
    <dt>
      {t(words)}
      {children}
    </dt>
    <dd>{formatNumber(value)}</dd>
  </div>
)

const Causes = ({ failures }: { failures: LedgerReport['failures'] }) => (
  <span className={text['small']}>
    {causes
      .filter(([cause]) => failures[cause] > 0)
      .map(([cause, words]) => ` · ${formatNumber(failures[cause])} ${t(words)}`)
      .join('')}
  </span>
)
