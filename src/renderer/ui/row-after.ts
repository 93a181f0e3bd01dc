/** Rows that Page Up and Page Down pass. */
const PAGE = 10

/** The row of a list to which a key leads from the current one; null for a key that leads to none. */
export function rowAfter(key: string, current: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowDown: current + 1,
    ArrowUp: current - 1,
    Home: 0,
    End: count - 1,
    PageDown: current + PAGE,
    PageUp: current - PAGE
  }
  const to = steps[key]
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to))
}
