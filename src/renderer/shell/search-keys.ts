import type { KeyboardEvent } from 'react'

/** What a search found, from top to bottom. */
const hits = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-hit]')]
const box = (): HTMLInputElement | null => document.querySelector('[data-search] input[type="search"]')

export const openFirstHit = (): void => hits()[0]?.click()

/** Goes from the search box, or a hit, to the next one. */
export function stepIntoHits(from: EventTarget, step: 1 | -1 = 1): void {
  const all = hits()
  const at = all.indexOf(from as HTMLElement)
  const next = at + step < 0 ? box() : all[Math.min(at + step, all.length - 1)]
  next?.focus()
  next?.scrollIntoView({ block: 'nearest' })
}

/** Puts the caret behind what stands in the search box. */
export function goOnTyping(): void {
  const input = box()
  input?.focus()
  input?.setSelectionRange(input.value.length, input.value.length)
}

/** On a hit: up and down to the others, Esc back to the box, and whatever is typed goes on there. */
export function onHitKey(event: KeyboardEvent): void {
  const { key, target, ctrlKey, metaKey, altKey } = event
  if (!(target instanceof HTMLElement) || target.dataset['hit'] === undefined) return
  if (ctrlKey || metaKey || altKey) return
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    event.preventDefault()
    stepIntoHits(target, key === 'ArrowDown' ? 1 : -1)
  } else if (key === 'Escape') {
    event.stopPropagation()
    goOnTyping()
  } else if (key === 'Backspace' || (key.length === 1 && key !== ' ')) goOnTyping()
}
