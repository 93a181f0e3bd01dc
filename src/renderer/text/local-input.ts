const two = (part: number): string => String(part).padStart(2, '0')

/** A moment as a field for a local date and time holds it: `2026-12-24T17:30`. */
export function localInput(at: number): string {
  const date = new Date(at)
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** The moment that such a field names, by the zone of this computer; null while it names none. */
export function momentOfInput(value: string): number | null {
  const at = value === '' ? NaN : new Date(value).getTime()
  return Number.isNaN(at) ? null : at
}
