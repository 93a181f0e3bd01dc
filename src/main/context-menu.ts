import {
  clipboard,
  Menu,
  type BrowserWindow,
  type ContextMenuParams,
  type MenuItemConstructorOptions
} from 'electron'
import { roleLabel, t } from './speech'

type Item = MenuItemConstructorOptions

const separator: Item = { type: 'separator' }

/** What the menu can do besides Electron's roles. */
export interface ContextActs {
  /** Takes a suggestion in place of the word that is wrong. */
  readonly replace: (word: string) => void
  readonly learn: (word: string) => void
  readonly write: (text: string) => void
  /** Null where the click was not on a message. */
  readonly copyMessage: (() => void) | null
  readonly copyMessageLink: (() => void) | null
}

type Clicked = Pick<
  ContextMenuParams,
  'dictionarySuggestions' | 'editFlags' | 'isEditable' | 'linkURL' | 'misspelledWord' | 'selectionText'
>

/** More suggestions than that make no choice easier. */
const SUGGESTIONS = 5

/**
 * The menu of a right click, from what it was on: a word that is wrong, a link, a text that can be changed, a message,
 * a selection. Empty when there is nothing to do.
 */
export function contextMenuTemplate(clicked: Clicked, acts: ContextActs): Item[] {
  const groups = [spelling(clicked, acts), links(clicked, acts), editing(clicked), messages(acts)]
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, index) => (index === 0 ? group : [separator, ...group]))
}

function spelling(
  { misspelledWord, dictionarySuggestions }: Clicked,
  { replace, learn }: ContextActs
): Item[] {
  if (misspelledWord === '') return []
  const suggestions = dictionarySuggestions.slice(0, SUGGESTIONS)
  return [
    ...suggestions.map((word): Item => ({ label: word, click: () => replace(word) })),
    ...(suggestions.length === 0 ? [{ label: t('No suggestions'), enabled: false }] : []),
    { label: t('Add to Dictionary'), click: () => learn(misspelledWord) }
  ]
}

/** Links that lead somewhere; an address within the page does not. */
function links({ linkURL }: Clicked, { write }: ContextActs): Item[] {
  if (!/^(https?|mailto|chatapp):/i.test(linkURL)) return []
  const mail = /^mailto:/i.test(linkURL)
  return [
    {
      label: t(mail ? 'Copy Address' : 'Copy Link'),
      click: () => write(mail ? linkURL.slice('mailto:'.length) : linkURL)
    }
  ]
}

function editing({ isEditable, editFlags, selectionText }: Clicked): Item[] {
  if (isEditable)
    return [
      { role: 'cut', ...roleLabel('Cut'), enabled: editFlags.canCut },
      { role: 'copy', ...roleLabel('Copy'), enabled: editFlags.canCopy },
      { role: 'paste', ...roleLabel('Paste'), enabled: editFlags.canPaste },
      { role: 'selectAll', ...roleLabel('Select All'), enabled: editFlags.canSelectAll }
    ]
  return selectionText.trim() === '' ? [] : [{ role: 'copy', ...roleLabel('Copy') }]
}

function messages({ copyMessage, copyMessageLink }: ContextActs): Item[] {
  return [
    ...(copyMessage ? [{ label: t('Copy Message'), click: copyMessage }] : []),
    ...(copyMessageLink ? [{ label: t('Copy Link to Message'), click: copyMessageLink }] : [])
  ]
}

export interface ContextMenuDeps {
  /** The message that the click is on, and its link; null when it is on none. */
  readonly message: () => { readonly copy: () => void; readonly link: string | null } | null
}

const write = (text: string): void => void clipboard.writeText(text)

/** Opens the menu of a right click in a window, wherever the page has none of its own. */
export function openContextMenus(window: BrowserWindow, { message }: ContextMenuDeps): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, clicked) => {
    const on = message()
    const { link } = on ?? { link: null }
    const template = contextMenuTemplate(clicked, {
      replace: (word) => webContents.replaceMisspelling(word),
      learn: (word) => webContents.session.addWordToSpellCheckerDictionary(word),
      write,
      copyMessage: on?.copy ?? null,
      copyMessageLink: link === null ? null : () => write(link)
    })
    if (template.length > 0) Menu.buildFromTemplate(template).popup({ window })
  })
}
