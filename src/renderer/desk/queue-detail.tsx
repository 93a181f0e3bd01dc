import { useState } from 'react'
import type { DeskQueue } from '../../shared/contract'
import { useUnlocked } from '../letters/lock-strip'
import { createCheckUpStore } from '../store/check-up-store'
import { useDesk } from '../store/desk-store'
import { useStores, useView } from '../store/stores'
import { exactTime } from '../text/time'
import { visible } from '../text/visible'
import { formatNumber, saidText, t, type Message } from '../text/words'
import { Button } from '../ui/button'
import { CopyButton } from '../ui/copy-button'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import { NotRead } from './not-read'
import { QueueMap } from './queue-map'
import { SendDialog } from './send-dialog'
import css from './detail.module.css'

const roles: Record<NonNullable<DeskQueue['role']>, Message> = {
  request: 'Request queue of ChatAPP',
  response: 'A response queue of ChatAPP',
  'dead-letter': 'Dead-letter queue of ChatAPP',
  'shared-response': 'Shared response queue of ChatAPP'
}

/** The queue that is open: what it is, what is around it, and what can be done with it. */
export function QueueDetail() {
  const open = useDesk((state) => state.open)
  const queue = useDesk((state) => state.queue)
  const error = useDesk((state) => state.queueError)
  const openQueue = useDesk((state) => state.openQueue)
  if (open === null)
    return (
      <div className={css['nothing']}>
        <p>{t('Choose a queue to see what it is, what it holds, and what is around it.')}</p>
      </div>
    )
  return (
    <section className={css['detail']} aria-label={t('Queue {name}', { name: open })}>
      {error && (
        <ErrorNote title={t('{name} could not be read', { name: open })} error={error}>
          <Button onClick={() => void openQueue(open)}>{t('Try again')}</Button>
        </ErrorNote>
      )}
      {!queue && !error && <Skeleton lines={8} label={t('Loading {name}', { name: open })} />}
      {queue && <Queue key={queue.name} queue={queue} />}
    </section>
  )
}

function Queue({ queue }: { queue: DeskQueue }) {
  const { name, role, fifo, attributes } = queue
  return (
    <>
      <header className={css['head']}>
        <h2>
          <bdi>{name}</bdi> <CopyButton iconOnly text={name} label={t('Copy the name')} />
        </h2>
        <p className={css['marks']}>
          {fifo && <span className={css['mark']}>{t('FIFO')}</span>}
          {role && <span className={css['mark']}>{t(roles[role])}</span>}
        </p>
      </header>
      <Acts queue={queue} />
      {attributes.ok && <Depth queue={attributes.value} />}
      <QueueMap queue={queue} />
      <section aria-labelledby="queue-words">
        <h3 id="queue-words">{t('What it does')}</h3>
        {attributes.ok ? (
          <>
            <ul className={css['words']}>
              {attributes.value.words.map(({ said, detail }) => (
                <li key={detail} dir="auto">
                  {visible(saidText(said, detail))}
                </li>
              ))}
            </ul>
            <Raw queue={attributes.value} />
          </>
        ) : (
          <NotRead part={attributes} />
        )}
      </section>
      <section aria-labelledby="queue-tags">
        <h3 id="queue-tags">{t('Tags')}</h3>
        {queue.tags.ok ? (
          <Pairs pairs={queue.tags.value} none={t('It has no tags.')} />
        ) : (
          <NotRead part={queue.tags} />
        )}
      </section>
    </>
  )
}

/** What can be done with a queue as a whole. */
function Acts({ queue }: { queue: DeskQueue }) {
  const show = useView((state) => state.show)
  const checkUps = useStores().of(createCheckUpStore)
  const unlocked = useUnlocked()
  const [sends, setSends] = useState(false)
  return (
    <div className={css['acts']}>
      <Button kind="primary" onClick={() => show('messages')}>
        {queue.look.free ? t('Look at messages') : t('Look at messages…')}
      </Button>
      <Button
        disabled={!unlocked}
        title={unlocked ? undefined : t('Unlock the queue desk first.')}
        onClick={() => setSends(true)}
      >
        {t('Send a message…')}
      </Button>
      <Button
        kind="quiet"
        onClick={() => {
          void checkUps.getState().run(queue.name)
          show('queues')
        }}
      >
        {t('Check up')}
      </Button>
      {sends && <SendDialog queue={queue} close={() => setSends(false)} />}
    </div>
  )
}

type Attributes = Extract<DeskQueue['attributes'], { ok: true }>['value']

function Depth({ queue }: { queue: Attributes }) {
  const { visible: waiting, inFlight, delayed } = queue.depth
  const counts: readonly [string, number][] = [
    [t('Waiting'), waiting],
    [t('In flight'), inFlight],
    [t('Delayed'), delayed]
  ]
  return (
    <dl className={css['counts']}>
      {counts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function Raw({ queue }: { queue: Attributes }) {
  return (
    <details className={css['raw']}>
      <summary>{t('All attributes as the server tells them')}</summary>
      {queue.createdAt !== null && <p>{t('Made {time}.', { time: exactTime(queue.createdAt) })}</p>}
      {queue.changedAt !== null && <p>{t('Last changed {time}.', { time: exactTime(queue.changedAt) })}</p>}
      <Pairs pairs={queue.raw} none={t('The server tells none.')} />
    </details>
  )
}

function Pairs({ pairs, none }: { pairs: Readonly<Record<string, string>>; none: string }) {
  const all = Object.entries(pairs)
  if (all.length === 0) return <p className={css['soft']}>{none}</p>
  return (
    <dl className={css['pairs']}>
      {all.map(([name, value]) => (
        <div key={name}>
          <dt>
            <bdi>{visible(name)}</bdi>
          </dt>
          <dd dir="auto">{visible(value.slice(0, 4000))}</dd>
        </div>
      ))}
    </dl>
  )
}
