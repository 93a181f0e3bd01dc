import { clockTime, listTime } from '../text/time'
import { useNow } from '../text/use-now'
import { CHART, draw } from './chart-path'
import { amountWords, type Unit } from './metric-words'
import css from './monitoring.module.css'
import type { Monitoring } from '../../shared/backend-config'
import { t } from '../text/words'

/** A line of a chart. */
export interface MetricLine {
  readonly name: string
  readonly tone: 'accent' | 'bad' | 'warn'
  readonly points: Monitoring['series'][number]['points']
}

/** One or more series on one scale from 0 to their highest value, with the newest number in words. */
export function MetricChart({
  title,
  unit,
  lines
}: {
  title: string
  unit: Unit
  lines: readonly MetricLine[]
}) {
  const now = useNow()
  const drawing = draw(lines.map(({ points }) => points))
  const latest = (line: MetricLine | undefined): string => {
    const point = line?.points.at(-1)
    return point ? amountWords(point.value, unit) : t('no data')
  }
  const single = lines.length === 1
  const timeOf = (at: number): string =>
    listTime(at, now) === clockTime(at) ? clockTime(at) : `${listTime(at, now)} ${clockTime(at)}`
  return (
    <figure className={css['chart']}>
      <figcaption className={css['chartHead']}>
        <h3>{title}</h3>
        {single && drawing && <span className={css['now']}>{latest(lines[0])}</span>}
      </figcaption>
      {drawing ? (
        <>
          <svg
            viewBox={`0 0 ${CHART.width} ${CHART.height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={t('{title}: {values}, at most {top}', {
              title,
              values: lines.map((line) => `${single ? t('now') : line.name} ${latest(line)}`).join(', '),
              top: amountWords(drawing.top, unit)
            })}
          >
            <line
              className={css['zero']}
              x1="0"
              x2={CHART.width}
              y1={CHART.height - 1}
              y2={CHART.height - 1}
            />
            {drawing.paths.map((path, index) => (
              <path
                key={lines[index]?.name}
                className={css['line']}
                data-tone={lines[index]?.tone}
                d={path}
              />
            ))}
          </svg>
          <p className={css['axis']}>
            <span>{timeOf(drawing.from)}</span>
            <span>{t('max {top}', { top: amountWords(drawing.top, unit) })}</span>
            <span>{timeOf(drawing.to)}</span>
          </p>
          {!single && (
            <p className={css['key']}>
              {lines.map((line) => (
                <span key={line.name} data-tone={line.tone}>
                  {line.name} {latest(line)}
                </span>
              ))}
            </p>
          )}
        </>
      ) : (
        <p className={css['nothing']}>{t('No data in this time')}</p>
      )}
    </figure>
  )
}
