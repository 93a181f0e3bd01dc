import { useEffect } from 'react'
import { useStores, type Stores } from '../store/stores'
import { focusPane } from './panes'
import { shortcutOf, type Shortcut } from './shortcuts'

/** Listens for the keys that work anywhere on the page. */
export function useShortcuts(): void {
  const stores = useStores()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return
      const shortcut = shortcutOf(event, isTyping(event.target))
      if (shortcut && run(shortcut, stores)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [stores])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

/** Whether the key was ours. */
function run(shortcut: Shortcut, { view }: Stores): boolean {
  const page = view.getState()
  switch (shortcut) {
    case 'palette':
      page.openDialog({ kind: 'palette' })
      return true
    case 'search':
      page.focusSearch()
      return true
    case 'settings':
      page.show('settings')
      return true
    case 'shortcuts':
      page.openDialog({ kind: 'shortcuts' })
      return true
    case 'next-pane':
      focusPane(1)
      return true
    case 'previous-pane':
      focusPane(-1)
      return true
    case 'close':
      return close(page)
  }
}

/** Closes the topmost thing that is not a dialog; a dialog closes itself. */
function close(page: ReturnType<Stores['view']['getState']>): boolean {
  if (page.dialog) return false
  if (page.inspectedId !== null) page.inspect(null)
  else if (page.view !== 'chat') page.show('chat')
  else return false
  return true
}
