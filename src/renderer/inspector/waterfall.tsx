import type { Timeline } from '../../shared/message'
import { duration, exactTime } from '../text/time'
import { wayOf, waterfallBars } from './waterfall-bars'
import css from './inspector.module.css'

/** The way of a message, drawn: each hop a bar from the hop before it. */
export function Waterfall({ timeline }: { timeline: Timeline }) {
  const bars = waterfallBars(timeline)
  const whole = wayOf(timeline)
  if (bars.length === 0) return <p className={css['soft']}>Nothing is known about its way.</p>
  return (
    <ol className={css['waterfall']}>
      {bars.map((bar) => (
        <li key={bar.hop} title={exactTime(bar.at)}>
          <span className={css['hop']}>
            <span>{bar.label}</span>
            <span className={css['took']}>{bar.sinceStartMs === 0 ? '0' : `+${duration(bar.tookMs)}`}</span>
          </span>
          <svg className={css['bar']} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
            <rect className={css['track']} width="100" height="6" rx="1" />
            <rect
              className={css['fill']}
              x={Math.min(98.5, bar.start * 100)}
              width={Math.max(1.5, (bar.end - bar.start) * 100)}
              height="6"
            />
          </svg>
        </li>
      ))}
      {whole && (
        <li className={css['whole']}>
          <span>{whole.name}</span>
          <span>{duration(whole.ms)}</span>
        </li>
      )}
    </ol>
  )
}
