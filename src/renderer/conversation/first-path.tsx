import { X } from 'lucide-react'
import { Fragment, useEffect } from 'react'
import { useFirstPath } from '../store/first-path-store'
import { useChat, useStores, useView } from '../store/stores'
import { pathOf, type Leg } from '../text/message-path'
import { duration } from '../text/time'
import { t } from '../text/words'
import { Button } from '../ui/button'
import { IconButton } from '../ui/icon-button'
import css from './first-path.module.css'

/** Draws the way of the very first message that was answered, with its real times; once. */
export function FirstPath() {
  const { chat } = useStores()
  const watch = useFirstPath((state) => state.watch)
  const close = useFirstPath((state) => state.close)
  const message = useFirstPath((state) => state.message)
  const inspect = useView((state) => state.inspect)
  const here = useChat((state) => message?.conversationId === state.openId)
  useEffect(() => watch(chat), [watch, chat])
  const path = message && here ? pathOf(message.timeline) : null
  if (!message || !path) return null
  return (
    <section className={css['pane']} aria-label={t('The way of your first message')}>
      <div className={css['card']}>
        <header className={css['head']}>
          <h2>{t('The way of your first message: {time}', { time: duration(path.wholeMs) })}</h2>
          <Button kind="quiet" onClick={() => inspect(message.id)}>
            {t('Every step')}
          </Button>
          <IconButton icon={X} label={t('Close')} onClick={close} />
        </header>
        <Way legs={path.legs} />
        <svg className={css['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
          {path.legs.map((leg, index) => (
            <rect
              key={leg.does}
              data-leg={index}
              x={path.legs.slice(0, index).reduce((sum, { share }) => sum + share * 100, 0)}
              width={leg.share * 100}
              height="6"
            />
          ))}
        </svg>
      </div>
    </section>
  )
}

/** The stations of the way, and how long it took from each to the next. */
function Way({ legs }: { legs: readonly Leg[] }) {
  const requestQueue = useChat(({ info }) => info?.requestQueue ?? 'ChatAPP')
  const functionName = useChat(({ info }) => info?.functionName ?? 'MessageProcessor')
  const stations = [
    t('You'),
    t('Queue {name}', { name: requestQueue }),
    functionName,
    t('Your response queue'),
    t('You')
  ]
  // Waiting and work happen at a station, the rest between two.
  const [out, wait, work, back] = legs
  const atStation = [undefined, wait, work, undefined, undefined]
  const between = [out, undefined, undefined, back]
  return (
    <ol className={css['way']}>
      {stations.map((station, index) => (
        // The first and the last have the same name.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          <li>
            <bdi>{station}</bdi>
            <Took leg={atStation[index]} />
          </li>
          {index < stations.length - 1 && (
            <li className={css['arrow']}>
              <Took leg={between[index]} />
            </li>
          )}
        </Fragment>
      ))}
    </ol>
  )
}

const Took = ({ leg }: { leg: Leg | undefined }) =>
  leg ? (
    <small>
      {t(leg.does)} <b>{duration(leg.ms)}</b>
    </small>
  ) : null
