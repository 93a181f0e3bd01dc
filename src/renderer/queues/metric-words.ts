import { duration } from '../text/time'
import { spanWords } from '../text/use-seconds'
import { formatNumber, t } from '../text/words'

/** How the numbers of a chart are said. */
export type Unit = 'count' | 'seconds' | 'milliseconds'

const compact = { notation: 'compact', maximumFractionDigits: 1 } as const

/** A number of a chart in its unit. */
export function amountWords(value: number, unit: Unit): string {
  if (unit === 'seconds') return spanWords(value * 1000)
  return unit === 'milliseconds' ? duration(value) : formatNumber(value, compact)
}

/** "0.2 % of the free million": the share as a person reads it. */
export function shareWords(share: number): string {
  const percent = share * 100
  if (percent === 0) return '0 %'
  return percent < 0.1 ? t('less than 0.1 %') : `${formatNumber(percent, { maximumFractionDigits: 1 })} %`
}

/** "idle for 21 days"; less than a day is "used today". */
export function idleWords(days: number): string {
  const whole = Math.floor(days)
  return whole < 1
    ? t('used today')
    : t('idle for {days, plural, one {# day} other {# days}}', { days: whole })
}
