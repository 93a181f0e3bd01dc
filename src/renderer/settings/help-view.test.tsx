import { expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

it('says what things mean and what the function can be told, from Settings', async () => {
  await renderApp({ commands: [{ command: '/echo', usage: '<text>', summary: 'Says it back.' }] })
  await userEvent.keyboard('{Control>},{/Control}')

  await page.getByRole('button', { name: 'Help' }).click()

  await expect.element(page.getByRole('heading', { name: 'Help', level: 1 })).toBeVisible()
  await expect
    .element(page.getByRole('region', { name: 'What happens to a message' }))
    .toMatchTextContent('No answer yet')
  await expect
    .element(page.getByRole('region', { name: 'Commands of MessageProcessor' }))
    .toMatchTextContent('/echo <text>Says it back.')
  await page.getByRole('button', { name: 'Show the shortcuts' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
})

it('saves the diagnostics that the host has made', async () => {
  const { host } = await renderApp()
  const names: string[] = []
  host.saved = async () => 'saved'
  document.addEventListener(
    'click',
    (event) => {
      if (!(event.target instanceof HTMLAnchorElement)) return
      event.preventDefault()
      names.push(event.target.download)
    },
    { capture: true, once: false }
  )
  await userEvent.keyboard('{Control>},{/Control}')

  await page.getByRole('button', { name: 'Save diagnostics…' }).click()

  await expect.element(page.getByRole('status', { name: 'Diagnostics' })).toMatchTextContent('Saved.')
  expect(names).toEqual([expect.stringMatching(/^chatapp-diagnostics-[\d-]{10}\.json$/)])
})

it('copies what the host has made, with the end of its log alone', async () => {
  const copied: string[] = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => void copied.push(text))
  const { host } = await renderApp()
  const log = Array.from({ length: 300 }, (_, line) => ({ line }))
  host.diagnostics = JSON.stringify({ app: { version: '1.2.3' }, log })
  await userEvent.keyboard('{Control>},{/Control}')

  await page.getByRole('button', { name: 'Copy diagnostics' }).click()

  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(JSON.parse(copied[0] ?? '')).toEqual({ app: { version: '1.2.3' }, log: log.slice(-100) })
})

it('says why the diagnostics cannot be had', async () => {
  const { host } = await renderApp()
  host.fail('app.diagnostics', aWireError('storage', 'The log cannot be read.'))
  await userEvent.keyboard('{Control>},{/Control}')

  await page.getByRole('button', { name: 'Copy diagnostics' }).click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('The log cannot be read.')
})
