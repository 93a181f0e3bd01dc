import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aReply, aRequest, aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

it('finds a message by its words and opens it where it stands', async () => {
  const messages = Array.from({ length: 300 }, (_, index) =>
    aRequest({ text: `number ${index}.`, createdAt: index + 1 })
  )
  await renderApp({ messages })

  await userEvent.keyboard('{Control>}f{/Control}number 7.')
  await page
    .getByRole('region', { name: 'Search results' })
    .getByRole('button', { name: /number 7\./ })
    .click()

  await expect.element(page.getByRole('log').getByText('number 7.')).toBeInViewport()
})

it('shows the newest hits of a search first, and older ones as the list is scrolled to its end', async () => {
  const messages = Array.from({ length: 120 }, (_, index) =>
    aRequest({ text: `found ${index + 1}.`, createdAt: index + 1 })
  )
  await renderApp({ messages })
  const results = page.getByRole('region', { name: 'Search results' })
  const found = () => results.getByRole('list', { name: 'Messages found' }).getByRole('button')

  await userEvent.keyboard('{Control>}f{/Control}found')
  await expect.element(results.getByText('1–50 of 120')).toBeVisible()
  expect(found().first().element().textContent).toMatch(/found 120\.$/)
  results.getByRole('button', { name: 'Show older ones' }).element().scrollIntoView()
  await expect.element(results.getByText('1–100 of 120')).toBeVisible()
  results.getByRole('button', { name: 'Show older ones' }).element().scrollIntoView()

  await expect.element(results.getByText('120 messages', { exact: true })).toBeVisible()
  expect(found().last().element().textContent).toMatch(/found 1\.$/)
})

it('says so when a search finds nothing, and Esc leads back to the composer', async () => {
  await renderApp()

  await userEvent.keyboard('{Control>}f{/Control}nowhere')
  await expect.element(page.getByText('Nothing contains “nowhere”.', { exact: false })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('searchbox')).toHaveValue('')
  await userEvent.keyboard('{Escape}')

  await expect.element(page.getByRole('textbox', { name: 'Message' })).toHaveFocus()
  await expect.element(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
})

it('runs commands from the palette and gives the focus back when it closes', async () => {
  await renderApp()

  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('combobox', { name: 'Command' })).toHaveFocus()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('textbox', { name: 'Message' })).toHaveFocus()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('combobox', { name: 'Command' })).toHaveFocus()
  await userEvent.keyboard('queues{Enter}')

  await expect.element(page.getByRole('heading', { name: 'Queues' })).toBeVisible()
})

it('always has one command of the palette chosen, which Enter runs', async () => {
  const conversations = Array.from({ length: 30 }, (_, index) =>
    aConversation({ id: `c${index}`, title: `Chat ${index}` })
  )
  await renderApp({ conversations: [aConversation(), ...conversations] })
  const input = page.getByRole('combobox', { name: 'Command' })
  const chosen = (): string | undefined => {
    const id = input.element().getAttribute('aria-activedescendant')
    const marked = page
      .getByRole('option')
      .elements()
      .filter((option) => option.matches('[data-focused]'))
    return marked.length === 1 && marked[0]?.id === id ? (marked[0]?.textContent ?? '') : undefined
  }
  const press = async (keys: string, becomes: string): Promise<void> => {
    await userEvent.keyboard(keys)
    await expect.poll(chosen).toBe(becomes)
  }

  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(input).toHaveFocus()
  await expect.poll(chosen).toBe('MessageProcessor')
  await press('{ArrowUp}', 'Theme: dark')
  await expect.element(page.getByRole('option', { name: 'Theme: dark' })).toBeInViewport()
  await press('{ArrowDown}{ArrowDown}{ArrowUp}{ArrowUp}', 'Theme: dark')
  await press('theme', 'Theme: follow the system')
  await press('{ArrowDown}', 'Theme: light')
  await press(':', 'Theme: follow the system')
  await press('{ArrowDown}{ArrowLeft}{Home}{End}', 'Theme: light')
  await input.click()
  await press('{Backspace}', 'Theme: follow the system')
  await userEvent.keyboard('x')
  await expect.element(page.getByText('Nothing is called “themex”.')).toBeVisible()
  expect(input.element().hasAttribute('aria-activedescendant')).toBe(false)
  await press('{Backspace}', 'Theme: follow the system')
  await input.fill('go queues')
  await page.getByRole('option', { name: 'Queues' }).hover()
  await userEvent.keyboard('{Enter}')

  await expect.element(page.getByRole('heading', { name: 'Queues' })).toBeVisible()
})

it('moves between the panes with F6', async () => {
  await renderApp({ messages: [aRequest()] })
  await expect.element(page.getByRole('textbox', { name: 'Message' })).toHaveFocus()

  await userEvent.keyboard('{F6}')
  expect(document.activeElement?.closest('aside')?.getAttribute('aria-label')).toBe('Sidebar')
  await userEvent.keyboard('{F6}{F6}')

  await expect.element(page.getByRole('textbox', { name: 'Message' })).toHaveFocus()
})

it('counts how often a request was handed over apart from how often it was processed', async () => {
  const request = aRequest({ attempts: 1, status: 'failed', createdAt: 1 })
  const reply = aReply({ inReplyTo: request.id, kind: 'error', attempts: 5, createdAt: 2 })
  const { stores } = await renderApp({ messages: [request, reply] })
  const details = page.getByRole('complementary', { name: 'Message details' })

  stores.view.getState().inspect(request.id)
  await expect.element(details).toMatchTextContent(/Sent to SQS\s*once/)
  stores.view.getState().inspect(reply.id)

  await expect.element(details).toMatchTextContent(/MessageProcessor tried\s*5 times/)
})

it('shows the way of a message in the inspector and closes it with Esc', async () => {
  await renderApp({
    messages: [aReply({ text: 'look at me', timeline: { enqueued: 100, processed: 130, received: 150 } })]
  })

  await page.getByRole('button', { name: 'Message details' }).click()
  const details = page.getByRole('complementary', { name: 'Message details' })
  await expect.element(details).toMatchTextContent('MessageProcessor answeredslowest30 ms')
  await userEvent.keyboard('{Escape}')

  await expect.element(details).not.toBeInTheDocument()
})

it('marks the open conversation as read as soon as somebody looks at it', async () => {
  const { host } = await renderApp({ conversations: [aConversation({ unread: 2 })] })

  await expect.poll(() => host.inputsOf('conversations.read')).toEqual([{ id: 'processor' }])
})

it('says that the way to ChatAPP is broken and reads everything anew when it heals', async () => {
  const { host } = await renderApp()
  const status = page.getByRole('status', { name: 'Connection' })
  await expect.element(status).toMatchTextContent('Online')

  host.link(false)
  await expect.element(status).toMatchTextContent('Not connected to ChatAPP')
  host.link(true)

  await expect.element(status).toMatchTextContent('Online')
  await expect.poll(() => host.inputsOf('chat.history').length).toBe(2)
})

it('explains on the whole page that its session ended', async () => {
  const { host } = await renderApp()
  host.fail('chat.send', aWireError('forbidden', 'This page’s session ended.'))

  await userEvent.keyboard('hello{Enter}')

  await expect.element(page.getByRole('heading', { name: 'Open ChatAPP again' })).toBeVisible()
  await expect.element(page.getByText('npm run -s chatapp -- open', { exact: true })).toBeVisible()
})

it('comes back by itself when a fresh link was opened beside it', async () => {
  const { host } = await renderApp()
  host.fail('connection.get', aWireError('forbidden', 'This page’s session ended.'))
  host.link(false)
  await expect.element(page.getByRole('heading', { name: 'Open ChatAPP again' })).toBeVisible()

  host.fail('connection.get', null)
  host.link(true)

  await expect.element(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})

it('offers to try again when the first load fails', async () => {
  const { host, stores } = await renderApp()
  host.fail('conversations.list', aWireError('storage', 'The data folder cannot be read.'))
  stores.chat.setState({ logs: new Map(), phase: 'loading', conversations: new Map() })
  await stores.chat.getState().start()
  const receive = page.getByRole('region', { name: 'Receive' })
  await expect.element(receive).toMatchTextContent('The data folder cannot be read.')

  host.fail('conversations.list', null)
  await receive.getByRole('button', { name: 'Try again' }).click()

  await expect.element(page.getByRole('button', { name: '/help' })).toBeVisible()
})

it('hides the sidebar in a drawer when the window is narrow', async () => {
  await renderApp({}, 360)
  await expect.element(page.getByRole('status', { name: 'Connection' })).toBeVisible()
  expect(page.getByRole('navigation', { name: 'Chats' }).elements()).toEqual([])

  await page.getByRole('button', { name: 'Open the sidebar' }).click()
  await expect.element(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
  await userEvent.keyboard('{Escape}')

  await expect.element(page.getByRole('navigation', { name: 'Chats' })).not.toBeInTheDocument()
})

it('counts what was set aside, and deletes it only after asking', async () => {
  const item = {
    id: 7,
    receivedAt: 1,
    queue: 'ChatAPP-responses-x',
    reason: 'Not JSON.',
    rawBody: '<?>',
    attributes: {}
  }
  const { host } = await renderApp({ quarantined: [item] })

  await page.getByRole('button', { name: 'Queues 1 set aside' }).click()
  await expect.element(page.getByText('Not JSON.')).toBeVisible()
  await page.getByRole('button', { name: 'Delete…' }).click()
  expect(host.inputsOf('quarantine.delete')).toEqual([])
  await page.getByRole('button', { name: 'Delete message' }).click()

  await expect.element(page.getByText('Not JSON.')).not.toBeInTheDocument()
  await expect.element(page.getByRole('button', { name: 'Queues', exact: true })).toBeVisible()
})

it('saves a setting as soon as it changes, and says why when it cannot', async () => {
  const { host } = await renderApp()
  await userEvent.keyboard('{Control>},{/Control}')

  await page.getByRole('radio', { name: 'Dark' }).click()
  await expect.element(page.getByRole('status', { name: 'Saving' })).toMatchTextContent('Saved')
  expect(document.documentElement.dataset['theme']).toBe('dark')
  host.fail('settings.set', aWireError('storage', 'The data folder is read-only.'))
  const theme = page.getByRole('group', { name: 'Theme' })
  await theme.getByRole('radio', { name: 'System' }).click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('The data folder is read-only.')
  await expect.element(page.getByRole('radio', { name: 'Dark' })).toBeChecked()
})

it('shows the first of very many chats in the palette, and finds each of them by its name', async () => {
  const conversations = Array.from({ length: 300 }, (_, n) =>
    aConversation({ id: `c${n}`, title: `Chat no. ${n}.` })
  )
  await renderApp({ conversations: [aConversation(), ...conversations] })
  const palette = page.getByRole('dialog', { name: 'Command palette' })

  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(palette.getByText(/^\d+ more: type on\.$/)).toBeVisible()
  expect(palette.getByRole('option').elements()).toHaveLength(50)
  await userEvent.keyboard('no. 299.')

  await expect.element(palette.getByRole('option', { name: 'Chat no. 299.' })).toBeVisible()
  expect(palette.getByRole('option').elements()).toHaveLength(1)
})
