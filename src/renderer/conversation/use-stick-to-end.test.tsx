import { expect, it, onTestFinished } from 'vitest'
import { page } from 'vitest/browser'
import { aConversation, aReply, aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'
import { placeIn } from '../store/log-place'

const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')
const scroller = () => log().element().querySelector('[data-virtuoso-scroller]')!
const long = (index: number) =>
  `number ${index}. ${'words that wrap when there is less room '.repeat(index % 5)}`
const many = () =>
  Array.from({ length: 60 }, (_, index) => aRequest({ text: long(index), createdAt: index + 1 }))

/** Rows of very different heights, of which each layout makes others. */
const exchanges = () =>
  Array.from({ length: 120 }, (_, index) => [
    aRequest({
      id: `q${index}`,
      text: 'words to wrap '.repeat(1 + ((index * 7) % 40)),
      createdAt: index * 2 + 1
    }),
    aReply({
      inReplyTo: `q${index}`,
      text: `answer ${index}.\n\n\`\`\`\n${'code\n'.repeat(index % 9)}\`\`\`\n\n${'more words '.repeat((index * 3) % 50)}`,
      createdAt: index * 2 + 2
    })
  ]).flat()

/** Frames in which rows are measured anew. */
async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame)
}

const fromEnd = () => Math.round(scroller().scrollHeight - scroller().clientHeight - scroller().scrollTop)

it('stays at its end through every size of the window, font and zoom', async () => {
  const { style } = document.documentElement
  onTestFinished(() => document.documentElement.removeAttribute('style'))
  const layouts: (() => Promise<void> | void)[] = [
    ...[700, 1280, 360, 1900].map((width) => () => page.viewport(width, 800)),
    ...[320, 1000].map((height) => () => page.viewport(1280, height)),
    ...['150%', '80%', ''].map((size) => () => void (style.fontSize = size)),
    ...['1.5', '0.67', ''].map((zoom) => () => style.setProperty('zoom', zoom))
  ]
  await renderApp({ messages: exchanges() })
  await expect.element(log().getByText('answer 119.')).toBeInViewport()
  await frames(12)

  const gaps: number[] = []
  for (const change of layouts) {
    await change()
    // A busy computer measures rows late.
    for (let wait = 0; wait < 5 && (wait === 0 || fromEnd() > 1); wait += 1) await frames(12)
    gaps.push(fromEnd())
  }

  expect(Math.max(...gaps)).toBeLessThanOrEqual(1)
  expect(page.getByRole('button', { name: 'To the newest message' }).elements()).toEqual([])
})

/** Whether the log has the same height as a moment before. */
async function layoutIsOver(): Promise<boolean> {
  const before = [scroller().scrollHeight, scroller().scrollTop, scroller().clientWidth].join(' ')
  const began = performance.now()
  while (performance.now() - began < 600) await new Promise(requestAnimationFrame)
  return before === [scroller().scrollHeight, scroller().scrollTop, scroller().clientWidth].join(' ')
}

/** Scrolls up and returns how to ask how far the first row in sight has moved since. */
async function readFurtherUp() {
  await expect.element(log().getByText(/^number 59\./)).toBeInViewport()
  // A log that has just opened is laid out for a moment, and until then scrolling by itself is not a reader's.
  const opened = performance.now()
  await expect.poll(() => performance.now() - opened).toBeGreaterThan(500)
  scroller().dispatchEvent(new WheelEvent('wheel', { deltaY: -1500 }))
  scroller().dispatchEvent(new WheelEvent('wheel', { deltaY: -1500 }))
  scroller().scrollTop -= 1500
  await expect.element(page.getByRole('button', { name: 'To the newest message' })).toBeVisible()
  // On a busy computer the rows that came into sight are measured late, and until then they move.
  await expect.poll(() => layoutIsOver(), { timeout: 5000 }).toBe(true)
  let place: ReturnType<typeof placeIn> = null
  await expect.poll(() => (place = placeIn(scroller() as HTMLElement))).not.toBeNull()
  const { key, offset } = place!
  return () => {
    const row = scroller().querySelector(`[data-key="${CSS.escape(key)}"]`)
    if (!row) return Number.POSITIVE_INFINITY
    const top = row.getBoundingClientRect().top - scroller().getBoundingClientRect().top
    return Math.abs(top - offset)
  }
}

it.each([
  ['narrower', () => page.viewport(700, 800)],
  ['lower and wider', () => page.viewport(1900, 500)],
  ['in a larger font', async () => void (document.documentElement.style.fontSize = '150%')]
])('keeps the row that is read when the window is drawn %s', async (_, change) => {
  onTestFinished(() => void document.documentElement.style.removeProperty('font-size'))
  await renderApp({ messages: many() })
  const moved = await readFurtherUp()

  await change()

  await expect.poll(() => layoutIsOver(), { timeout: 5000 }).toBe(true)
  expect(moved()).toBeLessThanOrEqual(2)
})

it('keeps the place of each chat over another view and another chat', async () => {
  const { stores } = await renderApp({
    messages: many(),
    conversations: [aConversation(), aConversation({ id: 'b' })]
  })
  const moved = await readFurtherUp()

  stores.view.getState().show('queues')
  await expect.element(page.getByRole('main').getByRole('heading', { name: 'Queues' })).toBeVisible()
  stores.view.getState().show('chat')
  await expect.poll(moved).toBeLessThanOrEqual(2)
  await stores.chat.getState().open('b')
  await stores.chat.getState().open('processor')

  await expect.poll(moved).toBeLessThanOrEqual(2)
  await expect.element(page.getByRole('button', { name: 'To the newest message' })).toBeVisible()
})
