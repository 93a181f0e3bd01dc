import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { renderApp } from '../test/render-app'
import type { SetAsideFile } from '../store/recovery-store'

const file: SetAsideFile = {
  name: 'chatapp.sqlite.damaged-2026-02-03T04-05-06-007Z',
  reason: 'damaged',
  at: Date.UTC(2026, 1, 3, 4, 5, 6, 7),
  bytes: 65_536,
  messages: 7
}
const section = () => page.getByRole('region', { name: 'Databases that were set aside' })

it('reads a database back that was set aside, and says what came of it', async () => {
  const { host } = await renderApp({ setAsideFiles: [file] })
  await userEvent.keyboard('{Control>},{/Control}')
  await expect.element(section()).toMatchTextContent('damaged · 7 messages')

  await section().getByRole('button', { name: 'Read back' }).click()

  await expect
    .element(section())
    .toMatchTextContent('Read back 5 messages and 1 chat; 2 messages here already.')
  expect(host.inputsOf('recovery.readBack')).toEqual([{ name: file.name }])
})

it('shows nothing where nothing was set aside', async () => {
  const { host } = await renderApp()
  await userEvent.keyboard('{Control>},{/Control}')

  await expect.poll(() => host.inputsOf('recovery.list')).toHaveLength(1)
  await expect.element(section()).not.toBeInTheDocument()
})
