import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { renderApp } from '../test/render-app'

it('offers to stay in the tray and to start at login, only where the host can see to it', async () => {
  const { host, stores } = await renderApp({ desktop: { closeToTray: false, startAtLogin: null } })

  stores.view.getState().show('settings')
  const tray = page.getByRole('radio', { name: /Keeps it in the tray/ })
  await tray.click()

  await expect.element(tray).toBeChecked()
  expect(host.inputsOf('desktop.choose')).toEqual([{ closeToTray: true }])
  await expect.element(page.getByRole('radio', { name: /When you log in/ })).not.toBeInTheDocument()
})

it('says nothing of a desktop in a web browser', async () => {
  const { stores } = await renderApp()

  stores.view.getState().show('settings')

  await expect.element(page.getByRole('heading', { name: 'About and diagnostics' })).toBeVisible()
  await expect.element(page.getByRole('heading', { name: 'This computer' })).not.toBeInTheDocument()
})

it('does what was chosen outside the page, says why a link was refused, and tries at once when the network is back', async () => {
  const { host } = await renderApp()

  host.emit('desktop.chosen', { kind: 'command', command: 'queues' })
  await expect.element(page.getByRole('heading', { level: 1, name: 'Queues' })).toBeVisible()
  host.emit('desktop.chosen', { kind: 'chat', conversationId: 'processor', messageId: null })
  await expect.element(page.getByRole('heading', { level: 1, name: 'MessageProcessor' })).toBeVisible()
  const error = { code: 'invalid_input', message: 'There is nothing to join.', retryable: false } as const
  host.emit('desktop.chosen', { kind: 'refused', error })
  await expect.element(page.getByText('There is nothing to join.')).toBeVisible()
  window.dispatchEvent(new Event('online'))

  expect(host.inputsOf('connection.retry')).toHaveLength(1)
})
