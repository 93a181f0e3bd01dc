import type { LogItem } from '../store/log-items'
import { dayName } from '../text/time'
import css from './log-row.module.css'
import { Reply } from './reply'
import { Request } from './request'

/** One row of the log. `marked`: a search led here. */
export function LogRow({ item, marked }: { item: LogItem; marked: boolean }) {
  return (
    <div className={css['row']} data-marked={marked || undefined}>
      <Content item={item} />
    </div>
  )
}

function Content({ item }: { item: LogItem }) {
  switch (item.kind) {
    case 'day':
      return (
        <h2 className={css['day']}>
          <span>{dayName(item.at, Date.now())}</span>
        </h2>
      )
    case 'request':
      return <Request message={item.message} />
    case 'reply':
      return <Reply message={item.message} request={item.request} last={item.last} />
  }
}
