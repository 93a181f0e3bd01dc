import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { useStores } from '../store/stores'
import { isLong } from '../text/direction'
import { readDropped } from './dropped-files'
import { emojiFor } from './emoji'

/** Focus on opening a conversation and whenever the page asks for it; a text that came back has its end in sight. */
export function useComposerFocus() {
  const { view } = useStores()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    const focus = (): void => {
      const element = field.current
      element?.focus({ preventScroll: true })
      element?.setSelectionRange(element.value.length, element.value.length)
    }
    focus()
    return view.subscribe((now, before) => {
      if (now.composerFocus !== before.composerFocus) focus()
    })
  }, [view])
  return field
}

/** Lets a text field grow with its text in browsers that do not know `field-sizing: content`. */
export function useAutoGrow(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (field.current && !CSS.supports('field-sizing', 'content') && !isLong(text))
      fit(field.current, text === '')
  }, [field, text])
}

function fit(element: HTMLTextAreaElement, empty: boolean): void {
  element.style.height = 'auto'
  if (!empty) element.style.height = `${element.scrollHeight}px`
}

/** Puts an emoji in place of the shortcode before the cursor, as if it had been typed, so that it can be undone. */
export async function withEmoji(field: HTMLTextAreaElement): Promise<void> {
  const { value, selectionStart: end } = field
  const found = await emojiFor(value.slice(0, end))
  if (!found || field.value !== value || field.selectionStart !== end) return
  insertTyped(field, found.emoji, end - found.code.length)
}

/** Puts a text into a field as if it was typed: the browser's undo knows of it. */
function insertTyped(field: HTMLTextAreaElement, text: string, from = field.selectionStart): void {
  field.focus()
  field.setSelectionRange(from, field.selectionEnd)
  // Deprecated, and the only way to insert that can be undone with Ctrl+Z.
  if (!document.execCommand('insertText', false, text)) {
    field.setRangeText(text, from, field.selectionEnd, 'end')
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }
}

/** Text files that are pasted or dropped become text; others are refused in words, until the next try. */
export function useFiles(field: RefObject<HTMLTextAreaElement | null>) {
  const [refused, setRefused] = useState<readonly string[]>([])
  const take = (event: { preventDefault: () => void }, data: DataTransfer): void => {
    const files = [...data.files]
    // What has a text beside its picture, as a table of numbers does, is pasted as that text.
    if (files.length === 0 || data.types.includes('text/plain')) return setRefused([])
    event.preventDefault()
    void insertFiles(files)
  }
  const insertFiles = async (files: readonly File[]): Promise<void> => {
    const { text, refused: why } = await readDropped(files)
    setRefused(why)
    if (text !== '' && field.current) insertTyped(field.current, text)
  }
  return { refused, take }
}
