import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import type { Notice } from '../../shared/contract'
import { aRequest, aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const aNotice = (text: string, level: Notice['level'] = 'warning'): Notice => ({
  id: text,
  level,
  text,
  at: 1
})

it('shows what happened over every view until it is dismissed', async () => {
  const { host } = await renderApp({ notices: [aNotice('The database was damaged. A copy is in backup.')] })
  const notice = page.getByRole('alert')
  await expect.element(notice).toMatchTextContent('The database was damaged.')

  await userEvent.keyboard('{Control>},{/Control}')
  await expect.element(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await expect.element(notice).toBeVisible()
  await notice.getByRole('button', { name: 'Dismiss this notice' }).click()

  await expect.element(notice).not.toBeInTheDocument()
  expect(host.inputsOf('notices.dismiss')).toEqual([{ id: 'The database was damaged. A copy is in backup.' }])
})

it('stacks the two newest and keeps the others one click away', async () => {
  await renderApp({ notices: ['one', 'two', 'three', 'four'].map((text) => aNotice(text, 'info')) })
  const notices = page.getByRole('region', { name: 'Notices' })
  await expect.element(notices).toMatchTextContent(/^fourthreeShow 2 more$/)

  await notices.getByRole('button', { name: 'Show 2 more' }).click()

  await expect.element(notices).toMatchTextContent(/^fourthreetwooneShow fewer$/)
})

it('shows a notice that comes later, and says why one could not be dismissed', async () => {
  const { host } = await renderApp()
  expect(page.getByRole('region', { name: 'Notices' }).elements()).toEqual([])
  host.fail('notices.dismiss', aWireError('offline', 'ChatAPP does not answer.'))

  host.emit('notices.changed', [aNotice('The queue is shared.', 'info')])
  await expect.element(page.getByText('The queue is shared.')).toBeVisible()
  await page.getByRole('button', { name: 'Dismiss this notice' }).click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('ChatAPP does not answer.')
})

it('leaves the newest message in sight when a notice takes some of the room', async () => {
  const messages = Array.from({ length: 30 }, (_, index) =>
    aRequest({ text: `number ${index}.`, createdAt: index + 1 })
  )
  const { host } = await renderApp({ messages })
  await expect.element(page.getByText('number 29.')).toBeInViewport()

  host.emit(
    'notices.changed',
    ['one', 'two', 'three'].map((text) => aNotice(text.repeat(200)))
  )

  await expect.element(page.getByRole('button', { name: 'Show 1 more' })).toBeVisible()
  await expect.element(page.getByText('number 29.')).toBeInViewport()
  await expect.element(page.getByRole('button', { name: 'To the newest message' })).not.toBeInTheDocument()
})
