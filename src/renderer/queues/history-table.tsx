import { useState } from 'react'
import type { HistorySpan } from '../../shared/contract'
import type { QueueHistory } from '../store/history-store'
import { Button } from '../ui/button'
import { ScrollBox } from '../ui/scroll-box'
import { stepWords } from './history-chart'
import { historyLines, knownSteps, valueWords } from './history-lines'
import css from './history.module.css'
import { t } from '../text/words'

/** The chart in words, the newest step first; a step in which nothing was is left out. */
export function HistoryTable({
  history,
  span,
  open
}: {
  history: QueueHistory
  span: HistorySpan
  open: (index: number) => void
}) {
  const [wanted, setWanted] = useState(false)
  const steps = wanted ? knownSteps(history) : []
  return (
    <details className={css['details']} onToggle={(event) => setWanted(event.currentTarget.open)}>
      <summary>{t('As a table')}</summary>
      {wanted && steps.length === 0 && <p>{t('No data in this time')}</p>}
      {steps.length > 0 && (
        <ScrollBox className={css['tableBox']} label={t('Values over time')}>
          <table className={css['table']}>
            <thead>
              <tr>
                <th scope="col">{t('From')}</th>
                {historyLines.map(({ key, name }) => (
                  <th key={key} scope="col">
                    {t(name)}
                  </th>
                ))}
                <th scope="col">{t('Messages')}</th>
              </tr>
            </thead>
            <tbody>
              {steps.map((index) => {
                const time = stepWords(history.at[index] ?? 0, span)
                return (
                  <tr key={history.at[index]}>
                    <th scope="row">{time}</th>
                    {historyLines.map((line) => (
                      <td key={line.key}>{valueWords(line, history[line.key][index])}</td>
                    ))}
                    <td>
                      {(history.sent[index] ?? 0) + (history.answered[index] ?? 0) > 0 && (
                        <Button
                          kind="quiet"
                          aria-label={t('Open the messages of {time}', { time })}
                          onClick={() => open(index)}
                        >
                          {t('Open')}
                        </Button>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </details>
  )
}
