import { InvalidArgumentError } from 'commander'
import { MAX_TIME } from '../shared/wire'

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const
const lengthPattern = /^(?:\d{1,6}[smhd])+$/
const timePattern = /^([01]?\d|2[0-3]):([0-5]\d)$/
const datePattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?$/

/** A length of time as people write it (`90s`, `10m`, `1h30m`, `2d`), in milliseconds. */
export function lengthOf(value: string): number {
  if (!lengthPattern.test(value)) throw new InvalidArgumentError('Write it as 90s, 10m, 1h30m or 2d.')
  const parts = value.matchAll(/(\d+)([smhd])/g)
  return [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * unitMs[unit as keyof typeof unitMs],
    0
  )
}

/** A moment as people write it, by the clock and the zone of this computer; a time of day is the next one. */
export function momentOf(value: string, now: number): number {
  const [, hours, minutes] = timePattern.exec(value) ?? []
  if (hours !== undefined) return nextTime(Number(hours), Number(minutes), now)
  const at = datePattern.test(value) ? Date.parse(value.replace(' ', 'T')) : NaN
  if (Number.isNaN(at) || at < 0 || at > MAX_TIME)
    throw new InvalidArgumentError('Write it as 17:30, "2026-12-24 17:30" or 2026-12-24T17:30+01:00.')
  return at
}

function nextTime(hours: number, minutes: number, now: number): number {
  const today = new Date(now)
  today.setHours(hours, minutes, 0, 0)
  if (today.getTime() <= now) today.setDate(today.getDate() + 1)
  return today.getTime()
}
