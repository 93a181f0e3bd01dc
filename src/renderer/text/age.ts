import { currentLocale } from './words'

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000]
]

/** How long ago a moment was, in the language of the page. */
export function ageWords(at: number, style: 'narrow' | 'short' = 'narrow'): string {
  const ms = Date.now() - at
  const format = new Intl.RelativeTimeFormat(currentLocale(), { style, numeric: 'always' })
  const [unit, length] = units.find(([, one]) => ms >= one) ?? ['second', 1000]
  return format.format(-Math.max(0, Math.floor(ms / length)), unit)
}
