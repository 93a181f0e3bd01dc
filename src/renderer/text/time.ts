const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' })
const full = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric'
})
const short = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })

/** Hours and minutes. */
export const clockTime = (at: number): string => clock.format(at)

/** Date and time to the second, for tooltips. */
export const exactTime = (at: number): string => exact.format(at)

/** A key that is the same for two times on the same local day. */
export function dayOf(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`
}

/** What a person calls a day: Today, Yesterday, else its date. */
export function dayName(at: number, now: number): string {
  if (dayOf(at) === dayOf(now)) return 'Today'
  if (dayOf(at) === dayOf(now - 86_400_000)) return 'Yesterday'
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? weekday : full).format(at)
}

/** The time of something today, else its day: for lists. */
export const listTime = (at: number, now: number): string =>
  dayOf(at) === dayOf(now) ? clock.format(at) : short.format(at)

/** A duration as a person reads it: 4.2 ms, 41 ms, 1.3 s, 2 min 5 s. */
export function duration(ms: number): string {
  if (ms < 10) return `${Math.round(ms * 10) / 10} ms`
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const seconds = Math.round(ms / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
