import { useEffect } from 'react'
import type { Alarm } from '../../shared/contract'
import type { Monitoring } from '../../shared/backend-config'
import { useAlarms } from '../store/alarms-store'
import { useMonitoring } from '../store/monitoring-store'
import { useChat } from '../store/stores'
import { safeUrl } from '../text/safe-url'
import { exactTime, monthWords } from '../text/time'
import { useNow } from '../text/use-now'
import { ErrorNote } from '../ui/error-note'
import text from '../ui/text.module.css'
import { shareWords } from './metric-words'
import css from './history.module.css'
import { formatNumber, rich, saidText, t, type Message } from '../text/words'

/** What this backend costs, with how that is reckoned, and whether an alarm of its stack rings. */
export function CostAndAlarms() {
  const account = useChat((state) => state.connection?.can.account)
  const cost = useMonitoring((state) => state.monitoring?.cost)
  return (
    <div className={css['pair']}>
      <section aria-labelledby="cost-title" className={css['card']}>
        <h2 id="cost-title">{t('Cost')}</h2>
        {account === false && <Nothing />}
        {account && cost && <ThisMonth cost={cost} />}
      </section>
      <Alarms />
    </div>
  )
}

const dollars = (amount: number): string => formatNumber(amount, { style: 'currency', currency: 'USD' })

const Nothing = () => (
  <>
    <p className={css['amount']}>{t('{amount} this month', { amount: dollars(0) })}</p>
    <p className={text['small']}>{t('This backend runs on your computer and costs nothing.')}</p>
  </>
)

function ThisMonth({ cost }: { cost: Monitoring['cost'] }) {
  const amount =
    cost.dollars === 0 && cost.requests > 0
      ? t('Less than {amount}', { amount: dollars(0.01) })
      : dollars(cost.dollars)
  return (
    <>
      <p className={css['amount']}>{t('{amount} this month', { amount })}</p>
      <details className={css['details']}>
        <summary>{t('How this is reckoned')}</summary>
        <p className={text['small']}>
          {cost.text === ''
            ? t('{requests, number} requests to SQS in {month}: {share} of the free million.', {
                requests: cost.requests,
                month: monthWords(cost.month),
                share: shareWords(cost.freeTierShare)
              })
            : saidText(cost.said, cost.text)}
        </p>
      </details>
    </>
  )
}

const states: Record<Alarm['state'], Message> = { ok: 'quiet', alarm: 'rings', unknown: 'has no data yet' }

function Alarms() {
  const watch = useAlarms((state) => state.watch)
  const found = useAlarms((state) => state.alarms)
  const error = useAlarms((state) => state.error)
  useEffect(() => watch(), [watch])
  const ringing = found?.alarms.filter(({ state }) => state === 'alarm').length ?? 0
  return (
    <section aria-labelledby="alarms-title" className={css['card']} data-trouble={ringing > 0 || undefined}>
      <h2 id="alarms-title">{t('Alarms')}</h2>
      {error && <ErrorNote title={t('The alarms could not be read')} error={error} />}
      {found && found.alarms.length > 0 && (
        <p className={css['amount']}>
          {ringing === 0
            ? t('{count, plural, one {# alarm, and it is quiet} other {# alarms, none rings}}', {
                count: found.alarms.length
              })
            : t('{ringing, number} of {count, number} ring', { ringing, count: found.alarms.length })}
        </p>
      )}
      <ul className={css['alarms']}>
        {found?.alarms.map((alarm) => (
          <AlarmRow key={alarm.name} alarm={alarm} />
        ))}
      </ul>
      {found?.missing.map((told) => (
        <p key={told.detail} className={text['small']} dir="auto">
          {saidText(told.said, told.detail)}
        </p>
      ))}
    </section>
  )
}

function AlarmRow({ alarm: { name, state, since, description, reason, url } }: { alarm: Alarm }) {
  useNow()
  const link = url === null ? null : safeUrl(url)
  const code = <code>{name}</code>
  return (
    <li data-state={state}>
      <details>
        <summary>
          {rich('{name} {state}', {
            name: code,
            state: <span className={css['state']}>{t(states[state])}</span>
          })}
        </summary>
        <p className={text['small']} dir="auto">
          {description}
        </p>
        {since !== null && <p className={text['small']}>{t('Since {time}', { time: exactTime(since) })}</p>}
        {reason !== '' && (
          <p className={text['small']} dir="auto" lang="en">
            {reason}
          </p>
        )}
        {link !== null && (
          <a href={link} target="_blank" rel="noopener noreferrer" className={text['small']}>
            {t('Open in CloudWatch')}
          </a>
        )}
      </details>
    </li>
  )
}
