import { useEffect, useState } from 'react'
import type { RequestMessage } from '../../shared/message'
import type { Attempt } from '../../shared/progress'
import { useChat, useStores } from '../store/stores'
import { secondsUntil, spanWords, useSeconds } from '../text/use-seconds'
import { t, type Message } from '../text/words'
import { Button } from '../ui/button'
import css from './delivery-strip.module.css'
import { ReplyText } from './message-text'
import { troubleOf } from './trouble'
import {
  LATE_MS,
  wayHops,
  whereaboutsOf,
  type LateAnswer,
  type WayHop,
  type Whereabouts
} from './whereabouts'

/** What is answered sooner shows no strip: it would flicker, in milliseconds. */
const SHOWN_AFTER_MS = 500

/** So long after a failed attempt's countdown the next one has not begun: SQS holds the message back for longer. */
const OVERDUE_SECONDS = 5

/** Of a longer cause this much is shown, in characters; all of it as a tooltip. */
const CAUSE_SHOWN = 200

/**
 * Where a message under way is now, in the place where its reply will be: which hop, which attempt, what its handler
 * says, why an attempt failed, and what becomes of an answer that is late. Nothing of it is read out unasked.
 */
export function DeliveryStrip({ message }: { message: RequestMessage }) {
  const online = useChat((state) => state.connection?.state === 'online')
  const isShown = useShown(message)
  if (!isShown || troubleOf(message, { online })) return null
  return <Strip message={message} />
}

function Strip({ message }: { message: RequestMessage }) {
  const answerWithinMs = useChat(({ info }) => info?.answerWithinMs ?? Infinity)
  const receivingSince = useChat(({ connection }) => connection?.receivingSince)
  const now = useSeconds(true)
  const here = whereaboutsOf(message, { now, answerWithinMs, receivingSince })
  if (!here) return null
  const { attempt, late } = here
  return (
    <fieldset className={css['strip']} data-joined data-last aria-label={t('Where it is now')}>
      <div className={css['card']}>
        <div className={css['line']}>
          <Hops at={here.hop} foreign={message.pair !== undefined} />
          {!attempt?.failed && (
            <span className={css['now']}>
              {message.pair && here.hop === 'sqs' ? t('waits for its reply') : stateWords(here)}
              {here.since !== null && ` · ${spanWords(now - here.since)}`}
            </span>
          )}
        </div>
        {attempt?.failed && <Failure attempt={attempt} failed={attempt.failed} now={now} />}
        {attempt && !attempt.failed && <Told attempt={attempt} />}
        {late && <Late message={message} late={late} now={now} />}
        {message.pair && here.since !== null && here.hop === 'sqs' && now - here.since > LATE_MS && (
          <Unanswered id={message.id} />
        )}
      </div>
    </fieldset>
  )
}

/** Once it is shown it stays. */
function useShown({ status, timeline, deliverAt = 0 }: RequestMessage): boolean {
  const [from] = useState(() => {
    const since =
      status === 'sent' ? timeline.sent : timeline.sent === undefined ? timeline.queued : undefined
    return (since ?? Date.now()) + SHOWN_AFTER_MS
  })
  const at = Math.max(from, deliverAt)
  const [isShown, setShown] = useState(() => Date.now() >= at)
  useEffect(() => {
    if (isShown) return undefined
    const timer = setTimeout(() => setShown(true), at - Date.now())
    return () => clearTimeout(timer)
  }, [isShown, at])
  return isShown
}

const hopNames: Record<WayHop, Message> = { outbox: 'Outbox', sqs: 'SQS', lambda: 'Lambda', reply: 'Reply' }

/** Of a function of somebody else nothing is known. */
function Hops({ at, foreign }: { at: WayHop; foreign: boolean }) {
  const hops: readonly WayHop[] = foreign ? wayHops.filter((hop) => hop !== 'lambda') : wayHops
  const current = hops.indexOf(at)
  return (
    <ol className={css['hops']}>
      {hops.map((hop, index) => (
        <li
          key={hop}
          data-done={index < current || undefined}
          aria-current={index === current ? 'step' : undefined}
        >
          {t(hopNames[hop])}
        </li>
      ))}
    </ol>
  )
}

function stateWords({ hop, attempt }: Whereabouts): string {
  if (hop === 'outbox') return t('waits to be sent')
  if (hop === 'sqs') return t('waits to be processed')
  return attempt ? attemptWords(attempt) : ''
}

const attemptWords = ({ attempt, of }: Attempt): string =>
  of === undefined ? t('attempt {attempt}', { attempt }) : t('attempt {attempt} of {of}', { attempt, of })

function Failure({
  attempt: { attempt, of },
  failed: { cause, nextAt },
  now
}: {
  attempt: Attempt
  failed: NonNullable<Attempt['failed']>
  now: number
}) {
  return (
    <p className={css['failure']}>
      <strong>
        {of === undefined
          ? t('Attempt {attempt} failed:', { attempt })
          : t('Attempt {attempt} of {of} failed:', { attempt, of })}
      </strong>{' '}
      <bdi title={cause}>{cause.length > CAUSE_SHOWN ? `${cause.slice(0, CAUSE_SHOWN)}…` : cause}</bdi>{' '}
      <span className={css['next']}>{nextWords(secondsUntil(nextAt, now))}</span>
    </p>
  )
}

function nextWords(seconds: number): string {
  if (seconds > 0) return t('· next in {seconds} s', { seconds })
  if (seconds > -OVERDUE_SECONDS) return t('· the next one begins')
  return t('· the next one is awaited: it comes once the visibility timeout is over')
}

/** What a handler says of its work. */
function Told({ attempt: { fraction, text } }: { attempt: Attempt }) {
  if (fraction === undefined && text === undefined) return null
  return (
    <>
      {fraction !== undefined && (
        <progress className={css['bar']} aria-label={t('Progress')} value={fraction} />
      )}
      {text !== undefined && <ReplyText text={text} />}
    </>
  )
}

function Late({ message: { id }, late, now }: { message: RequestMessage; late: LateAnswer; now: number }) {
  const { chat, view } = useStores()
  return (
    <div className={css['late']}>
      <p>
        <strong>{t('No answer yet.')}</strong> {lateWords(late, now)}
      </p>
      <div className={css['actions']}>
        {late.at !== 0 && <Button onClick={() => void chat.getState().askNow(id)}>{t('Ask now')}</Button>}
        <Button kind="quiet" onClick={() => void chat.getState().giveUp(id)}>
          {t('Give up')}
        </Button>
        <Button kind="quiet" onClick={() => view.getState().show('queues')}>
          {t('Show queues')}
        </Button>
      </div>
    </div>
  )
}

/** A message to queues of one's own is never sent again by itself. */
function Unanswered({ id }: { id: string }) {
  const { chat } = useStores()
  return (
    <div className={css['late']}>
      <p>
        <strong>{t('No answer yet.')}</strong>{' '}
        {t('It is not sent again by itself: another function may do twice what it is asked twice.')}
      </p>
      <div className={css['actions']}>
        <Button kind="quiet" onClick={() => void chat.getState().giveUp(id)}>
          {t('Give up')}
        </Button>
      </div>
    </div>
  )
}

function lateWords({ next, at, asked }: LateAnswer, now: number): string {
  const before =
    asked > 0 ? `${t('Asked again {asked, plural, one {once} other {# times}}.', { asked })} ` : ''
  if (at === null) return before + t('ChatAPP asks again once replies can arrive.')
  const seconds = secondsUntil(at, now)
  if (next === 'givesUp') {
    return (
      before + (seconds > 0 ? t('Given up in {time}.', { time: countdown(seconds) }) : t('Being given up…'))
    )
  }
  return (
    before + (seconds > 0 ? t('Asks again in {time}.', { time: countdown(seconds) }) : t('Asking again now…'))
  )
}

/** Minutes and seconds: 1:12. */
const countdown = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
