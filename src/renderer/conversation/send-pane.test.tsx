import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aRequest, aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const field = () => page.getByRole('region', { name: 'Send' }).getByRole('textbox', { name: 'Message' })
const button = () => page.getByRole('region', { name: 'Send' }).getByRole('button', { name: 'Send' })
const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')

it('sends what was typed and shows the reply under it, with its round trip', async () => {
  const { host } = await renderApp()

  await field().fill('hello there')
  await button().click()

  await expect
    .element(log().getByRole('article', { name: 'Ada, answered' }))
    .toMatchTextContent('hello there')
  const reply = log().getByRole('article', { name: 'Reply from MessageProcessor' })
  await expect.element(reply).toMatchTextContent('I received “hello there”.')
  await expect.element(reply).toMatchTextContent(/\d ms/)
  await expect.element(field()).toHaveValue('')
  expect(host.inputsOf('chat.send')).toEqual([
    { id: expect.any(String), conversationId: 'processor', text: 'hello there' }
  ])
})

it('has the focus from the start and sends with Enter, while Shift+Enter breaks the line', async () => {
  const { host } = await renderApp()
  await expect.element(field()).toHaveFocus()

  await userEvent.keyboard('one{Shift>}{Enter}{/Shift}two{Enter}')

  await expect
    .poll(() => host.inputsOf('chat.send'))
    .toEqual([{ id: expect.any(String), conversationId: 'processor', text: 'one\ntwo' }])
})

it('keeps Send off and Enter without effect while the text is blank', async () => {
  const { host } = await renderApp()

  await field().fill('  \n ')
  await userEvent.keyboard('{Enter}')

  await expect.element(button()).toBeDisabled()
  expect(host.inputsOf('chat.send')).toEqual([])
})

it('gives the text back, with the reason, when the host does not take it', async () => {
  const { host } = await renderApp()
  host.fail('chat.send', aWireError('storage', 'The disk is full. Free some space.'))

  await field().fill('precious words')
  await userEvent.keyboard('{Enter}')

  await expect.element(page.getByRole('alert')).toMatchTextContent('The disk is full. Free some space.')
  await expect.element(field()).toHaveValue('precious words')
})

it('brings the last sent text back with ↑ in an empty composer', async () => {
  await renderApp({
    messages: [aRequest({ text: 'older', createdAt: 1 }), aRequest({ text: 'newest', createdAt: 2 })]
  })
  await expect.element(log().getByText('newest')).toBeVisible()

  await userEvent.click(field())
  await userEvent.keyboard('{ArrowUp}')

  await expect.element(field()).toHaveValue('newest')
})

it('keeps a draft for each conversation', async () => {
  const { stores } = await renderApp()
  await field().fill('half a thought')

  await stores.chat.getState().create('Other')
  await expect.element(field()).toHaveValue('')
  await stores.chat.getState().open('processor')

  await expect.element(field()).toHaveValue('half a thought')
})

it('refuses a text that does not fit into one SQS message and says by how much', async () => {
  const { stores } = await renderApp()

  stores.chat.getState().setDraft('processor', 'ü'.repeat(180_000))

  await expect.element(page.getByText(/bytes too long: one SQS message holds 1,048,064/)).toBeVisible()
  await expect.element(button()).toBeDisabled()
})
