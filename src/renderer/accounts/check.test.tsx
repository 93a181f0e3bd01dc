import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { CheckStep } from '../../shared/backend-config'
import { anAwsBackend, aStep, type FakeAwsWorld } from '../test/fake-aws'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string) => page.getByRole('button', { name, exact: true })
const result = () => page.getByRole('status', { name: 'Result' })
const steps = () => page.getByRole('list', { name: 'Steps' }).getByRole('listitem')

async function renderCheck(check: FakeAwsWorld['check']) {
  const app = await renderApp({ aws: { backends: [anAwsBackend()], ...(check && { check }) } })
  return { ...app, open: () => app.stores.view.getState().openAws({ kind: 'check', backendId: 'work' }) }
}

it('shows each step as it goes, with how many there are', async () => {
  const { promise, resolve } = Promise.withResolvers<CheckStep[]>()
  const { host, open } = await renderCheck(promise)
  open()
  await expect.element(button('Testing…')).toBeDisabled()

  host.emit('check.step', aStep({ state: 'running', detail: '' }))
  await expect.element(steps().first()).toMatchTextContent('Who you areRunning')
  await expect.element(result()).toMatchTextContent('Step 1 of 8')
  host.emit('check.step', aStep())
  await expect.element(result()).toMatchTextContent('Step 2 of 8')
  resolve([aStep()])

  await expect.element(result()).toMatchTextContent('All is well')
  expect(host.inputsOf('backends.check')).toEqual([{ id: 'work' }])
})

it('names the missing permission, the policy that would allow it, and where to put it', async () => {
  const fix = {
    action: 'sqs:SendMessage',
    policy: '{"Version":"2012-10-17","Statement":[]}',
    consolePath: 'IAM → Users → ada → Add permissions'
  }
  const { open } = await renderCheck([
    aStep({ step: 'send', title: 'Send', state: 'failed', detail: 'AWS refused it.', fix })
  ])
  open()

  await expect.element(result()).toMatchTextContent('1 step failed.')
  await expect
    .element(steps().first())
    .toMatchTextContent('SendFailedAWS refused it.Missing permission: sqs:SendMessage')
  await expect
    .element(page.getByRole('region', { name: 'Policy that allows sqs:SendMessage' }))
    .toMatchTextContent('"Version": "2012-10-17"')
  await expect.element(button('Copy policy')).toBeVisible()
  await expect.element(page.getByText(fix.consolePath)).toBeVisible()
})

it('says why the test itself could not be finished, and tests again', async () => {
  const { host, open } = await renderCheck([aStep()])
  host.fail('backends.check', aWireError('credentials', 'The sign-in has expired. Sign in again.'))
  open()
  await expect.element(page.getByRole('alert')).toMatchTextContent('The sign-in has expired.')

  host.fail('backends.check', null)
  await button('Test again').click()

  await expect.element(result()).toMatchTextContent('All is well')
})
