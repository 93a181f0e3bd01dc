import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
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
