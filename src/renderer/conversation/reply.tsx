import { TriangleAlert } from 'lucide-react'
import { useCallback, useEffect, useRef, type RefObject } from 'react'
import type { ReplyMessage, RequestMessage } from '../../shared/message'
import { useChat } from '../store/stores'
import { duration } from '../text/time'
import { useBackendOf } from '../store/backends-store'
import { BackendMark } from '../ui/backend-mark'
import { useTabIndex } from '../ui/tab-order'
import { Bubble } from './bubble'
import css from './message.module.css'
import { t } from '../text/words'

/** What MessageProcessor answered, joined to its request by a thin line. */
export function Reply({
  message,
  request,
  head,
  last
}: {
  message: ReplyMessage
  request: RequestMessage | null
  head: boolean
  last: boolean
}) {
  const noteShown = useChat((state) => state.noteShown)
  const shown = message.timeline.shown !== undefined
  const onSeen = useCallback(() => noteShown(message.id), [message.id, noteShown])
  const element = useOnScreen<HTMLElement>(shown ? null : onSeen)

  const { pair } = message
  const from = useBackendOf(message.backendId)
  const tripMs = roundTripOf(message, request)
  const failed = message.kind === 'error'
  const tabIndex = useTabIndex() ?? 0
  return (
    <article
      tabIndex={tabIndex}
      ref={element}
      className={css['reply']}
      data-backend-colour={from?.colour}
      data-joined={request !== null || undefined}
      data-last={last || undefined}
      aria-label={t(failed ? 'Error from {sender}' : 'Reply from {sender}', { sender: message.sender.name })}
    >
      <Bubble
        message={message}
        head={head}
        before={failed && <ErrorTitle attempts={message.attempts} />}
        meta={
          <>
            {tripMs !== null && (
              <span
                className={css['trip']}
                title={t('Round trip: from storing the request to receiving this reply')}
              >
                {duration(tripMs)}
              </span>
            )}
            {from && (
              <span className={css['from']} title={t('The backend that answered')}>
                <BackendMark colour={from.colour} /> <bdi>{from.name}</bdi>
              </span>
            )}
          </>
        }
        after={pair && (pair.guess || pair.whole) && <Doubt {...pair} />}
      />
    </article>
  )
}

/** What of a reply on a queue of one's own is not sure. */
const Doubt = ({ guess, whole }: NonNullable<ReplyMessage['pair']>) => (
  <p className={css['doubt']}>
    {guess && t('It names no request: taken for the answer to the oldest one, which is a guess.')}{' '}
    {whole && t('Its text was not where it should be, so this is all of it.')}
  </p>
)

const ErrorTitle = ({ attempts }: { attempts: number }) => (
  <p className={css['errorTitle']}>
    <TriangleAlert size={15} aria-hidden />{' '}
    {attempts > 1 ? t('Failed after {attempts} attempts', { attempts }) : t('Failed')}
  </p>
)

/** Milliseconds from the request's `queued`, or from when SQS was to hand it on, to this reply's `received`; null when either is not known, or the clock was set back. */
function roundTripOf(reply: ReplyMessage, request: RequestMessage | null): number | null {
  const from = request?.deliverAt ?? request?.timeline.queued
  const to = reply.timeline.received
  if (from === undefined || to === undefined) return null
  return to < from ? null : to - from
}

/** Calls back once, when the first pixels of an element come on the screen. Without a callback it does not look. */
export function useOnScreen<T extends Element>(onSeen: (() => void) | null): RefObject<T | null> {
  const element = useRef<T>(null)
  useEffect(() => {
    if (!element.current || !onSeen) return undefined
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return
      observer.disconnect()
      onSeen()
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [onSeen])
  return element
}
