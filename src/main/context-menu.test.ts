import { expect, it, vi } from 'vitest'
import { contextMenuTemplate } from './context-menu'

vi.mock('electron', () => import('./fake-electron'))

const flags = { canCut: true, canCopy: true, canPaste: false, canSelectAll: true }

/** The menu of a click, what its entries are and what choosing each does. */
function menuOf(clicked: object, onMessage = false) {
  const done: string[] = []
  const acts = {
    replace: (word: string) => void done.push(`replace ${word}`),
    learn: (word: string) => void done.push(`learn ${word}`),
    write: (text: string) => void done.push(`write ${text}`),
    copyMessage: onMessage ? () => void done.push('message') : null,
    copyMessageLink: onMessage ? () => void done.push('link') : null
  }
  const nothing = { dictionarySuggestions: [], editFlags: flags, isEditable: false, linkURL: '' }
  const template = contextMenuTemplate(
    { ...nothing, misspelledWord: '', selectionText: '', ...clicked } as never,
    acts
  )
  for (const { click } of template) (click as (() => void) | undefined)?.()
  return { entries: template.map(({ label, role, type }) => label ?? role ?? type), template, done }
}

it('has no menu where there is nothing to do', () => {
  expect(menuOf({}).entries).toEqual([])
  expect(menuOf({ selectionText: ' \n' }).entries).toEqual([])
})

it('offers what the field can do, and greys what it cannot', () => {
  const { entries, template } = menuOf({ isEditable: true })

  expect(entries).toEqual(['cut', 'copy', 'paste', 'selectAll'])
  expect(template.map(({ enabled }) => enabled)).toEqual([true, true, false, true])
})

it('offers at most five words in place of a wrong one, and to learn it', () => {
  const words = ['one', 'two', 'three', 'four', 'five', 'six']
  const { entries, done } = menuOf({ isEditable: true, misspelledWord: 'wron', dictionarySuggestions: words })

  expect(entries.slice(0, 7)).toEqual([...words.slice(0, 5), 'Add to Dictionary', 'separator'])
  expect(done).toEqual([...words.slice(0, 5).map((word) => `replace ${word}`), 'learn wron'])
})

it('says so when there is no better word', () => {
  expect(menuOf({ isEditable: true, misspelledWord: 'xqz' }).entries.slice(0, 2)).toEqual([
    'No suggestions',
    'Add to Dictionary'
  ])
})

it('copies a link, an address without its mailto:, and neither script nor a place within the page', () => {
  expect(menuOf({ linkURL: 'https://example.org/a%20b' }).done).toEqual(['write https://example.org/a%20b'])
  expect(menuOf({ linkURL: 'mailto:ada@example.org' }).done).toEqual(['write ada@example.org'])
  for (const linkURL of ['javascript:alert(1)', 'app://chatapp/#x', 'file:///etc/passwd'])
    expect(menuOf({ linkURL }).entries).toEqual([])
})

it('copies a selection, and the message that it is in', () => {
  const { entries, done } = menuOf({ selectionText: 'words' }, true)

  expect(entries).toEqual(['copy', 'separator', 'Copy Message', 'Copy Link to Message'])
  expect(done).toEqual(['message', 'link'])
})
