import { modCommands, windowCommands, type WindowCommand } from '../../shared/shortcuts'
import { t, type Message } from '../text/words'

/** Something a key can do anywhere on the page. */
export type Shortcut = WindowCommand | `chat-${number}` | 'next-pane' | 'previous-pane' | 'close'

interface Key {
  readonly key: string
  /** The key by its place, whatever is written on it. */
  readonly code: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** What a key does anywhere on the page; `typing`: the focus is where letters are written. */
export function shortcutOf(key: Key, typing: boolean): Shortcut | null {
  const withChats = chatShortcut(key)
  if (withChats || key.altKey) return withChats
  if (key.key === 'F6') return key.shiftKey ? 'previous-pane' : 'next-pane'
  if (key.ctrlKey || key.metaKey) {
    if (key.shiftKey) return null
    return modCommands.get(key.key.toLowerCase()) ?? null
  }
  if (key.key === 'Escape') return 'close'
  return key.key === '?' && !typing ? 'shortcuts' : null
}

/** What a key does with chats. A browser keeps Mod+N to itself, so Alt may stand with it. */
function chatShortcut({ key, code, ctrlKey, metaKey, shiftKey, altKey }: Key): Shortcut | null {
  const mod = ctrlKey || metaKey
  if (shiftKey) return null
  if (altKey && !mod) return key === 'ArrowUp' ? 'previous-chat' : key === 'ArrowDown' ? 'next-chat' : null
  if (!mod) return null
  if (key.toLowerCase() === 'n' || (altKey && code === 'KeyN')) return 'new-chat'
  const digit = altKey ? undefined : /^Digit([1-9])$/.exec(code)?.[1]
  return digit === undefined ? null : `chat-${Number(digit)}`
}

/** The list a person sees; `Mod` stands for Ctrl or ⌘. */
export const shortcutList: readonly { readonly keys: readonly string[]; readonly does: Message }[] = [
  windowCommands.palette,
  windowCommands['new-chat'],
  { keys: ['Mod', 'Alt', 'N'], does: 'New chat, in a browser’s tab' },
  { keys: ['Alt', '↑ ↓'], does: 'Previous or next chat' },
  { keys: ['Mod', '1–9'], does: 'The chat at this place in the list' },
  windowCommands.search,
  { keys: ['↓', '↑', 'Enter'], does: 'In a search: through what was found, and open it' },
  windowCommands.settings,
  { keys: ['F6'], does: 'Next pane (with Shift: previous)' },
  { keys: ['↑'], does: 'In an empty composer: bring back the last text; in a room: change it' },
  { keys: ['@'], does: 'In a room: mention somebody' },
  { keys: ['↑', '↓', 'Home', 'End'], does: 'In the log: from message to message' },
  { keys: ['C', 'R', 'E', 'I', 'Del'], does: 'On a message: copy, quote, edit, details, delete' },
  { keys: ['+'], does: 'On a message of a room: react' },
  { keys: ['Esc'], does: 'Close what is open' },
  windowCommands.shortcuts
]

/** Ctrl, or ⌘ on a Mac. */
export const modKey = (): string => (/Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : t('Ctrl'))

/** A key of the list as it is called here. */
export const keyName = (key: string): string => (key === 'Mod' ? modKey() : isNamed(key) ? t(key) : key)

/** Keys that another language has another name for. */
const named = ['Shift', 'Enter', 'Home', 'End', 'Del'] as const
const isNamed = (key: string): key is (typeof named)[number] => named.some((one) => one === key)
