import { expect, it } from 'vitest'
import { keyMeaning } from './key-meaning'

const press = (
  key: string,
  held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing', true>> = {}
) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 0,
  ...held
})

it('sends with Enter or with Ctrl/⌘+Enter, as the user chose, and never while an input method composes', () => {
  const enter = { sendWith: 'enter', empty: false } as const
  const modEnter = { sendWith: 'mod-enter', empty: false } as const

  expect(keyMeaning(press('Enter'), enter)).toBe('send')
  expect(keyMeaning(press('Enter', { shiftKey: true }), enter)).toBeNull()
  expect(keyMeaning(press('Enter', { isComposing: true }), enter)).toBeNull()
  expect(keyMeaning(press('Enter'), modEnter)).toBeNull()
  expect(keyMeaning(press('Enter', { metaKey: true }), modEnter)).toBe('send')
})

it('recalls only from an empty composer', () => {
  expect(keyMeaning(press('ArrowUp'), { sendWith: 'enter', empty: true })).toBe('recall')
  expect(keyMeaning(press('ArrowUp'), { sendWith: 'enter', empty: false })).toBeNull()
})

it.each(['Enter', 'ArrowUp'])('leaves %s to the input method that took it, as WebKit tells it', (key) => {
  expect(keyMeaning({ ...press(key), keyCode: 229 }, { sendWith: 'enter', empty: true })).toBeNull()
})
