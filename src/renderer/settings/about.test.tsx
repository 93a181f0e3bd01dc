import { expect, it, onTestFinished, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { renderApp } from '../test/render-app'

it('shows the licences of what ships when they are asked for', async () => {
  const real = window.fetch
  const asked = vi.spyOn(window, 'fetch').mockImplementation(async (input, init) => {
    return input === 'licences.txt' ? new Response('zod 4.6.7: MIT') : await real(input, init)
  })
  onTestFinished(() => asked.mockRestore())
  await renderApp()
  await userEvent.keyboard('{Control>},{/Control}')

  await page.getByText('Licences of what ships with ChatAPP').click()

  await expect.element(page.getByLabelText('Licences')).toMatchTextContent('zod 4.6.7: MIT')
})
