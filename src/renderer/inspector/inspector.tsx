import { X } from 'lucide-react'
import { Suspense, useEffect, useId, useRef } from 'react'
import { PaneBoundary } from '../ui/boundary'
import { lazyPart } from '../ui/lazy-part'
import type { Exchange } from '../../shared/contract'
import type { ChatMessage } from '../../shared/message'
import { useStores, useView } from '../store/stores'
import { safeUrl } from '../text/safe-url'
import { exactTime, machineTime } from '../text/time'
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
import { Waterfall } from './waterfall'
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
  const exchange = useDetail((state) => state.exchange)
  const id = useDetail((state) => state.id)
  const error = useDetail((state) => state.error)
  return (
    <div className={css['body']}>
      <header className={css['head']}>
        <h2>{t('Message')}</h2>
        <IconButton icon={X} label={t('Close the details')} onClick={() => view.getState().inspect(null)} />
      </header>
      <div className={css['scroll']}>
        {error && <ErrorNote title={t('The details could not be loaded')} error={error} />}
        {!exchange && !error && <Skeleton lines={6} label={t('Loading the details')} />}
        <PaneBoundary name={t('The details')} resetKey={exchange}>
          {exchange && id !== null && <Detail key={id} exchange={exchange} id={id} />}
        </PaneBoundary>
      </div>
    </div>
  )
}

function Detail({ exchange, id }: { exchange: Exchange; id: string }) {
  const { request, replies, traceparent } = exchange
  const reply = replies.find((one) => one.message.id === id)
  const shown = reply ?? request
  if (!shown) return null
  const { message, rawBody, attributes } = shown
  return (
    <>
      <Facts
        message={message}
        sent={request?.evidence.sendings?.length ?? 0}
        traceparent={traceparent}
        xrayUrl={(reply ?? replies[0])?.xrayUrl ?? null}
      />
      <Waterfall exchange={exchange} replyId={reply ? id : null} />
      {message.pair === undefined && (
        <PaneBoundary name={t('The log of the function')}>
          <Suspense>
            <FunctionLog message={message} />
          </Suspense>
        </PaneBoundary>
      )}
      <section aria-labelledby="attributes-title">
        <h3 id="attributes-title">{t('Attributes')}</h3>
        <Attributes attributes={attributes} />
      </section>
      <Raw title={t('Body on the wire')} rawBody={rawBody} />
      {reply
        ? request && <Folded title={t('Its request')} {...request} />
        : replies.map((one, index) => (
            <Folded
              key={one.message.id}
              title={replies.length === 1 ? t('Its reply') : t('Its reply {number}', { number: index + 1 })}
              {...one}
            />
          ))}
    </>
  )
}

function Facts({
  message,
  sent,
  traceparent,
  xrayUrl
}: {
  message: ChatMessage
  /** How often SQS has accepted the request; 0 where that was not kept. */
  sent: number
  traceparent: string | null
  xrayUrl: string | null
}) {
  const trace = xrayUrl === null ? null : safeUrl(xrayUrl)
  return (
    <dl className={css['facts']}>
      <Fact name={t('Kind')}>
        {message.role === 'request' ? t('Request') : message.kind === 'error' ? t('Error reply') : t('Reply')}
      </Fact>
      {message.role === 'request' && <Fact name={t('State')}>{deliveryWords(message).label}</Fact>}
      <Fact name={t('From')}>{message.sender.name}</Fact>
      <Fact name={t('Stored')}>{exactTime(message.createdAt)}</Fact>
      {(message.role === 'request' || message.pair === undefined) && (
        <Fact name={message.role === 'request' ? t('Sent to SQS') : t('MessageProcessor tried')}>
          {times(message.role === 'request' && sent > 0 ? sent : message.attempts)}
        </Fact>
      )}
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
      {traceparent !== null && (
        <Fact name={t('Trace')} code>
          {traceparent}
        </Fact>
      )}
      {trace !== null && (
        <>
          <dt>{t('X-Ray')}</dt>
          <dd>
            <a href={trace} title={trace} target="_blank" rel="noreferrer">
              {t('Open the trace in CloudWatch')}
            </a>
          </dd>
        </>
      )}
    </dl>
  )
}

/** What stands on the wire of the other side of the exchange. */
const Folded = ({
  title,
  rawBody,
  attributes
}: {
  title: string
  rawBody: string
  attributes: Readonly<Record<string, string>>
}) => (
  <details>
    <summary className={css['folded']}>{title}</summary>
    <Attributes attributes={attributes} />
    <Raw title={t('Body on the wire')} rawBody={rawBody} />
  </details>
)

function Raw({ title, rawBody }: { title: string; rawBody: string }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <div className={css['rawHead']}>
        <h3 id={id}>{title}</h3>
        <CopyButton text={rawBody} />
      </div>
      <ScrollBox className={css['raw']} label={t('Body as JSON')}>
        <pre dir="ltr">{prettyJson(rawBody)}</pre>
      </ScrollBox>
    </section>
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
