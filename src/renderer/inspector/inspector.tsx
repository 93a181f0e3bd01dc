import { X } from 'lucide-react'
import { Suspense, useEffect, useRef } from 'react'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import type { MessageDetail } from '../../shared/contract'
import { useStores, useView } from '../store/stores'
import { exactTime, machineTime, duration } from '../text/time'
import { CopyButton } from '../ui/copy-button'
import Drawer from '../ui/drawer'
import { ErrorNote } from '../ui/error-note'
import { IconButton } from '../ui/icon-button'
import { ScrollBox } from '../ui/scroll-box'
import { Skeleton } from '../ui/skeleton'
import { MEDIUM, useMedia } from '../ui/use-media'
import { deliveryWords } from '../ui/delivery-words'
import { prettyJson } from '../text/json'
import { timeOf } from './time-of'
import type { Timeline } from '../../shared/message'
import { wayOf, waterfallBars } from './waterfall-bars'
import text from '../ui/text.module.css'
import css from './inspector.module.css'
import { useDetail } from '../store/detail-store'
import { t } from '../text/words'

const FunctionLog = lazyPart(() => import('./function-log'))

/** Everything known about one message: beside the conversation, or over it in a narrow window. */
export default function Inspector() {
  const inspected = useView((state) => state.inspectedId)
  const inspect = useView((state) => state.inspect)
  const watch = useDetail((state) => state.watch)
  const medium = useMedia(MEDIUM)

  useEffect(() => (inspected === null ? undefined : watch(inspected)), [inspected, watch])

  if (medium) {
    return (
      <Drawer label={t('Message details')} side="end" isOpen onClose={() => inspect(null)}>
        <Body />
      </Drawer>
    )
  }
  return <Aside />
}

/** Takes the focus when it opens and gives it back when it closes. */
function Aside() {
  const aside = useRef<HTMLElement>(null)
  useEffect(() => {
    const before = document.activeElement
    aside.current?.querySelector('button')?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <aside ref={aside} className={css['aside']} aria-label={t('Message details')} data-pane>
      <Body />
    </aside>
  )
}

function Body() {
  const { view } = useStores()
  const detail = useDetail((state) => state.detail)
  const error = useDetail((state) => state.error)
  return (
    <div className={css['body']}>
      <header className={css['head']}>
        <h2>{t('Message')}</h2>
        <IconButton icon={X} label={t('Close the details')} onClick={() => view.getState().inspect(null)} />
      </header>
      <div className={css['scroll']}>
        {error && <ErrorNote title={t('The details could not be loaded')} error={error} />}
        {!detail && !error && <Skeleton lines={6} label={t('Loading the details')} />}
        <PaneBoundary name={t('The details')} resetKey={detail}>
          {detail && <Detail detail={detail} />}
        </PaneBoundary>
      </div>
    </div>
  )
}

function Detail({ detail: { message, rawBody, attributes } }: { detail: MessageDetail }) {
  return (
    <>
      <dl className={css['facts']}>
        <Fact name={t('Kind')}>
          {message.role === 'request'
            ? t('Request')
            : message.kind === 'error'
              ? t('Error reply')
              : t('Reply')}
        </Fact>
        {message.role === 'request' && <Fact name={t('State')}>{deliveryWords(message).label}</Fact>}
        <Fact name={t('From')}>{message.sender.name}</Fact>
        <Fact name={t('Stored')}>{exactTime(message.createdAt)}</Fact>
        <Fact name={message.role === 'request' ? t('Sent to SQS') : t('MessageProcessor tried')}>
          {times(message.attempts)}
        </Fact>
        {message.role === 'request' && message.nextAttemptAt !== null && (
          <Fact name={t('Next attempt')}>{exactTime(message.nextAttemptAt)}</Fact>
        )}
        <Fact name={t('Id')} code>
          {message.id}
        </Fact>
        {message.role === 'reply' && (
          <Fact name={t('In reply to')} code>
            {message.inReplyTo}
          </Fact>
        )}
      </dl>
      <section aria-labelledby="timeline-title">
        <h3 id="timeline-title">{t('Timeline')}</h3>
        <Waterfall
          timeline={message.timeline}
          deliverAt={message.role === 'request' ? message.deliverAt : undefined}
        />
      </section>
      <PaneBoundary name={t('The log of the function')}>
        <Suspense>
          <FunctionLog message={message} />
        </Suspense>
      </PaneBoundary>
      <section aria-labelledby="attributes-title">
        <h3 id="attributes-title">{t('Attributes')}</h3>
        <Attributes attributes={attributes} />
      </section>
      <section aria-labelledby="raw-title">
        <div className={css['rawHead']}>
          <h3 id="raw-title">{t('Body on the wire')}</h3>
          <CopyButton text={rawBody} />
        </div>
        <ScrollBox className={css['raw']} label={t('Body as JSON')}>
          <pre dir="ltr">{prettyJson(rawBody)}</pre>
        </ScrollBox>
      </section>
    </>
  )
}

/** A request counts how often it was handed over, a reply how often its request was processed: two numbers. */
const times = (count: number): string => t('{count, plural, one {once} other {# times}}', { count })

const Fact = ({
  name,
  code = false,
  children
}: {
  name: string
  code?: boolean
  children: string | number
}) => (
  <>
    <dt>{name}</dt>
    <dd>{code ? <code>{children}</code> : <bdi>{children}</bdi>}</dd>
  </>
)

/** The attributes of a message: each name over its value, and a time beside what is one. */
function Attributes({ attributes }: { attributes: Readonly<Record<string, string>> }) {
  const entries = Object.entries(attributes)
  if (entries.length === 0) return <p className={text['soft']}>{t('None.')}</p>
  return (
    <dl className={css['attributes']}>
      {entries.map(([name, value]) => {
        const at = timeOf(name, value)
        return (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{value}</code>
              {at !== null && (
                <time dateTime={machineTime(at)} className={text['soft']}>
                  {exactTime(at)}
                </time>
              )}
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

/** The way of a message, drawn: each hop a bar from the hop before it. */
function Waterfall({ timeline, deliverAt }: { timeline: Timeline; deliverAt: number | undefined }) {
  const bars = waterfallBars(timeline)
  const whole = wayOf(timeline, deliverAt)
  if (bars.length === 0) return <p className={text['soft']}>{t('Nothing is known about its way.')}</p>
  return (
    <ol className={css['waterfall']}>
      {bars.map((bar) => (
        <li key={bar.hop} title={exactTime(bar.at)}>
          <span className={css['hop']}>
            <span>{t(bar.label)}</span>
            <span className={css['took']}>{bar.sinceStartMs === 0 ? '0' : `+${duration(bar.tookMs)}`}</span>
          </span>
          <svg className={css['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
            <rect className={css['track']} width="100" height="6" rx="1" />
            <rect
              className={css['fill']}
              x={Math.min(98.5, bar.start * 100)}
              width={Math.max(1.5, (bar.end - bar.start) * 100)}
              height="6"
            />
          </svg>
        </li>
      ))}
      {whole && (
        <li className={css['whole']}>
          <span>{t(whole.name)}</span>
          <span>{duration(whole.ms)}</span>
        </li>
      )}
    </ol>
  )
}
