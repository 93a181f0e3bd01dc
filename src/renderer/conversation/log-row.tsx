import { use } from 'react'
import type { LogItem } from '../store/log-items'
import { Boundary } from '../ui/boundary'
import { Button } from '../ui/button'
import { TabOrder, useTabIndex } from '../ui/tab-order'
import { dayName } from '../text/time'
import { useNow } from '../text/use-now'
import { LogKindContext } from './log-kind'
import css from './log-row.module.css'
import message from './message.module.css'
import { RequestText } from './message-text'
import { Reply } from './reply'
import { Request } from './request'
import { t } from '../text/words'

interface LogRowProps {
  readonly item: LogItem
  /** A search led here. */
  readonly marked: boolean
  /** It is the message at hand: the tab stop of the log, with what stands in it. */
  readonly active: boolean
}

/** One row of the log. */
export function LogRow({ item, marked, active }: LogRowProps) {
  const RoomRow = use(LogKindContext)?.Row
  return (
    <TabOrder value={active}>
      <div className={css['row']} data-key={item.key} data-marked={marked || undefined}>
        <Boundary resetKey={item} renderFallback={(_, retry) => <Fallen item={item} onRetry={retry} />}>
          {item.kind === 'day' && <Day at={item.at} />}
          {item.kind === 'request' && <Request message={item.message} head={item.head} />}
          {item.kind === 'new' && <NewLine />}
          {item.kind === 'room' && RoomRow && <RoomRow message={item.message} head={item.head} />}
          {item.kind === 'reply' && (
            <Reply message={item.message} request={item.request} head={item.head} last={item.last} />
          )}
        </Boundary>
      </div>
    </TabOrder>
  )
}

/** A row that could not be drawn: what it says, and no more. */
function Fallen({ item, onRetry }: { item: LogItem; onRetry: () => void }) {
  const tabIndex = useTabIndex() ?? 0
  if (item.kind === 'day' || item.kind === 'new') return null
  return (
    <article
      tabIndex={tabIndex}
      className={item.message.role === 'request' ? message['request'] : message['reply']}
      aria-label={t('Message shown as plain text')}
    >
      <div className={message['bubble']}>
        <RequestText text={item.message.text} />
        <p className={css['fallen']}>
          {t('This message could not be drawn; this is its text.')}{' '}
          <Button kind="quiet" onClick={onRetry}>
            {t('Try again')}
          </Button>
        </p>
      </div>
    </article>
  )
}

function Day({ at }: { at: number }) {
  const now = useNow()
  return (
    <h2 className={css['day']}>
      <span>{dayName(at, now)}</span>
    </h2>
  )
}

/** Stands over the first message that the reader has not seen. */
const NewLine = () => (
  <p className={css['new']}>
    <span>{t('New')}</span>
  </p>
)
