import { useLayoutEffect } from 'react'
import { useStores, type Stores } from '../store/stores'
import { isComposing } from '../ui/composing'
import { shortcutOf, type Shortcut } from '../ui/shortcuts'

/** Listens for the keys that work anywhere on the page, from the moment it is drawn. */
export function useShortcuts(): void {
  const stores = useStores()
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      if (isComposing(event)) {
        // The Enter that ends a composition submits no form and breaks no line.
        if (event.key === 'Enter') event.preventDefault()
        return
      }
      const shortcut = shortcutOf(event, isTyping(event.target))
      if (shortcut && actions[shortcut](stores.view.getState()) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [stores])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

type Page = ReturnType<Stores['view']['getState']>

/** What each shortcut does; false leaves the key to others. */
const actions: Record<Shortcut, (page: Page) => boolean | void> = {
  palette: (page) => page.openDialog({ kind: 'palette' }),
  search: (page) => page.focusSearch(),
  settings: (page) => page.show('settings'),
  shortcuts: (page) => page.openDialog({ kind: 'shortcuts' }),
  'next-pane': () => focusPane(1),
  'previous-pane': () => focusPane(-1),
  close
}

/** Closes the topmost thing that is not a dialog; a dialog closes itself. */
function close(page: Page): boolean {
  if (page.dialog) return false
  if (page.inspectedId !== null) page.inspect(null)
  else if (page.view === 'aws') page.show('settings')
  else if (page.view !== 'chat') page.show('chat')
  else return false
  return true
}

const first = 'textarea, [data-virtuoso-scroller], [aria-current="page"], button, input, [tabindex="0"]'

/** Moves the focus to the next or previous pane, and there to what a person most likely wants. */
function focusPane(step: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  if (panes.length === 0) return
  const at = panes.findIndex((pane) => pane.contains(document.activeElement))
  const next = panes[(at + step + panes.length) % panes.length]
  const target =
    next?.querySelector<HTMLElement>('textarea, [data-virtuoso-scroller]') ??
    next?.querySelector<HTMLElement>(first)
  target?.focus()
}
