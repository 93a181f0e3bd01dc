import { Suspense, useMemo } from 'react'
import type { Exchange } from '../../shared/contract'
import { duration, exactTime } from '../text/time'
import { useSeconds } from '../text/use-seconds'
import { t } from '../text/words'
import { CopyButton } from '../ui/copy-button'
import { lazyPart } from '../ui/lazy-part'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import css from './waterfall.module.css'
import type { ClockGap, Clocks } from './clocks'
import { waterfallOf, wayOf, type Bar } from './waterfall-bars'

const AttemptLog = lazyPart(() => import('./attempt-log'))

/** The way of a message, drawn: each hop and each attempt a bar, with the evidence behind it. */
export function Waterfall({ exchange, replyId }: { exchange: Exchange; replyId: string | null }) {
  const { request, replies } = exchange
  const delivered = request?.message.status === 'sent' && request.message.pair?.replyQueue === null
  const underWay = replies.length === 0 && request?.message.status !== 'failed' && !delivered
  const seconds = useSeconds(underWay)
  const newest = Math.max(request?.message.timeline.sent ?? 0, request?.message.timeline.queued ?? 0, seconds)
  const waterfall = useMemo(() => waterfallOf(exchange, replyId, newest), [exchange, replyId, newest])
  const { bars, slowest, clocks } = waterfall
  const reply = replies.find(({ message }) => message.id === replyId) ?? replies[0]
  const timeline = { ...request?.message.timeline, ...reply?.message.timeline }
  const whole = wayOf(timeline, request?.message.deliverAt)
  return (
    <section aria-labelledby="timeline-title">
      <div className={row['spread']}>
        <h3 id="timeline-title">{t('Timeline')}</h3>
        {bars.length > 0 && (
          <CopyButton text={JSON.stringify({ ...exchange, waterfall }, null, 2)} label={t('Copy as JSON')} />
        )}
      </div>
      {bars.length === 0 ? (
        <p className={text['soft']}>{t('Nothing is known about its way.')}</p>
      ) : (
        <>
          {slowest && slowest.to > slowest.from && (
            <p className={css['slowest']}>
              {t('Slowest: {hop}, {took}', {
                hop: t(slowest.label, slowest.counts),
                took: duration(slowest.to - slowest.from)
              })}
            </p>
          )}
          <Bars bars={bars} slowest={slowest} messageId={request?.message.id ?? null} />
          {whole && (
            <p className={css['whole']}>
              <span>{t(whole.name)}</span>
              <span>{duration(whole.ms)}</span>
            </p>
          )}
          <ClockNotes clocks={clocks} foreign={request?.message.pair !== undefined} />
        </>
      )}
    </section>
  )
}

function Bars({
  bars,
  slowest,
  messageId
}: {
  bars: readonly Bar[]
  slowest: Bar | null
  messageId: string | null
}) {
  const counted = bars.filter(({ kind }) => kind !== 'reader')
  const start = Math.min(...counted.map(({ from }) => from))
  const whole = Math.max(1, Math.max(...counted.map(({ to }) => to)) - start)
  return (
    <ol className={css['bars']} aria-label={t('Hops and attempts')}>
      {bars.map((bar) => (
        <li key={bar.key}>
          <Hop bar={bar} isSlowest={bar === slowest && bar.to > bar.from} messageId={messageId}>
            {bar.kind !== 'reader' && (
              <svg className={css['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
                <rect className={css['track']} width="100" height="6" rx="1" />
                <rect
                  className={css['fill']}
                  data-kind={bar.kind}
                  data-open={bar.open || undefined}
                  x={Math.min(98.5, ((bar.from - start) / whole) * 100)}
                  width={Math.max(1.5, ((bar.to - bar.from) / whole) * 100)}
                  height="6"
                />
              </svg>
            )}
          </Hop>
        </li>
      ))}
    </ol>
  )
}

function Hop({
  bar,
  isSlowest,
  messageId,
  children
}: {
  bar: Bar
  isSlowest: boolean
  messageId: string | null
  children: React.ReactNode
}) {
  const { label, counts, from, to, open, cause, requestId, proofs } = bar
  const took = duration(to - from)
  return (
    <details>
      <summary className={css['hop']}>
        <span className={css['line']}>
          <span>
            {t(label, counts)}
            {isSlowest && <span className={css['badge']}>{t('slowest')}</span>}
          </span>
          <span className={css['took']}>{open ? t('{took} so far', { took }) : took}</span>
        </span>
        {cause !== undefined && (
          <span className={css['cause']} dir="auto">
            {cause}
          </span>
        )}
        {children}
      </summary>
      <dl className={css['proofs']}>
        <dt>{t('From')}</dt>
        <dd>{momentOf(from)}</dd>
        <dt>{t('To')}</dt>
        <dd>{open ? t('still under way') : momentOf(to)}</dd>
        {proofs.map(([name, value], index) => (
          <Proofs key={`${name} ${index}`} name={t(name)} value={value} />
        ))}
      </dl>
      {requestId !== undefined && messageId !== null && (
        <Suspense>
          <AttemptLog messageId={messageId} requestId={requestId} />
        </Suspense>
      )}
    </details>
  )
}

const Proofs = ({ name, value }: { name: string; value: string | number }) => (
  <>
    <dt>{name}</dt>
    <dd>
      <code>{value}</code>
    </dd>
  </>
)

/** To the millisecond: hops are shorter than a second. */
const momentOf = (at: number): string => `${exactTime(at)}, ${String(at % 1000).padStart(3, '0')} ms`

/** Whose clock is how far off, and what was done about it. */
function ClockNotes({ clocks: { server, processor }, foreign }: { clocks: Clocks; foreign: boolean }) {
  return (
    <p className={css['clocks']}>
      {serverWords(server)} {!foreign && processorWords(processor)}
    </p>
  )
}

function serverWords({ aheadMs, withinMs, by }: ClockGap): string {
  if (by === 'unknown') return t('How the server’s clock stands to this computer’s was not measured.')
  if (aheadMs === 0) {
    return by === 'measured'
      ? t(
          'The clocks of this computer and of the server agree to within {within}, by the date of its answers.',
          {
            within: duration(withinMs ?? 0)
          }
        )
      : t('Nothing says that the clocks of this computer and of the server differ; it was not measured.')
  }
  const by1 = duration(Math.abs(aheadMs))
  if (by === 'measured' && withinMs !== null) {
    const within = duration(withinMs)
    return aheadMs > 0
      ? t(
          'The server’s clock is {by} ahead of this computer’s (± {within}), by the date of its answers; its times are corrected by that.',
          { by: by1, within }
        )
      : t(
          'The server’s clock is {by} behind this computer’s (± {within}), by the date of its answers; its times are corrected by that.',
          { by: by1, within }
        )
  }
  return t(
    'By the order of the hops the clocks of this computer and of the server are at least {by} apart; its times are corrected by that.',
    { by: by1 }
  )
}

function processorWords({ aheadMs }: ClockGap): string {
  if (aheadMs === 0)
    return t('MessageProcessor has a clock of its own; nothing says that it differs from the server’s.')
  return t(
    'MessageProcessor has a clock of its own; it is at least {by} off the server’s, and its times are corrected by that.',
    { by: duration(Math.abs(aheadMs)) }
  )
}
