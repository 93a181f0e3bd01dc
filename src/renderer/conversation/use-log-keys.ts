import {
  useCallback,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject
} from 'react'
import type { VirtuosoHandle } from 'react-virtuoso'
import type { ChatMessage } from '../../shared/message'
import { isMessage, type LogItem } from '../store/log-items'
import { createDesktopStore } from '../store/desktop-store'
import { useStores } from '../store/stores'
import { isComposing } from '../ui/composing'
import { useMessageActs } from './log-kind'
import type { MessageAct } from './message-acts'

/** Where a menu opens: a message, and a point of the window. */
export interface MenuPlace {
  readonly key: string
  readonly x: number
  readonly y: number
}

/** The row with a message that an element of it stands in. */
const rowOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-key]') : null

/** The key of the message that an element stands in; null for none. */
function messageAt(items: readonly LogItem[], target: EventTarget | null): string | null {
  const key = rowOf(target)?.dataset['key']
  return items.find((item) => item.key === key && isMessage(item))?.key ?? null
}

const articleOf = (key: string): HTMLElement | null =>
  document.querySelector(`[data-key="${CSS.escape(key)}"] > article`)

/** How many times a row that was scrolled to is looked for, once a frame. */
const LOOK = 20

/**
 * The keys of a log that is one tab stop: arrows, Home and End go from message to message, letters do what the menu
 * of a message offers, Enter goes into it, Escape out of it.
 */
export function useLogKeys(items: readonly LogItem[], virtuoso: RefObject<VirtuosoHandle | null>) {
  const stores = useStores()
  const actsOf = useMessageActs()
  /** The message that has or last had the focus: the tab stop of the log, as long as it is drawn. */
  const [active, setActive] = useState<string | null>(null)
  const [menu, setMenu] = useState<MenuPlace | null>(null)

  const go = useCallback(
    (key: string): void => {
      const index = items.findIndex((item) => item.key === key)
      if (index < 0) return
      setActive(key)
      virtuoso.current?.scrollIntoView({ index, behavior: 'auto' })
      focusSoon(key, LOOK)
    },
    [items, virtuoso]
  )

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (isComposing(event.nativeEvent) || event.ctrlKey || event.metaKey || event.altKey) return
    const { target } = event
    if (!(target instanceof HTMLElement)) return
    const row = rowOf(target)
    const onArticle = target.matches('article')
    if (row && !onArticle) {
      if (event.key === 'Escape' && row.dataset['key'] !== undefined) {
        event.preventDefault()
        articleOf(row.dataset['key'])?.focus()
      }
      return
    }
    const messages = items.filter(isMessage)
    const at = messages.findIndex(({ key }) => key === (row?.dataset['key'] ?? active))
    const next = stepTo(event.key, at, messages.length)
    const to = next === null ? undefined : messages[next]
    const message = at < 0 ? undefined : messages[at]?.message
    if (to) go(to.key)
    else if (onArticle && message && actOn(event, message)) event.stopPropagation()
    else return
    event.preventDefault()
  }

  const actOn = (event: KeyboardEvent<HTMLElement>, message: ChatMessage): boolean => {
    const { currentTarget, key } = event
    const article = articleOf(message.id) ?? currentTarget
    if (key === 'Enter') {
      article.querySelector<HTMLElement>('a, summary, button')?.focus()
      return true
    }
    if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) {
      const { left, top } = article.getBoundingClientRect()
      setMenu({ key: message.id, x: left + 24, y: top + 24 })
      return true
    }
    const act = event.shiftKey ? undefined : withKey(actsOf(stores, message), key)
    act?.act()
    return act !== undefined
  }

  const onFocus = (event: FocusEvent<HTMLElement>): void => {
    const key = rowOf(event.target)?.dataset['key']
    if (key !== undefined) setActive(key)
  }

  /** A selection and a link have the menu of the browser, or of the desktop window, which is told of the message. */
  const onContextMenu = (event: MouseEvent<HTMLElement>): void => {
    const key = messageAt(items, event.target)
    if (key === null) return
    const own = event.target instanceof Element && event.target.closest('a, input, summary') !== null
    if (own || getSelection()?.isCollapsed === false) {
      stores.of(createDesktopStore).getState().pointAt(key)
      return
    }
    event.preventDefault()
    setMenu({ key, x: event.clientX, y: event.clientY })
  }

  return {
    active,
    /** Forgets the message at hand when it is drawn no more: then the log itself is the tab stop. */
    drawn: (keys: readonly string[]): void => {
      if (active !== null && !keys.includes(active)) setActive(null)
    },
    menu,
    closeMenu: () => setMenu(null),
    handlers: { onKeyDown, onFocus, onContextMenu }
  }
}

const withKey = (acts: readonly MessageAct[], key: string): MessageAct | undefined =>
  acts.find((one) => one.key?.toLowerCase() === key.toLowerCase())

function stepTo(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  if (key === 'ArrowUp') return at < 0 ? count - 1 : Math.max(0, at - 1)
  if (key === 'ArrowDown') return at < 0 ? count - 1 : Math.min(count - 1, at + 1)
  return null
}

function focusSoon(key: string, tries: number): void {
  const article = articleOf(key)
  article?.focus({ preventScroll: true })
  // A row that is not placed yet takes no focus.
  const done = article !== null && article === document.activeElement
  if (!done && tries > 0) requestAnimationFrame(() => focusSoon(key, tries - 1))
}
