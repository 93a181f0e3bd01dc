// A chat with 100,000 messages in a real Chromium: to open it, to scroll in it, to type in it, and what the page holds.
import { state } from './measure.mjs'
import { browser, composer, keyMs, medians, msUntilInSight, withHost } from './page.mjs'
import { textOf } from './seed.mjs'

/** @typedef {import('@playwright/test').Page} Page */

const quick = process.argv.includes('--quick')
const rounds = quick ? 1 : 5
const stored = 100_000

/**
 * Scrolls up for some seconds as a wheel does and resolves to the time from each frame to the next, in milliseconds.
 * @param {Page} page
 */
async function framesWhileScrolling(page) {
  await page.getByRole('log').hover()
  const frames = page.evaluate(
    () =>
      new Promise((resolve) => {
        /** @type {number[]} */
        const times = []
        let before = performance.now()
        const until = before + 4000
        const look = () => {
          const now = performance.now()
          times.push(now - before)
          before = now
          if (now < until) requestAnimationFrame(look)
          else resolve(times)
        }
        requestAnimationFrame(look)
      })
  )
  for (let n = 0; n < 60; n++) {
    await page.mouse.wheel(0, -400)
    await page.waitForTimeout(50)
  }
  return /** @type {number[]} */ (await frames)
}

/** What the page's own objects take once what nobody holds has gone, in MB. @param {Page} page */
async function heapMB(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

try {
  const of = await medians('large chat', rounds, () =>
    withHost(stored, async ({ open }) => {
      const page = await open()
      const chat = page.getByRole('button', { name: 'Bench' }).first()
      await chat.waitFor()
      const openMs = await chat.evaluate(msUntilInSight, textOf(stored / 2 - 1))
      await page.waitForTimeout(500)
      const frames = (await framesWhileScrolling(page)).toSorted((a, b) => a - b)
      await composer(page).click()
      return {
        openMs,
        frameP95: frames[Math.floor(frames.length * 0.95)] ?? Number.NaN,
        keyMs: await keyMs(page),
        heapMB: await heapMB(page)
      }
    })
  )
  const name = `a chat of ${stored.toLocaleString('en')} messages`
  state({ name: `ui: ${name}, opened`, ours: of('openMs'), unit: 'ms', rounds, atMost: 300 })
  state({
    name: `ui: ${name}, scrolled, frame p95`,
    ours: of('frameP95'),
    unit: 'ms',
    rounds,
    atMost: 50
  })
  state({ name: `ui: ${name}, a key`, ours: of('keyMs'), unit: 'ms', rounds, atMost: 50 })
  state({ name: `ui: ${name}, heap of the page`, ours: of('heapMB'), unit: 'MB', rounds, atMost: 150 })
} finally {
  await browser.close()
}
