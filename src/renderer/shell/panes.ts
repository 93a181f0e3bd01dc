const first = 'textarea, [data-virtuoso-scroller], [aria-current="page"], button, input, [tabindex="0"]'

/** Moves the focus to the next or previous pane, and there to what a person most likely wants. */
export function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  if (panes.length === 0) return
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  const target =
    next?.querySelector<HTMLElement>('textarea, [data-virtuoso-scroller]') ??
    next?.querySelector<HTMLElement>(first)
  target?.focus()
}
