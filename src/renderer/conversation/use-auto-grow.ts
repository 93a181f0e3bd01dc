import { useLayoutEffect, type RefObject } from 'react'

/** Lets a text field grow with its text in browsers that do not know `field-sizing: content`. */
export function useAutoGrow(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (field.current && !CSS.supports('field-sizing', 'content')) fit(field.current, text === '')
  }, [field, text])
}

function fit(element: HTMLTextAreaElement, empty: boolean): void {
  element.style.height = 'auto'
  if (!empty) element.style.height = `${element.scrollHeight}px`
}
