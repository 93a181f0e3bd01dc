import type { LogItem } from '../store/log-items'
import { dayName } from '../text/time'
import { useNow } from '../text/use-now'
import css from './log-row.module.css'
import { Reply } from './reply'
import { Request } from './request'

/** One row of the log. `marked`: a search led here. */
export function LogRow({ item, marked }: { item: LogItem; marked: boolean }) {
  return (
    <div className={css['row']} data-marked={marked || undefined}>
      {item.kind === 'day' && <Day at={item.at} />}
      {item.kind === 'request' && <Request message={item.message} />}
      {item.kind === 'reply' && <Reply message={item.message} request={item.request} last={item.last} />}
    </div>
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
