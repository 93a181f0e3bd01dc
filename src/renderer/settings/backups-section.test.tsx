import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { SetAsideFile } from '../store/recovery-store'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const file: SetAsideFile = {
  name: 'chatapp.sqlite.backup-2026-02-03T04-05-06-007Z',
  reason: 'backup',
  at: Date.UTC(2026, 1, 3, 4, 5, 6, 7),
  bytes: 65_536,
  messages: 7
}
const backups = () => page.getByRole('region', { name: 'Backups' })
const openSettings = () => userEvent.keyboard('{Control>},{/Control}')

it('makes a backup, lists it above the older ones, and reads one back', async () => {
  const { host } = await renderApp({ setAsideFiles: [file] })
  await openSettings()
  await expect.element(backups()).toMatchTextContent('backup · 7 messages')

  await backups().getByRole('button', { name: 'Back up now' }).click()
  await expect.element(backups().getByRole('listitem').first()).toMatchTextContent('backup · 12 messages')
  await backups().getByRole('button', { name: 'Read back' }).nth(1).click()

  await expect.element(backups()).toMatchTextContent('Read back 5 messages and 1 chat')
  expect(host.inputsOf('recovery.readBack')).toEqual([{ name: file.name }])
})

it('says why none was made', async () => {
  const { host } = await renderApp()
  await openSettings()
  host.fail('recovery.backUp', aWireError('storage', 'No backup was made: it needs 300 MB.'))

  await backups().getByRole('button', { name: 'Back up now' }).click()

  await expect.element(backups().getByRole('alert')).toMatchTextContent('it needs 300 MB')
  await expect.element(backups().getByRole('button', { name: 'Back up now' })).toBeEnabled()
})

it('is made only when asked for, where the user wants it so', async () => {
  const { host } = await renderApp()
  await openSettings()

  await backups().getByLabelText('Only when I ask for one').click()

  await expect.poll(() => host.inputsOf('settings.set')).toEqual([{ backUpDaily: false }])
})
