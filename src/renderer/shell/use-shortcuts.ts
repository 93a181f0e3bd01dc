import { useLayoutEffect } from 'react'
import { inListOrder } from '../store/conversation-actions'
import { createDesktopStore } from '../store/desktop-store'
import { useStores, type Stores } from '../store/stores'
import { goToChat, startChat } from './go-to-chat'
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
      if (shortcut && carryOut(shortcut, stores) !== false) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [stores])
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

type Page = ReturnType<Stores['view']['getState']>
type Other = Exclude<Shortcut, `chat-${number}` | 'new-chat' | 'previous-chat' | 'next-chat'>

/** Does what a shortcut stands for; false leaves the key to others. */
export function carryOut(shortcut: Shortcut, stores: Stores): boolean | void {
  const page = stores.view.getState()
  if (Object.hasOwn(actions, shortcut)) return actions[shortcut as Other](page, stores)
  // A dialog keeps its keys, and the window of a single chat leaves them to the menu, which asks the window with all chats.
  if (page.dialog || page.alone) return false
  if (shortcut === 'new-chat') return startChat(stores)
  const { conversations, openId } = stores.chat.getState()
  const list = inListOrder(conversations)
  const at = list.findIndex(({ id }) => id === openId)
  const place = { 'previous-chat': at - 1, 'next-chat': at + 1 }[shortcut as string]
  const chat = list[place ?? Number(shortcut.replace('chat-', '')) - 1]
  // Beyond either end it stays where it is.
  if (chat) goToChat(stores, chat.id)
}

/** What each other shortcut does. */
const actions: Record<Other, (page: Page, stores: Stores) => boolean | void> = {
  'own-window': (page, { chat, of }) => {
    if (!page.alone) void of(createDesktopStore).getState().openChat(chat.getState().openId)
  },
  queues: (page) => page.show('queues'),
  person: (page) => page.openDialog({ kind: 'people' }),
  'new-room': (page) => page.openDialog({ kind: 'new-room' }),
  join: (page) => page.openDialog({ kind: 'join', invitation: '' }),
  palette: (page) => page.openDialog({ kind: 'palette' }),
  search: (page) => (page.alone ? false : page.focusSearch()),
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
