import { isTime, nearestTime } from '../../shared/wire'
import { currentZone } from './zone'
import { currentLocale, formatNumber, hourCycle, t } from './words'

/** A formatter that never throws and follows the computer's zone and how the page speaks; a number that is no time of ours is said to be none. */
const formatter = (options: Intl.DateTimeFormatOptions): ((at: number) => string) => {
  let [made, format]: [string, Intl.DateTimeFormat | null] = ['', null]
  return (at) => {
    if (!isTime(Math.round(at))) return t('unknown time')
    const now = `${currentZone()} ${currentLocale()} ${hourCycle()}`
    if (format === null || made !== now) {
      // A formatter keeps the zone in which it was made.
      // Hours to 12 are written without a nought before them.
      const hour = options.hour && hourCycle() === 'h12' ? { hour: 'numeric' as const } : {}
      format = new Intl.DateTimeFormat(currentLocale(), { ...options, ...hour, hourCycle: hourCycle() })
      made = now
    }
    return format.format(at)
  }
}

const withMinutes = { hour: '2-digit', minute: '2-digit' } as const
const clock = formatter(withMinutes)
const zonedClock = formatter({ ...withMinutes, timeZoneName: 'short' })
const exact = formatter({ dateStyle: 'medium', timeStyle: 'long' })
const weekday = formatter({ weekday: 'long', day: 'numeric', month: 'long' })
const full = formatter({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
const monthOfYear = formatter({ month: 'long', year: 'numeric' })
const shortWithYear = formatter({ day: 'numeric', month: 'short', year: 'numeric' })

/** Day and month. */
export const shortDay = formatter({ day: 'numeric', month: 'short' })

/** Hours, minutes and seconds. */
export const clockSeconds = formatter({ timeStyle: 'medium' })

/** Hours, minutes, seconds and milliseconds. */
export const clockMilliseconds = formatter({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3
})

/** Hours and minutes; with the zone in an hour that the clocks show twice. */
export const clockTime = (at: number): string => (isRepeated(at) ? zonedClock(at) : clock(at))

/** Date, time to the second and zone, for tooltips. */
export const exactTime = (at: number): string => exact(at)

/** A month, as `2026-11`, as a person says it. */
export const monthWords = (month: string): string => monthOfYear(Date.parse(`${month}-15T12:00:00Z`))

/** A time as a machine reads it: ISO 8601. */
export const machineTime = (at: number): string => new Date(nearestTime(at)).toISOString()

/** A key that is the same for two times on the same local day. */
export function dayOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

/** What a person calls a day: Today, Yesterday, else its date. */
export function dayName(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return t('Today')
  if (dayOf(at) === dayBefore(now)) return t('Yesterday')
  return sameYear(at, now) ? weekday(at) : full(at)
}

/** The time of something today, else its day, with its year when that is another: for lists. */
export function listTime(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return clockTime(at)
  return sameYear(at, now) ? shortDay(at) : shortWithYear(at)
}

/** By the calendar: a day is 23 or 25 hours long where the clocks change. */
function dayBefore(now: number): string {
  const noon = new Date(now)
  noon.setHours(12, 0, 0, 0)
  noon.setDate(noon.getDate() - 1)
  return dayOf(noon.getTime())
}

const sameYear = (at: number, now: number): boolean =>
  new Date(at).getFullYear() === new Date(now).getFullYear()

/** Zones set their clocks back by half an hour, one hour or, seldom, two. */
const setBack = [30, 60, 120].map((minutes) => minutes * 60_000)

/** Whether the clocks of this place show the hour and minute of `at` a second time that day. */
const isRepeated = (at: number): boolean =>
  setBack.some((ms) => offsetOf(at + ms) - offsetOf(at) === ms || offsetOf(at) - offsetOf(at - ms) === ms)

/** How far the local clock is behind UTC, in milliseconds. */
const offsetOf = (at: number): number => new Date(at).getTimezoneOffset() * 60_000

/** A duration as a person reads it: 4.2 ms, 41 ms, 1.3 s, 2 min 5 s. */
export function duration(ms: number): string {
  if (ms < 10) return `${formatNumber(Math.round(ms * 10) / 10)} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${formatNumber(ms / 1000, digits(ms < 10_000 ? 1 : 0))} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

const digits = (count: number) => ({ minimumFractionDigits: count, maximumFractionDigits: count })
