// A real Chromium on the built browser host, for the benches of the page.
import { chromium } from '@playwright/test'
import { chromiumPath } from '../test/chromium.ts'
import { inEmptyHome, startHost } from './host.mjs'
import { median } from './measure.mjs'
import { seedInto } from './seed.mjs'

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {Awaited<ReturnType<typeof startHost>>} Host */

export const browser = await chromium.launch({
  executablePath: await chromiumPath(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : []
})

/** Runs on a host with so many messages stored. @template T
 * @param {number} stored @param {(given: { host: Host, open: () => Promise<Page> }) => Promise<T>} work */
export const withHost = (stored, work) =>
  inEmptyHome(async (home) => {
    seedInto(stored, home)
    const host = await startHost(home)
    const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
    await context.addInitScript((session) => sessionStorage.setItem('chatapp.session', session), host.session)
    try {
      return await work({
        host,
        open: async () => {
          const page = await context.newPage()
          await page.goto(host.origin)
          await composer(page).waitFor()
          return page
        }
      })
    } finally {
      await context.close()
      await host.stop()
    }
  })

/** @param {Page} page */
export const composer = (page) => page.getByRole('textbox', { name: 'Message' })
/** @param {Page} page @param {string} text */
export const inLog = (page, text) => page.getByRole('log').getByText(text, { exact: true }).first()

/** Resolves to the medians of what one round measures. @param {string} name @param {number} rounds @param {() => Promise<Record<string, number>>} round */
export async function medians(name, rounds, round) {
  /** @type {Record<string, number>[]} */
  const all = []
  for (let n = 0; n < rounds; n++) {
    const figures = await round()
    all.push(figures)
    process.stderr.write(`  ${name} ${JSON.stringify(figures)}\n`)
  }
  return (/** @type {string} */ key) => median(all.map((one) => one[key] ?? Number.NaN))
}

/** The median of some keys, each from the key to the frame after it. @param {Page} page */
export const keyMs = (page) =>
  page.evaluate(async () => {
    const field = /** @type {HTMLTextAreaElement} */ (document.querySelector('textarea'))
    field.focus()
    field.setSelectionRange(field.value.length, field.value.length)
    const times = []
    for (let n = 0; n < 7; n++) {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      const startedAt = performance.now()
      document.execCommand('insertText', false, 'a')
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      times.push(performance.now() - startedAt)
    }
    return times.toSorted((a, b) => a - b)[3] ?? 0
  })

/** Presses an element and looks at each frame whether a text is in sight in the log. @param {Element} element @param {string} text */
export const msUntilInSight = (element, text) =>
  new Promise((resolve) => {
    const startedAt = performance.now()
    const look = () => {
      const log = document.querySelector('[role=log]')?.getBoundingClientRect()
      const row = [...document.querySelectorAll('[role=log] [data-key]')].find((one) =>
        one.textContent?.includes(text)
      )
      const box = row?.getBoundingClientRect()
      if (log && box && box.height > 0 && box.top >= log.top && box.top < log.bottom)
        resolve(performance.now() - startedAt)
      else if (performance.now() - startedAt > 20_000) resolve(Number.NaN)
      else requestAnimationFrame(look)
    }
    ;/** @type {HTMLElement} */ (element).click()
    look()
  })
