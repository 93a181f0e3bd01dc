import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aReply, aRequest } from '../test/fake-host'
import { placeIn } from '../store/log-place'
import { renderApp } from '../test/render-app'

const log = () => page.getByRole('log')
const many = () =>
  Array.from({ length: 1000 }, (_, index) => aRequest({ text: `number ${index}.`, createdAt: index + 1 }))

/** A page whose reader was led far up by a search. */
async function farUp() {
  const rendered = await renderApp({ messages: many(), answers: false })
  await rendered.stores.chat.getState().revealMessage('processor', idOf(rendered.host, 'number 300.'))
  await expect.element(log().getByText('number 300.')).toBeInViewport()
  // The rows have their heights now.
  await expect.poll(() => rendered.stores.places.has('processor')).toBe(true)
  return rendered
}

const idOf = (host: Awaited<ReturnType<typeof renderApp>>['host'], text: string): string =>
  host.find((message) => message.text === text)?.id ?? ''

it('goes to a message far back without loading what lies between', async () => {
  const { host, stores } = await farUp()

  expect(stores.chat.getState().logs.get('processor')?.messages.size).toBeLessThan(100)
  expect([host.inputsOf('chat.history').length, host.inputsOf('chat.around').length]).toEqual([1, 1])
})

it('shows nothing of a stretch before the message that it opens at is in its place', async () => {
  const { host, stores } = await farUp()
  const log = () => stores.chat.getState().logs.get('processor')
  const before = log()?.stretch
  const seen: number[] = []
  void stores.chat.getState().revealMessage('processor', idOf(host, 'number 700.'))

  while (seen.length < 20) {
    await new Promise(requestAnimationFrame)
    // What this frame has measured is drawn in it as well.
    await new Promise((resolve) => setTimeout(resolve))
    const scroller = document.querySelector<HTMLElement>('[data-virtuoso-scroller]')
    if (!scroller || scroller.style.opacity === '0' || log()?.stretch === before) continue
    const first = placeIn(scroller)?.key
    // Over the first message stands the day.
    if (first) seen.push(Number(/\d+/.exec(log()?.messages.get(first)?.text ?? '0')?.[0]))
  }

  // Some rows stand over the one that it opens at.
  expect(Math.min(...seen)).toBeGreaterThan(690)
})

it('loads newer messages as its reader scrolls down, and keeps their place', async () => {
  const { host, stores } = await farUp()
  const scroller = log().getByTestId('virtuoso-scroller').element()
  const release = host.hold('chat.history')
  const last = log().getByText('number 329.')
  await expect
    .poll(() => {
      scroller.dispatchEvent(new WheelEvent('wheel'))
      scroller.scrollTop = scroller.scrollHeight
      return host.inputsOf('chat.history').length
    })
    .toBe(2)
  await expect.element(last).toBeInViewport()

  release()
  await expect.poll(() => stores.chat.getState().logs.get('processor')?.messages.size).toBe(160)

  await expect.element(log().getByText('Loading newer messages…')).not.toBeInTheDocument()
  await expect.element(last).toBeInViewport()
})

it('comes back to the end by its button, and by sending', async () => {
  const { host, stores } = await farUp()
  await page.getByRole('button', { name: 'To the newest message' }).click()
  await expect.element(log().getByText('number 999.')).toBeInViewport()

  await stores.chat.getState().revealMessage('processor', idOf(host, 'number 200.'))
  await expect.element(log().getByText('number 200.')).toBeInViewport()
  await page.getByRole('textbox', { name: 'Message' }).fill('from far up')
  await userEvent.keyboard('{Enter}')

  await expect.element(log().getByText('from far up')).toBeInViewport()
})

it('takes nothing into the window that arrives at the end, and keeps the window when the link heals', async () => {
  const { host, stores } = await farUp()
  host.change(aRequest({ text: 'at the end', createdAt: 5000 }))
  host.link(false)
  host.link(true)
  await expect.poll(() => host.inputsOf('chat.history').length).toBe(2)

  await expect.element(log().getByText('number 300.')).toBeInViewport()
  expect([...(stores.chat.getState().logs.get('processor')?.messages.values() ?? [])].at(-1)?.text).not.toBe(
    'at the end'
  )
})

it('takes nothing of a window into the end that its reader went to while it was read anew', async () => {
  const { host, stores } = await farUp()
  const log = () => stores.chat.getState().logs.get('processor')
  const release = host.hold('chat.history')
  host.link(false)
  host.link(true)
  await expect.poll(() => host.inputsOf('chat.history').length).toBe(2)
  host.unhold('chat.history')

  await stores.chat.getState().showNewest('processor')
  release()

  await expect.poll(() => stores.chat.getState().loading.size).toBe(0)
  expect(log()).toMatchObject({ hasNewer: false })
  expect(log()?.messages.size).toBe(100)
})

it('lets go of what is far above its end once its reader goes elsewhere, and comes back to the end', async () => {
  const { host, stores } = await renderApp({
    messages: many().slice(0, 10),
    conversations: [aConversation(), aConversation({ id: 'b', title: 'Other' })]
  })
  for (let k = 0; k < 1200; k++) host.change(aRequest({ text: `flood ${k}.`, createdAt: 100 + k }))
  await expect.element(log().getByText('flood 1199.')).toBeInViewport()

  await stores.chat.getState().open('b')
  await expect.element(log().getByText('flood 1199.')).not.toBeInTheDocument()
  expect(stores.chat.getState().logs.get('processor')?.messages.size).toBe(500)
  await stores.chat.getState().open('processor')

  await expect.element(log().getByText('flood 1199.')).toBeInViewport()
})

it('lets go of what is far above while its reader stays at the end of a flood', async () => {
  const { host, stores } = await renderApp({ messages: [aRequest({ text: 'the first', createdAt: 1 })] })
  await expect.element(page.getByText('the first')).toBeVisible()

  for (let at = 2; at < 1702; at += 1) {
    host.change(aRequest({ text: `flood ${at}.`, createdAt: at, position: at }))
    if (at % 100 === 0) await new Promise(requestAnimationFrame)
  }

  await expect.element(page.getByText('flood 1701.')).toBeInViewport()
  const log = stores.chat.getState().logs.get('processor')
  expect(log?.messages.size).toBeLessThan(1100)
  expect(log?.hasMore).toBe(true)
  expect(page.getByRole('button', { name: 'To the newest message' }).elements()).toEqual([])
})

it('asks once for the name that stands over what is sent', async () => {
  const { host } = await renderApp({ settings: { senderName: 'You', nameChosen: false } })

  await page.getByLabelText('What is your name? It stands over what you send.').fill('Grace')
  await page.getByRole('button', { name: 'That is me' }).click()

  await expect.element(page.getByRole('button', { name: 'That is me' })).not.toBeInTheDocument()
  expect(host.inputsOf('settings.set')).toEqual([{ senderName: 'Grace', nameChosen: true }])
})

it('stays at the end when a flood begins while all that is unread is in sight', async () => {
  const request = aRequest({ text: 'the first', createdAt: 1 })
  const reply = aReply({ inReplyTo: request.id, text: 'its answer', createdAt: 2, position: 2 })
  const { host } = await renderApp({
    messages: [request, reply],
    conversations: [aConversation({ unread: 1 })],
    settings: { pathShown: false },
    answers: false
  })
  await expect.element(page.getByText('its answer')).toBeVisible()
  await new Promise(requestAnimationFrame)

  for (let at = 3; at < 303; at += 1) {
    host.change(aRequest({ text: `flood ${at}.`, createdAt: at, position: at }))
    if (at % 20 === 0) await new Promise(requestAnimationFrame)
  }

  await expect.element(page.getByText('flood 302.')).toBeInViewport()
})
