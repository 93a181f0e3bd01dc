import { expect, it } from 'vitest'
import { firstLoad } from './first-load.mjs'

it('carries what the page shows first, and neither the parser of inputs nor the menus and dialogs, nor another language', () => {
  const texts = firstLoad().map(({ text }) => text)

  expect(texts.some((text) => text.includes('createRoot'))).toBe(true)
  expect(texts.filter((text) => /ZodError|_zod\b/.test(text))).toEqual([])
  expect(texts.filter((text) => text.includes('Warteschlange'))).toEqual([])
  expect(
    texts.filter((text) => text.includes('react-aria-Popover') || text.includes('react-aria-Modal'))
  ).toEqual([])
})
