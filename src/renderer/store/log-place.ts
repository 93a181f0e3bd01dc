/** Where a reader is in a log: the first row in sight, and how far its top stands from the top of the view, in pixels. */
export interface LogPlace {
  readonly key: string
  readonly offset: number
}

/** The place of a reader in a scrolling log whose rows carry `data-key`; null when no row is in sight. */
export function placeIn(scroller: HTMLElement): LogPlace | null {
  const { top, bottom } = scroller.getBoundingClientRect()
  for (const row of scroller.querySelectorAll<HTMLElement>('[data-key]')) {
    const box = row.getBoundingClientRect()
    // Rows that were in sight before may still be drawn while those that are scrolled to are not yet.
    if (box.bottom > top && box.top < bottom && row.dataset['key'] !== undefined)
      return { key: row.dataset['key'], offset: box.top - top }
  }
  return null
}

/** Scrolls so that the place is where it was; false when its row is not drawn. */
export function goToPlace(scroller: HTMLElement, { key, offset }: LogPlace): boolean {
  const row = scroller.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (!row) return false
  const moved = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - offset
  if (Math.abs(moved) > 1) scroller.scrollTop += moved
  return true
}
