import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { anAwsBackend } from '../test/fake-aws'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

it('reads the names of the queues anew when the backend changes, and only then', async () => {
  const { host } = await renderApp()
  const asked = (): number => host.inputsOf('app.info').length
  const before = asked()

  host.emit('connection.changed', { ...host.connection, outbox: 1 })
  await expect.element(page.getByRole('status', { name: 'Connection' })).toMatchTextContent('1 message waits')
  expect(asked()).toBe(before)
  host.emit('connection.changed', { ...host.connection, backend: 'aws', label: 'Work account' })

  await expect.poll(asked).toBe(before + 1)
})

it('lists the backends as they are when another host changes them', async () => {
  const { host, stores } = await renderApp()
  stores.view.getState().show('settings')
  const rows = page.getByRole('list', { name: 'Backends' }).getByRole('listitem')
  await expect.element(rows.first()).toMatchTextContent('This computer')

  host.emit('backends.changed', {
    activeId: 'work',
    backends: [{ id: 'local', kind: 'local' }, anAwsBackend()],
    choices: {},
    asksFirst: false
  })

  await expect.element(rows.nth(1)).toMatchTextContent('Work accountActive')
})

it('says where the messages of a backend go, and asks anew when that could not be told', async () => {
  const { host, stores } = await renderApp({ aws: { backends: [anAwsBackend()] } })
  host.fail('backends.destination', aWireError('invalid_input', 'The region is missing.'))
  stores.view.getState().show('settings')
  const row = page.getByRole('list', { name: 'Backends' }).getByRole('listitem').nth(1)
  await expect.element(row).toMatchTextContent('The region is missing.')

  host.fail('backends.destination', null)
  host.link(false)
  host.link(true)
  await row.getByText('Where messages go').click()

  await expect.element(row).toMatchTextContent('eu-central-1 (this backend)')
})

it('shows what is chosen for a backend in its row, with words beside the colour, and changes it', async () => {
  const { host, stores } = await renderApp({ aws: { backends: [anAwsBackend()] } })
  stores.view.getState().show('settings')
  const row = page.getByRole('list', { name: 'Backends' }).getByRole('listitem').nth(1)
  await row.getByText('Blue · protected').click()

  await row.getByRole('radio', { name: 'Red', exact: true }).click()
  await row
    .getByRole('group', { name: 'Agents' })
    .getByRole('radio', { name: /Unlocked/ })
    .click()

  await expect.element(row.getByText('Red · protected · agents unlocked')).toBeVisible()
  expect(host.inputsOf('backends.choose')).toEqual([
    { id: 'work', colour: 'red' },
    { id: 'work', agents: 'unlocked' }
  ])
})
