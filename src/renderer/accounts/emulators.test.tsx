import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { fieldError } from '../../shared/errors'
import { aFoundEmulator, anEmulator } from '../test/fake-aws'
import { renderApp } from '../test/render-app'

const found = () => page.getByRole('list', { name: 'Emulators on this computer' }).getByRole('listitem')
const button = (name: string) => page.getByRole('button', { name, exact: true })

async function renderConnect(emulators = [aFoundEmulator()]) {
  const app = await renderApp({ aws: { emulators } })
  app.stores.view.getState().openAws({ kind: 'connect' })
  return app
}

it('lists the emulators that were found with what they can do, and connects one by one press', async () => {
  const other = aFoundEmulator({ product: 'moto', version: null, endpoint: 'http://127.0.0.1:5000' })
  const { host } = await renderConnect([aFoundEmulator(), other])
  await expect
    .element(found().first())
    .toMatchTextContent('MiniStack 1.5.33 http://127.0.0.1:4566queues · Lambda · CloudFormation')

  await button('Connect moto').click()

  await expect.element(page.getByRole('heading', { name: 'Connection test: MiniStack' })).toBeVisible()
  expect(host.inputsOf('emulators.connect')).toEqual([{ endpoint: 'http://127.0.0.1:5000' }])
  expect(host.inputsOf('emulators.find')).toHaveLength(1)
})

it('connects any other by its address, and says beside it what is wrong', async () => {
  const { host } = await renderConnect([])
  await expect.element(page.getByText('None answers on its usual port', { exact: false })).toBeVisible()
  const address = page.getByRole('textbox', { name: 'Address of an emulator' })
  host.fail(
    'emulators.connect',
    fieldError('endpoint', 'endpoint.no_scheme', { endpoint: 'localhost:9324' }).toWire()
  )

  await address.fill('localhost:9324')
  await button('Connect by address').click()

  await expect.element(address).toHaveAttribute('aria-invalid', 'true')
  await expect.element(address).toHaveAccessibleDescription(/You may have meant http:\/\/localhost:9324/)
})

it('shows an emulator in its row with where requests are worked on, and removes it', async () => {
  const { host, stores } = await renderApp({ aws: { backends: [anEmulator()], activeId: 'emulator' } })
  stores.view.getState().show('settings')
  const row = page.getByRole('list', { name: 'Backends' }).getByRole('listitem').nth(1)
  await expect.element(row).toMatchTextContent('MiniStack 1.5.33 · http://127.0.0.1:4566 · processor: here')

  await row.getByRole('button', { name: 'Options for MiniStack' }).click()
  await page.getByRole('menuitem', { name: 'Remove from this list…' }).click()
  await expect.element(page.getByText('Nothing changes at the emulator', { exact: false })).toBeVisible()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove backend' }).click()

  await expect.poll(() => host.inputsOf('backends.remove')).toEqual([{ id: 'emulator' }])
})
