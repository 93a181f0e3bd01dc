import { expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aReply, aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')
const composer = () => page.getByRole('textbox', { name: 'Message' })
/** The text of the message that has the focus. */
const focused = () => (document.activeElement?.matches('article') ? document.activeElement.textContent : '')

const three = () =>
  ['first', 'second', 'third'].map((text, at) => aRequest({ id: text, text, createdAt: at + 1 }))

/** Puts the focus on the last message of the log. */
async function toTheLast(text = 'third'): Promise<void> {
  await expect.element(log()).toMatchTextContent(text)
  log().element().querySelector<HTMLElement>('[data-virtuoso-scroller]')?.focus()
  await userEvent.keyboard('{End}')
  await expect.poll(focused).toContain(text)
}

it('is one tab stop, in which arrows, Home and End go from message to message', async () => {
  await renderApp({ messages: three() })
  await toTheLast()

  const seen: string[] = []
  for (const key of ['{ArrowUp}', '{ArrowUp}', '{ArrowUp}', '{ArrowDown}', '{End}', '{Home}']) {
    await userEvent.keyboard(key)
    await new Promise(requestAnimationFrame)
    seen.push(/first|second|third/.exec(focused())?.[0] ?? focused())
  }

  expect(seen).toEqual(['second', 'first', 'first', 'second', 'third', 'first'])
  const stops = [...log().element().querySelectorAll<HTMLElement>('*')].filter((one) => one.tabIndex >= 0)
  const rows = new Set(stops.map((one) => one.closest('[data-key]')?.getAttribute('data-key')))
  expect([...rows]).toEqual(['first'])
})

it('goes with the keys to messages that are not drawn yet', async () => {
  const messages = Array.from({ length: 90 }, (_, at) =>
    aRequest({ text: `number ${at}.`, createdAt: at + 1 })
  )
  await renderApp({ messages })
  await toTheLast('number 89.')

  await userEvent.keyboard('{Home}')

  await expect.poll(focused).toContain('number 0.')
  await expect.element(log().getByText('number 0.')).toBeInViewport()
})

it('does with a letter what the menu of a message offers', async () => {
  const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const { stores } = await renderApp({ messages: three() })
  await toTheLast()

  await userEvent.keyboard('c')
  expect(copied).toHaveBeenCalledWith('third')
  copied.mockRestore()
  await userEvent.keyboard('i')
  expect(stores.view.getState().inspectedId).toBe('third')
  await userEvent.keyboard('{Escape}')
  await toTheLast()
  await userEvent.keyboard('r')
  await expect.element(composer()).toHaveValue('> third\n\n')
  await expect.element(composer()).toHaveFocus()
  await toTheLast()
  await userEvent.keyboard('e')
  await expect.element(composer()).toHaveValue('third')
})

it('opens the same in a menu, by the mouse and by the keyboard', async () => {
  await renderApp({ messages: [...three(), aReply({ text: 'an answer', createdAt: 9 })] })
  await log().getByText('second').click({ button: 'right' })
  const menu = page.getByRole('menu', { name: 'Options for the message of Ada' })
  await expect.element(menu).toBeVisible()
  const names = menu.getByRole('menuitem').elements()
  expect(names.map((one) => one.textContent)).toEqual([
    'Copy the textC',
    'QuoteR',
    'Edit and send againE',
    'DetailsI',
    'Show the text as it was written',
    'DeleteDel'
  ])
  await userEvent.keyboard('{Escape}')
  await expect.element(menu).not.toBeInTheDocument()

  await toTheLast('an answer')
  await userEvent.keyboard('{Shift>}{F10}{/Shift}')

  await expect.element(page.getByRole('menuitem', { name: 'Quote' })).toBeVisible()
  expect(page.getByRole('menuitem', { name: 'Edit and send again' }).elements()).toEqual([])
})

it('deletes a message for good after ten seconds, and not when it is taken back', async () => {
  const { host } = await renderApp({ messages: three() })
  await toTheLast()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    await userEvent.keyboard('{Delete}')
    await expect.element(log().getByText('third')).not.toBeInTheDocument()
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.element(log().getByText('third')).toBeVisible()
    vi.advanceTimersByTime(20_000)
    expect(host.inputsOf('chat.delete')).toEqual([])

    log().getByText('third').element().closest('article')?.focus()
    await userEvent.keyboard('{Delete}')
    await expect.element(page.getByText('Message and its replies deleted')).toBeVisible()
    vi.advanceTimersByTime(10_001)
  } finally {
    vi.useRealTimers()
  }

  await expect.poll(() => host.inputsOf('chat.delete')).toEqual([{ id: 'third' }])
  await expect.element(log().getByText('third')).not.toBeInTheDocument()
})

it('does not send a message that was deleted while it waited', async () => {
  const waiting = aRequest({ id: 'w', text: 'not yet', status: 'queued', createdAt: 4 })
  const { host } = await renderApp({ messages: [waiting] })
  await toTheLast('not yet')

  await userEvent.keyboard('{Delete}')

  await expect.poll(() => host.inputsOf('chat.cancel')).toEqual([{ id: 'w' }])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => host.inputsOf('chat.retry')).toEqual([{ id: 'w' }])
})

it('offers in the menu of a message under way to ask now, or to give it up', async () => {
  const { host } = await renderApp({
    messages: [aRequest({ id: 'w', text: 'under way', status: 'sent', createdAt: 1 })]
  })
  await toTheLast('under way')

  await userEvent.keyboard('{Shift>}{F10}{/Shift}')
  await page.getByRole('menuitem', { name: 'Ask now' }).click()
  await expect.poll(() => host.inputsOf('chat.askNow')).toEqual([{ id: 'w' }])

  await toTheLast('under way')
  await userEvent.keyboard('{Shift>}{F10}{/Shift}')
  await page.getByRole('menuitem', { name: 'Give up' }).click()
  await expect.poll(() => host.inputsOf('chat.giveUp')).toEqual([{ id: 'w' }])
})

it('goes into a message with Enter and out of it with Escape', async () => {
  const text = '**see** https://example.org/a'
  await renderApp({ messages: [aReply({ text, createdAt: 1 })] })
  await vi.waitUntil(() => log().element().querySelector('strong'), { timeout: 10_000 })
  await toTheLast('see')

  await userEvent.keyboard('{Enter}')
  await expect.element(log().getByRole('link')).toHaveFocus()
  await userEvent.keyboard('{Escape}')

  expect(document.activeElement?.tagName).toBe('ARTICLE')
})

it('tells what came in one sentence, and nothing of attempts', async () => {
  const { host } = await renderApp({
    messages: [aRequest({ id: 'q', text: 'q', createdAt: 1, status: 'sent' })]
  })
  await expect.element(log().getByText('q', { exact: true })).toBeVisible()
  const news = page.getByRole('status', { name: 'News' })

  host.change(aRequest({ id: 'q', text: 'q', createdAt: 1, status: 'sent', attempts: 2 }))
  for (const text of ['one', 'two', 'three', 'four']) host.change(aReply({ text }))
  await expect.element(news).toHaveTextContent('4 new messages, the last from MessageProcessor')

  host.change(aReply({ text: 'only me' }))
  await expect.element(news).toHaveTextContent('MessageProcessor: only me')
  await expect.element(log()).toHaveAttribute('aria-live', 'off')
})
