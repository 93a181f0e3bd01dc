import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aReply, aRequest, aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

/** Moves the log as its reader does. */
function scroll(by: number): void {
  const scroller = log().element().querySelector('[data-virtuoso-scroller]')!
  scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: by }))
  scroller.scrollTop += by
}

const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')

it('shows a failed request with its reason, and sends it again on Retry', async () => {
  const request = aRequest({ status: 'failed', reason: aWireError('queue_missing', 'The queue is gone.') })
  const { host } = await renderApp({ messages: [request] })
  await expect.element(log()).toMatchTextContent('The queue is gone.')

  await log().getByRole('button', { name: 'Retry' }).click()

  await expect.element(log().getByRole('article', { name: 'Ada, queued: not sent yet' })).toBeVisible()
  expect(host.inputsOf('chat.retry')).toEqual([{ id: request.id }])
})

it('cancels a request that still waits in the outbox', async () => {
  await renderApp({
    messages: [
      aRequest({ status: 'queued', attempts: 2, reason: aWireError('offline', 'No answer within 5 s.') })
    ]
  })

  await log().getByRole('button', { name: 'Cancel' }).click()

  await expect.element(log().getByRole('article', { name: 'Ada, cancelled' })).toBeVisible()
})

it('shows text as data: no HTML, no images, and only links that are safe to follow', async () => {
  const text =
    '<img src=x onerror=alert(1)> [good](https://example.com/a) [bad](javascript:alert(1)) ![pic](https://example.com/p.png)'
  await renderApp({ messages: [aReply({ text })] })

  const good = log().getByRole('link', { name: 'good' })
  await expect.element(good).toHaveAttribute('rel', 'noreferrer')
  await expect.element(good).toHaveAttribute('title', 'https://example.com/a')
  await expect.element(log()).toMatchTextContent('<img src=x onerror=alert(1)>')
  expect(log().getByRole('link', { name: 'bad' }).elements()).toEqual([])
  expect(log().element().querySelectorAll('img')).toHaveLength(0)
})

it('tells the host once which replies were on the screen', async () => {
  const [fresh, known] = [
    aReply({ createdAt: 1 }),
    aReply({ createdAt: 2, timeline: { received: 2, shown: 3 } })
  ]
  const { host, stores } = await renderApp({ messages: [fresh, known] })
  await expect.poll(() => host.inputsOf('chat.shown')).toEqual([{ ids: [fresh.id] }])

  await stores.chat.getState().create('Other')
  await expect.element(page.getByRole('heading', { name: 'Other' })).toBeVisible()
  await stores.chat.getState().open('processor')
  const later = aReply({ text: 'one more' })
  host.change(later)

  await expect.poll(() => host.inputsOf('chat.shown')).toEqual([{ ids: [fresh.id] }, { ids: [later.id] }])
})

it('keeps its place when messages arrive while the reader is further up, and offers to go to them', async () => {
  const messages = Array.from({ length: 60 }, (_, index) =>
    aRequest({ text: `number ${index}`, createdAt: index + 1 })
  )
  const { host } = await renderApp({ messages })
  await expect.element(log().getByText('number 59')).toBeVisible()
  const scroller = log().element().querySelector('[data-virtuoso-scroller]')!
  scroll(-1500)
  await expect.element(page.getByRole('button', { name: 'To the newest message' })).toBeVisible()
  const before = scroller.scrollTop

  for (const text of ['a', 'b', 'c']) host.change(aReply({ text: `fresh ${text}` }))

  const pill = page.getByRole('button', { name: '3 new messages' })
  await expect.element(pill).toBeVisible()
  expect(scroller.scrollTop).toBe(before)
  await pill.click()
  await expect.element(log().getByText('fresh c')).toBeVisible()
})

it('loads older messages on the way up', async () => {
  const messages = Array.from({ length: 150 }, (_, index) =>
    aRequest({ text: `number ${index}.`, createdAt: index + 1 })
  )
  const { host } = await renderApp({ messages })
  await expect.element(log().getByText('number 149.')).toBeVisible()

  scroll(-100_000)

  await expect.poll(() => host.inputsOf('chat.history').length).toBe(2)
  expect(host.inputsOf('chat.history')[1]).toEqual({
    conversationId: 'processor',
    before: messages[50]?.id,
    limit: 100
  })
})

it('greets an empty conversation with suggestions that send at once', async () => {
  const { host } = await renderApp()

  await page.getByRole('button', { name: '/help' }).click()

  await expect.element(log().getByText('I received “/help”.')).toBeVisible()
  expect(host.inputsOf('chat.send')).toEqual([
    { id: expect.any(String), conversationId: 'processor', text: '/help' }
  ])
})

it('goes to the end for what the reader sends, wherever they were', async () => {
  const messages = Array.from({ length: 60 }, (_, index) =>
    aRequest({ text: `number ${index}`, createdAt: index + 1 })
  )
  await renderApp({ messages })
  await expect.element(log().getByText('number 59')).toBeVisible()
  scroll(-1500)
  await expect.element(page.getByRole('button', { name: 'To the newest message' })).toBeVisible()

  await page.getByRole('textbox', { name: 'Message' }).fill('mine')
  await userEvent.keyboard('{Enter}')

  await expect.element(log().getByText('I received “mine”.')).toBeInViewport()
})

it('stays at the end while a flood of messages outgrows the view', async () => {
  const { host } = await renderApp({ messages: [aRequest({ createdAt: 1 })] })
  await expect.element(log().getByText('hello')).toBeVisible()

  for (let index = 0; index < 300; index++)
    host.change(aRequest({ text: `flood ${index}`, createdAt: 1000 + index }))

  await expect.element(log().getByText('flood 299')).toBeInViewport()
  expect(page.getByRole('button', { name: /new message/ }).elements()).toEqual([])
})

it('asks anew for what it shows when more has changed than is told one by one', async () => {
  const { host } = await renderApp({ messages: [aRequest()] })
  await expect.element(log().getByRole('article')).toBeVisible()
  const asked = () => [host.inputsOf('conversations.list').length, host.inputsOf('chat.history').length]
  const [lists, logs] = asked()

  host.emit('data.changed', null)

  await expect.poll(asked).toEqual([lists! + 1, logs! + 1])
})

it('shows the text of a message that cannot be drawn, and every other message as it is', async () => {
  await renderApp({
    messages: [
      aRequest({ text: 'before it', createdAt: 1 }),
      aRequest({ text: 'broken one', createdAt: 2, sender: null as never }),
      aReply({ text: 'after it', createdAt: 3 })
    ]
  })

  const fallen = page.getByRole('article', { name: 'Message shown as plain text' })
  await expect.element(fallen.getByText('broken one')).toBeVisible()
  await expect.element(fallen.getByText('This message could not be drawn', { exact: false })).toBeVisible()
  await expect.element(page.getByRole('log').getByText('before it')).toBeVisible()
  await expect.element(page.getByRole('log').getByText('after it')).toBeVisible()
  await expect.element(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})

it('opens on a message with a time that cannot be, and on its details', async () => {
  const absurd = Number.MAX_SAFE_INTEGER
  await renderApp({
    messages: [
      aReply({ text: 'from the far future', createdAt: absurd, timeline: { replied: absurd, received: -1 } })
    ]
  })

  await page.getByRole('log').getByRole('button', { name: 'Message details' }).click()

  await expect.element(page.getByRole('heading', { name: 'Timeline' })).toBeVisible()
  await expect.element(page.getByRole('log').getByText('from the far future')).toBeVisible()
})

it('closes the details when another chat is opened', async () => {
  await renderApp({
    conversations: [aConversation(), aConversation({ id: 'b', title: 'Console' })],
    messages: [aRequest({ text: 'looked at' })]
  })
  await page.getByRole('log').getByRole('button', { name: 'Message details' }).click()
  await expect.element(page.getByRole('complementary', { name: 'Message details' })).toBeVisible()

  await page.getByRole('navigation', { name: 'Chats' }).getByText('Console').click()

  await expect.element(page.getByRole('complementary', { name: 'Message details' })).not.toBeInTheDocument()
})

it('opens where its reader left off, under a line that says what is new', async () => {
  const messages = Array.from({ length: 80 }, (_, index) =>
    aReply({ text: `number ${index}`, createdAt: index + 1, position: index + 1 })
  )
  const { stores } = await renderApp({ messages, conversations: [aConversation({ unread: 30 })] })

  await expect.element(log().getByText('New', { exact: true })).toBeVisible()
  await expect.element(log().getByText('number 50', { exact: true })).toBeVisible()
  const rows = [...log().element().querySelectorAll('[data-key]')]
  const line = rows.findIndex((row) => row.textContent === 'New')
  expect(rows[line + 1]?.textContent).toContain('number 50')

  await stores.chat.getState().send('processor', 'I have read it')
  await expect.element(log().getByText('New', { exact: true })).not.toBeInTheDocument()
})

it('draws no line over a reply that its reader saw coming', async () => {
  const { host } = await renderApp({ messages: [aReply({ text: 'seen', createdAt: 1 })] })
  await expect.element(log().getByText('seen')).toBeVisible()

  host.change(aReply({ text: 'live', createdAt: 2 }))

  await expect.element(log().getByText('live')).toBeVisible()
  expect(log().getByText('New', { exact: true }).elements()).toEqual([])
})

it('names the day of what is read while its own line is out of sight', async () => {
  const day = 24 * 3_600_000
  const messages = Array.from({ length: 60 }, (_, index) => {
    const at = Date.now() - (index < 30 ? 40 * day : 0) - (60 - index) * 1000
    return aRequest({ text: `number ${index}`, createdAt: at, position: at })
  })
  await renderApp({ messages })
  await expect.element(log().getByText('number 59')).toBeVisible()
  const floating = log().element().querySelector('[aria-hidden][class*=floatingDay]')

  expect(floating?.textContent).toBe('Today')
})
