import { useEffect, useState } from 'react'
import type { QueueStatus } from '../../shared/contract'
import { createHistoryStore, useHistory, type QueueHistory } from '../store/history-store'
import { createSearchStore } from '../store/search-store'
import { useStores } from '../store/stores'
import { ErrorNote } from '../ui/error-note'
import { Skeleton } from '../ui/skeleton'
import form from '../ui/form.module.css'
import row from '../ui/row.module.css'
import text from '../ui/text.module.css'
import { HistoryChart, stepWords } from './history-chart'
import { historyLines, searchOfStep, spans, totalsWords, valueWords } from './history-lines'
import { HistoryTable } from './history-table'
import { roles } from './queue-card'
import css from './history.module.css'
import monitoring from './monitoring.module.css'
import { saidText, t } from '../text/words'

/** One queue over time, with what went through it: a chart, its values where the pointer is, and all of it as a table. */
export default function QueueHistorySection({ queues }: { queues: readonly QueueStatus[] }) {
  const store = useStores().of(createHistoryStore)
  const chosen = useHistory((state) => state.queue)
  const span = useHistory((state) => state.span)
  const history = useHistory((state) => state.history)
  const error = useHistory((state) => state.error)
  const shown = queues.find(({ name }) => name === chosen) ?? queues[0]
  const name = shown?.name ?? ''
  useEffect(() => store.getState().watch(name), [store, name])
  if (!shown) return null
  return (
    <section aria-labelledby="history-title" className={css['section']}>
      <div className={row['spread']}>
        <h2 id="history-title">{t('Over time')}</h2>
        <div className={css['choices']}>
          <select
            className={form['input']}
            aria-label={t('Queue')}
            value={name}
            onChange={(event) => store.getState().setQueue(event.target.value)}
          >
            {queues.map((queue) => (
              <option key={queue.name} value={queue.name}>
                {t(roles[queue.role].title)}
              </option>
            ))}
          </select>
          <fieldset className={monitoring['ranges']} aria-label={t('Time span')}>
            {spans.map((one) => (
              <button
                key={one.span}
                type="button"
                className={monitoring['range']}
                aria-pressed={one.span === span}
                title={t(one.long)}
                onClick={() => store.getState().setSpan(one.span)}
              >
                {t(one.short)}
              </button>
            ))}
          </fieldset>
        </div>
      </div>
      {error && <ErrorNote title={t('What was sampled could not be read')} error={error} />}
      {!history && !error && <Skeleton lines={5} label={t('Loading the chart')} />}
      {history && <Drawing history={history} title={t(roles[shown.role].title)} />}
    </section>
  )
}

function Drawing({ history, title }: { history: QueueHistory; title: string }) {
  const stores = useStores()
  const span = useHistory((state) => state.span)
  const [hidden, setHidden] = useState<ReadonlySet<string>>(
    () => new Set(historyLines.filter(({ shown }) => !shown).map(({ key }) => key))
  )
  const [pointed, setPointed] = useState<number | null>(null)
  const index = pointed !== null && pointed < history.at.length ? pointed : null
  const totals = totalsWords(history.totals)
  const range = spans.find((one) => one.span === span)
  const open = (step: number): void => {
    if ((history.sent[step] ?? 0) + (history.answered[step] ?? 0) === 0) return
    stores.of(createSearchStore).getState().setQuery(searchOfStep(history, step))
    stores.view.getState().focusSearch()
  }
  return (
    <div className={css['card']}>
      <HistoryChart
        history={history}
        span={span}
        hidden={hidden}
        pointAt={setPointed}
        open={open}
        label={t('{title} over time. {range}: {totals} The table below has every value.', {
          title,
          range: range ? t(range.long) : '',
          totals
        })}
      />
      <p className={css['when']}>
        {index === null
          ? totals
          : t('{time}, {step}', {
              time: stepWords(history.at[index] ?? 0, span),
              step: range ? t(range.step) : ''
            })}
      </p>
      <ul className={css['legend']} aria-label={t('Lines of the chart')}>
        {historyLines.map((line) => (
          <li key={line.key}>
            <button
              type="button"
              className={css['line']}
              aria-pressed={!hidden.has(line.key)}
              data-colour={line.colour}
              data-dashed={line.dash ? '' : undefined}
              onClick={() => setHidden(toggled(hidden, line.key))}
            >
              {t(line.name)}
              <span className={css['value']}>
                {valueWords(
                  line,
                  index === null
                    ? history[line.key].findLast((one) => one !== null)
                    : history[line.key][index]
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {history.missing.map((told) => (
        <p key={told.detail} className={text['small']} dir="auto">
          {saidText(told.said, told.detail)}
        </p>
      ))}
      <p className={text['small']}>
        {t(
          'How full a queue was is known for the times in which somebody looked. A click opens the messages of a moment.'
        )}
      </p>
      <HistoryTable history={history} span={span} open={open} />
    </div>
  )
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set)
  if (!next.delete(key)) next.add(key)
  return next
}
