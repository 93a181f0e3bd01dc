// The page in a real Chromium, on the built browser host: a burst of replies, a search hit far back, a key in a long
// draft, the events of one exchange, and many tabs. `--only=burst,hit,key,events,tabs` runs some of them.
import { sendAndWait } from './host.mjs'
import { state } from './measure.mjs'
import { browser, composer, inLog, keyMs, medians, msUntilInSight, withHost } from './page.mjs'
import { textOf } from './seed.mjs'

/** @typedef {import('@playwright/test').Page} Page */

const quick = process.argv.includes('--quick')
const wanted = process.argv
  .find((one) => one.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',')
const rounds = quick ? 1 : 5
const benches = {
  async burst() {
    const size = 1000
    const of = await medians('burst', rounds, () =>
      withHost(0, async ({ host, open }) => {
        await sendAndWait(host, 'warm')
        const page = await open()
        // Its reader is at the end: a chat that opens with something unread stays where that begins.
        await inLog(page, 'warm').waitFor()
        await page.waitForTimeout(1000)
        await page.evaluate(() => {
          Object.assign(window, { longTasks: [] })
          new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) /** @type {any} */ (window).longTasks.push(duration)
          }).observe({ type: 'longtask' })
        })
        const startedAt = performance.now()
        for (let n = 0; n < size; n += 50)
          await Promise.all(
            Array.from({ length: 50 }, (_, k) => host.call('chat.send', { text: `/echo burst ${n + k}` }))
          )
        const sentMs = performance.now() - startedAt
        await inLog(page, `burst ${size - 1}`).waitFor()
        const drawnMs = performance.now() - startedAt
        await page.waitForTimeout(500)
        const tasks = /** @type {number[]} */ (
          await page.evaluate(() => /** @type {any} */ (window).longTasks)
        )
        return { sentMs, drawnMs, longTasks: tasks.length, longest: Math.max(0, ...tasks) }
      })
    )
    const common = { unit: 'ms', rounds }
    state({ name: `page: a burst of ${size}, drawn`, ours: of('drawnMs'), ...common, atMost: 2000 })
    state({ name: 'page: longest task in the burst', ours: of('longest'), ...common, atMost: 50 })
  },

  async hit() {
    const sizes = quick ? [1000, 50_000] : [1000, 50_000, 200_000]
    for (const stored of sizes) {
      // The oldest number that no later one begins with.
      const oldest = stored / 20
      const of = await medians(`hit in ${stored}`, rounds, () =>
        withHost(stored, async ({ open }) => {
          const page = await open()
          await page.getByRole('button', { name: 'Bench' }).first().click()
          const text = textOf(oldest)
          const word = text.split(' ').at(-1) ?? ''
          await page.keyboard.press('ControlOrMeta+f')
          await page.getByLabel('Search messages').fill(word)
          const hit = page.getByRole('list', { name: 'Messages found' }).getByRole('button').first()
          await hit.waitFor()
          return { ms: await hit.evaluate(msUntilInSight, text) }
        })
      )
      state({
        name: `page: open a search hit ${stored / 2 - oldest} exchanges back`,
        ours: of('ms'),
        unit: 'ms',
        rounds,
        atMost: 150
      })
    }
  },

  async key() {
    const draft = 'Lorem ipsum dolor sit amet. '.repeat(15_000)
    const of = await medians('key', rounds, () =>
      withHost(0, async ({ open }) => {
        const page = await open()
        await composer(page).fill(draft)
        await page.waitForTimeout(1000)
        const ours = await keyMs(page)
        const box = await composer(page).boundingBox()
        await page.goto('about:blank')
        await page.setContent(
          `<textarea style="width:${box?.width}px;height:${box?.height}px;font:15px system-ui"></textarea>`
        )
        await page.locator('textarea').fill(draft)
        return { ours, bare: await keyMs(page) }
      })
    )
    state({
      name: 'page: a key in a draft of 400 KB',
      ours: of('ours'),
      peer: of('bare'),
      against: 'bare textarea',
      unit: 'ms',
      rounds,
      atMost: 1.2
    })
  },

  async events() {
    const of = await medians('events', rounds, () =>
      withHost(0, async ({ host, open }) => {
        await sendAndWait(host, 'warm')
        const page = await open()
        await page.waitForTimeout(1000)
        let calls = 0
        page.on('request', (request) => (calls += request.url().includes('/call/') ? 1 : 0))
        const stop = new AbortController()
        const stream = await fetch(`${host.origin}/events`, {
          headers: { authorization: `Bearer ${host.session}` },
          signal: stop.signal
        })
        let text = ''
        const reading = (async () => {
          const decoder = new TextDecoder()
          if (stream.body) for await (const chunk of stream.body) text += decoder.decode(chunk)
        })().catch(() => {})
        await new Promise((resolve) => setTimeout(resolve, 300))
        text = ''
        await composer(page).fill('/echo counted')
        await composer(page).press('Enter')
        await inLog(page, 'counted').waitFor()
        await page.waitForTimeout(1500)
        stop.abort()
        await reading
        const batches = text.split('\n\n').flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? [])
        const names = batches.map((batch) => JSON.parse(batch).map((/** @type {[string]} */ [name]) => name))
        process.stderr.write(`  ${names.map((batch) => batch.join(' ')).join(' | ')}\n`)
        return { batches: batches.length, events: names.flat().length, bytes: batches.join('').length, calls }
      })
    )
    const common = { rounds }
    state({
      name: 'page: times it is told of one exchange',
      ours: of('batches'),
      unit: '',
      ...common,
      atMost: 4
    })
    state({ name: 'page: events of one exchange', ours: of('events'), unit: 'events', ...common })
    state({ name: 'page: bytes of these events', ours: of('bytes'), unit: 'bytes', ...common })
    state({ name: 'page: calls of one exchange', ours: of('calls'), unit: 'calls', ...common })
  },

  async tabs() {
    const count = 20
    const of = await medians('tabs', rounds, () =>
      withHost(0, async ({ open }) => {
        /** @type {Page[]} */
        const pages = []
        while (pages.length < count) pages.push(await open())
        const last = /** @type {Page} */ (pages.at(-1))
        const startedAt = performance.now()
        await composer(last).fill('/echo from the last tab')
        await composer(last).press('Enter')
        await Promise.all(
          pages.map((page) => inLog(page, 'from the last tab').waitFor({ state: 'attached' }))
        )
        return { ms: performance.now() - startedAt }
      })
    )
    state({ name: `page: ${count} tabs show a reply`, ours: of('ms'), unit: 'ms', rounds, atMost: 2000 })
  }
}

try {
  for (const [name, bench] of Object.entries(benches)) {
    if (!wanted || wanted.includes(name)) await bench()
  }
} finally {
  await browser.close()
}
