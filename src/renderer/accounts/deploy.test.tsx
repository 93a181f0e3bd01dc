import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import type { StackPlan } from '../../shared/backend-config'
import { anAwsBackend, aPlan, aProgress, type FakeAwsWorld } from '../test/fake-aws'
import { fieldError } from '../../shared/errors'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string) => page.getByRole('button', { name, exact: true })
const heading = (name: string) => page.getByRole('heading', { name, exact: true })

/** The connect page with a region and a profile, so that a plan can be asked for. */
async function renderConnect(aws: FakeAwsWorld = {}) {
  const app = await renderApp({ aws })
  app.stores.view.getState().openAws({ kind: 'connect' })
  await expect.element(page.getByRole('combobox', { name: 'Region' })).toHaveValue('eu-central-1')
  return app
}

it('shows every change before anything is made, and makes nothing when one goes back', async () => {
  const { host } = await renderConnect()

  await button('Show the changes').click()
  await expect.element(heading('Create the stack ChatAPP?')).toHaveFocus()
  const changes = page.getByRole('list', { name: 'Changes' }).getByRole('listitem')
  await expect.element(changes.first()).toMatchTextContent('AddSQS queue RequestQueue')
  await expect.element(changes.nth(1)).toMatchTextContent('AddLambda event source mapping Trigger')
  await button('Back').click()

  await expect.element(heading('Connect an AWS account')).toBeVisible()
  expect(host.inputsOf('stack.discard')).toEqual([{ planId: 'plan' }])
  expect(host.inputsOf('stack.deploy')).toEqual([])
})

it('warns of what a plan would delete and make anew', async () => {
  const changes = [
    { action: 'Modify', logicalId: 'RequestQueue', type: 'AWS::SQS::Queue', replacement: true }
  ] as const
  await renderConnect({ plan: aPlan({ kind: 'update', changes: [...changes] }) })

  await button('Show the changes').click()

  await expect.element(page.getByText('1 resource is replaced', { exact: false })).toBeVisible()
  await expect
    .element(page.getByRole('list', { name: 'Changes' }))
    .toMatchTextContent('ChangeSQS queue RequestQueue is made anew')
})

it('offers to connect to a queue that is there already, or to take it into the stack, and makes no other', async () => {
  const existing = { kind: 'queue', name: 'ChatAPP', url: 'https://sqs.example/1/ChatAPP' } as const
  const { host } = await renderConnect({ plan: aPlan({ existing }), backends: [anAwsBackend()] })
  await button('Show the changes').click()

  await expect.element(page.getByText(/^There is a queue ChatAPP in eu-central-1 already/)).toBeVisible()
  await expect.element(button('Create')).toBeDisabled()
  await button('Take it into the stack').click()
  await expect.poll(() => host.inputsOf('stack.plan')).toHaveLength(2)
  await button('Connect to it as it is').click()

  await expect.element(heading('Connection test: Work account')).toBeVisible()
  expect(host.inputsOf('stack.plan')[1]).toMatchObject({ options: { importExisting: true } })
  expect(host.inputsOf('stack.connect')).toEqual([{ planId: 'plan' }])
})

it('says so when what is there already cannot be connected to', async () => {
  const existing = { kind: 'stack', name: 'ChatAPP' } as const
  const { host } = await renderConnect({ plan: aPlan({ kind: 'update', existing }) })
  host.fail('stack.connect', aWireError('conflict', 'The stack ChatAPP lacks the outputs.'))
  await button('Show the changes').click()

  await button('Connect to it as it is').click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('The stack ChatAPP lacks the outputs.')
  await expect.element(button('Update')).toBeEnabled()
})

it('says in whose account a plan is, and what it costs a month', async () => {
  await renderConnect()

  await button('Show the changes').click()

  await expect
    .element(page.getByText('In the account 123456789012, as arn:aws:iam::123456789012:user/ada.'))
    .toBeVisible()
  await expect
    .element(
      page.getByText(/^It costs about \$3\.56 a month idle, and \$5\.50 with 100,000 messages; \$0\.00 and/)
    )
    .toBeVisible()
})

it('follows a deployment with a number and its events to “Connected”', async () => {
  const { host } = await renderConnect()
  await button('Show the changes').click()
  await button('Create').click()
  await expect.element(heading('Deploying the stack ChatAPP')).toBeVisible()

  const event = { at: Date.now(), logicalId: 'RequestQueue', type: 'AWS::SQS::Queue', reason: null }
  host.emit(
    'stack.progress',
    aProgress({ done: 1, total: 2, events: [{ ...event, status: 'CREATE_COMPLETE' }] })
  )
  await expect.element(page.getByText('1 of 2 resources')).toBeVisible()
  await expect
    .element(page.getByRole('region', { name: 'Events, newest first' }))
    .toMatchTextContent('RequestQueuecreate complete')
  host.emit(
    'stack.progress',
    aProgress({ state: 'done', done: 2, total: 2, detail: 'ChatAPP talks to it now.' })
  )

  await expect.element(heading('Connected')).toHaveFocus()
  await button('Start chatting').click()
  await expect.element(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})

it('finds a running deployment again after the page was closed, and cancels it', async () => {
  const { host, stores } = await renderApp({ aws: { progress: aProgress({ done: 3, total: 17 }) } })
  stores.view.getState().show('settings')

  await expect.element(page.getByText('Deploying the stack ChatAPP: 3 of 17')).toBeVisible()
  await button('Show progress').click()
  await expect.element(page.getByText('3 of 17 resources')).toBeVisible()
  await button('Cancel the deployment').click()

  await expect.element(heading('Cancelling: what was made of ChatAPP is undone')).toBeVisible()
  expect(host.inputsOf('stack.cancel')).toEqual([undefined])
})

it('says why a deployment was rolled back and leads back to the form, as it was filled in', async () => {
  const { host } = await renderConnect()
  await page.getByRole('textbox', { name: 'Stack name' }).fill('Mine')
  await button('Show the changes').click()
  await button('Create').click()
  await expect.element(button('Cancel the deployment')).toBeVisible()
  const detail = 'You may not create roles (iam:CreateRole). Ask who manages the account.'
  host.emit('stack.progress', aProgress({ state: 'rolled-back', detail }))

  await expect.element(heading('The stack ChatAPP was rolled back')).toHaveFocus()
  await expect.element(page.getByRole('alert')).toMatchTextContent(detail)
  await button('Change and try again').click()

  await expect.element(page.getByRole('textbox', { name: 'Stack name' })).toHaveValue('Mine')
})

it('keeps the end of a deployment in sight for who came to the form while it ran', async () => {
  const { host, stores } = await renderApp({ aws: { progress: aProgress() } })
  stores.view.getState().openAws({ kind: 'connect' })
  await expect.element(heading('Deploying the stack ChatAPP')).toBeVisible()

  host.emit('stack.progress', aProgress({ state: 'failed', detail: 'CloudFormation stopped.' }))

  await expect.element(heading('Deploying the stack ChatAPP failed')).toBeVisible()
})

it('shows a refused plan at its field, and a refused permission with its reason', async () => {
  const { host } = await renderConnect()
  host.fail(
    'stack.plan',
    fieldError('options.alarmEmail', 'foreign', {
      text: 'Use one e-mail address, or leave it empty.'
    }).toWire()
  )
  await button('Show the changes').click()
  await expect
    .element(page.getByRole('textbox', { name: 'Alarm e-mail' }))
    .toHaveAccessibleDescription('Use one e-mail address, or leave it empty.')

  host.fail(
    'stack.plan',
    aWireError('access_denied', 'You may not create change sets: allow cloudformation:CreateChangeSet.')
  )
  await button('Show the changes').click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('allow cloudformation:CreateChangeSet')
})

it('drops a plan that arrives after one has stopped asking', async () => {
  const { promise, resolve } = Promise.withResolvers<StackPlan>()
  const { host } = await renderConnect({ plan: promise })
  await button('Show the changes').click()
  await expect
    .element(page.getByText('Asking CloudFormation what would change', { exact: false }))
    .toBeVisible()

  await button('Stop asking').click()
  resolve(aPlan({ planId: 'late' }))

  await expect.poll(() => host.inputsOf('stack.discard')).toEqual([{ planId: 'late' }])
  await expect.element(button('Show the changes')).toBeVisible()
})

it('removes a stack only after asking by name, and follows it', async () => {
  const { host, stores } = await renderApp({
    aws: { backends: [anAwsBackend({ stackName: 'ChatAPP-test' })] }
  })
  stores.view.getState().show('settings')

  await button('Options for Work account').click()
  await page.getByRole('menuitem', { name: 'Remove the stack from AWS…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Remove stack' })
  await expect.element(dialog).toMatchTextContent('Remove the stack “ChatAPP-test” from AWS?')
  expect(host.inputsOf('stack.remove')).toEqual([])
  await dialog.getByRole('button', { name: 'Remove stack' }).click()

  await expect.element(heading('Removing the stack ChatAPP')).toBeVisible()
  expect(host.inputsOf('stack.remove')).toEqual([{ backendId: 'work' }])
})

it('says so when a removal is refused', async () => {
  const { host, stores } = await renderApp({ aws: { backends: [anAwsBackend({ stackName: 'ChatAPP' })] } })
  host.fail('stack.remove', aWireError('access_denied', 'You may not delete stacks.'))
  stores.view.getState().show('settings')
  await expect.element(page.getByText('Work account')).toBeVisible()
  stores.view.getState().openDialog({ kind: 'remove-stack', backendId: 'work' })

  await button('Remove stack').click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('You may not delete stacks.')
})

it('updates a stack with what was typed alone', async () => {
  const { host, stores } = await renderApp({ aws: { backends: [anAwsBackend({ stackName: 'ChatAPP' })] } })
  stores.view.getState().openAws({ kind: 'update', backendId: 'work' })

  await page.getByRole('textbox', { name: 'Concurrency' }).fill('25')
  await page.getByRole('checkbox', { name: 'No e-mail for alarms from now on' }).click()
  await button('Show the changes').click()

  await expect
    .poll(() => host.inputsOf('stack.plan'))
    .toEqual([
      {
        region: 'eu-central-1',
        credentials: { type: 'profile', profile: 'work' },
        options: { stackName: 'ChatAPP', maximumConcurrency: 25, alarmEmail: '' }
      }
    ])
})

it('says in one voice that a stack is deployed, but not connected', async () => {
  const { host } = await renderConnect()
  await button('Show the changes').click()
  await button('Create').click()
  await expect.element(heading('Deploying the stack ChatAPP')).toBeVisible()

  const detail = 'The stack ChatAPP is deployed, but ChatAPP could not connect to it.'
  host.emit('stack.progress', aProgress({ state: 'unconnected', detail }))

  await expect.element(heading('The stack ChatAPP is deployed, but not connected')).toBeVisible()
  await expect.element(page.getByRole('alert')).toMatchTextContent(detail)
  await expect.element(page.getByRole('main')).not.toMatchTextContent('failed')
})
