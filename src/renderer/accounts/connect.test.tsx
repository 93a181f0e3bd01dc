import { afterEach, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aProfile, anAwsBackend } from '../test/fake-aws'
import { fieldError } from '../../shared/errors'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
const queueUrl = 'https://sqs.us-east-1.amazonaws.com/123456789012/ChatAPP'

const openWindow = window.open
afterEach(() => void (window.open = openWindow))

/** Keeps the page from opening windows; collects what it would have opened. */
function withoutWindows(): unknown[][] {
  const opened: unknown[][] = []
  window.open = (...args) => {
    opened.push(args)
    return null
  }
  return opened
}

/** The connect page, with the second door open. */
async function renderByHand(aws = {}) {
  const app = await renderApp({ aws })
  await button('Connect your AWS account').click()
  await page.getByRole('radio', { name: 'I set it up by hand' }).click()
  return app
}

it('leads from the welcome to a backend that is connected by its queue URL, and tests it', async () => {
  const { host } = await renderByHand()
  await page.getByRole('textbox', { name: 'Request queue' }).fill(queueUrl)
  await expect.element(page.getByRole('combobox', { name: 'Region' })).toHaveValue('us-east-1')

  await button('Connect').click()

  await expect
    .element(page.getByRole('heading', { name: 'Connection test: ChatAPP, us-east-1' }))
    .toBeVisible()
  const [saved] = host.inputsOf('backends.save') as { id: string }[]
  expect(saved).toEqual({
    id: saved?.id,
    kind: 'aws',
    name: 'ChatAPP, us-east-1',
    region: 'us-east-1',
    credentials: { type: 'profile', profile: 'work' },
    requestQueue: queueUrl,
    stackName: null,
    endpoint: null
  })
  expect(host.inputsOf('backends.activate')).toEqual([{ id: saved?.id }])
  expect(host.inputsOf('backends.check')).toEqual([{ id: saved?.id }])
})

it('shows what is wrong beside its field, opens what hides it, and puts the cursor there', async () => {
  const { host } = await renderByHand()
  host.fail('backends.save', fieldError('endpoint', 'foreign', { text: '"x y" is not a URL.' }).toWire())
  await page.getByRole('textbox', { name: 'Request queue' }).fill(queueUrl)

  await button('Connect').click()

  const endpoint = page.getByRole('textbox', { name: 'Endpoint' })
  await expect.element(endpoint).toHaveFocus()
  await expect.element(endpoint).toHaveAccessibleDescription('"x y" is not a URL.')
  await endpoint.fill('https://example.org')
  await expect.element(endpoint).toHaveAttribute('aria-invalid', 'false')
})

it('says what is missing without asking the host', async () => {
  const { host } = await renderByHand({ profiles: [] })

  await button('Connect').click()

  await expect.element(page.getByText('The region is missing.', { exact: false })).toBeVisible()
  await expect.element(page.getByText('Choose the profile to sign in with.')).toBeVisible()
  await expect
    .element(page.getByText('There is no AWS profile on this computer yet.', { exact: false }))
    .toBeVisible()
  expect(host.inputsOf('backends.save')).toEqual([])
})

it('names a damaged profile file and reads it again', async () => {
  const { host } = await renderApp()
  host.fail(
    'aws.profiles',
    aWireError('invalid_input', '/home/ada/.aws/config, line 3: It is not a setting.')
  )

  await button('Connect your AWS account').click()
  await expect.element(page.getByRole('alert')).toMatchTextContent('/home/ada/.aws/config, line 3')
  host.fail('aws.profiles', null)
  await button('Read again').click()

  await expect.element(page.getByRole('radio', { name: /^work/ })).toBeChecked()
})

it('begins with the profile and the region that the AWS CLI would take', async () => {
  const usual = {
    credentials: { type: 'profile', profile: 'team' },
    profile: 'team',
    region: 'eu-north-1'
  } as const
  await renderApp({
    aws: { usual, profiles: [aProfile({ name: 'default' }), aProfile({ name: 'team', region: 'eu-west-1' })] }
  })

  await button('Connect your AWS account').click()

  await expect.element(page.getByRole('radio', { name: /^team/ })).toBeChecked()
  await expect.element(page.getByRole('combobox', { name: 'Region' })).toHaveValue('eu-north-1')
})

it('begins with the role of the machine where the AWS CLI would, and saves that', async () => {
  const usual = { credentials: { type: 'machine' }, profile: 'default', region: 'us-east-1' } as const
  const { host } = await renderByHand({ usual, profiles: [] })
  await expect.element(page.getByRole('radio', { name: /^This machine/ })).toBeChecked()
  await page.getByRole('textbox', { name: 'Request queue' }).fill(queueUrl)

  await button('Connect').click()

  await expect
    .poll(() => host.inputsOf('backends.save'))
    .toEqual([expect.objectContaining({ credentials: { type: 'machine' }, region: 'us-east-1' })])
})

it('shows for each profile how it signs in and why one cannot', async () => {
  await renderApp({
    aws: {
      profiles: [
        aProfile({ name: 'broken', kind: 'role', detail: null, problem: 'Its source is gone.' }),
        aProfile()
      ]
    }
  })

  await button('Connect your AWS account').click()

  await expect.element(page.getByRole('radio', { name: /^broken/ })).not.toBeChecked()
  await expect.element(page.getByText('Its source is gone.')).toBeVisible()
  await expect.element(page.getByRole('radio', { name: /^work/ })).toBeChecked()
})

it('has access keys typed into a page of the host, and has no field for them', async () => {
  const { host } = await renderByHand()
  const opened = withoutWindows()

  await page.getByRole('radio', { name: /^Access keys/ }).click()
  await button('Enter access keys…').click()

  const link = page.getByRole('link', { name: 'Open the page for access keys' })
  await expect.element(link).toHaveAttribute('href', '/keys?for=new')
  expect(opened).toEqual([['/keys?for=new', '_blank', 'noopener']])
  const [asked] = host.inputsOf('aws.enterKeys')
  expect(document.querySelector('input[type="password"]')).toBeNull()
  for (const field of page.getByRole('textbox').elements())
    expect(field.closest('div')?.textContent).not.toMatch(/secret|token|access key/i)
  await page.getByRole('textbox', { name: 'Request queue' }).fill(queueUrl)
  await button('Connect').click()
  await expect
    .poll(() => host.inputsOf('backends.activate'))
    .toEqual([{ id: (asked as { backendId: string }).backendId }])
})

it('asks for keys anew when they were typed for a deployment and the queue is set up by hand after all', async () => {
  const { host, stores } = await renderApp()
  withoutWindows()
  stores.view.getState().openAws({ kind: 'connect' })
  await page.getByRole('radio', { name: /^Access keys/ }).click()
  await button('Enter access keys…').click()
  await expect.element(page.getByRole('link', { name: 'Open the page for access keys' })).toBeVisible()
  expect(host.inputsOf('aws.enterKeys')).toEqual([{ backendId: 'new' }])

  await page.getByRole('radio', { name: 'I set it up by hand' }).click()

  await expect
    .element(page.getByRole('link', { name: 'Open the page for access keys' }))
    .not.toBeInTheDocument()
})

it('never follows an address of another host for access keys', async () => {
  await renderByHand({ keysPath: '//evil.example/keys' })
  const opened = withoutWindows()

  await page.getByRole('radio', { name: /^Access keys/ }).click()
  await button('Enter access keys…').click()

  await expect
    .element(page.getByText('Type them into the window that has opened', { exact: false }))
    .toBeVisible()
  expect(opened).toEqual([])
})

it('keeps what was typed when the page is left and opened again', async () => {
  await renderByHand()
  await page.getByRole('textbox', { name: 'Request queue' }).fill('Mine')

  await userEvent.keyboard('{Escape}')
  await button('Connect an AWS account or emulator').click()

  await expect.element(page.getByRole('textbox', { name: 'Request queue' })).toHaveValue('Mine')
})

it('edits a backend without touching its stack, and keeps it when it is not active', async () => {
  const backend = anAwsBackend({ stackName: 'ChatAPP' })
  const { host, stores } = await renderApp({ aws: { backends: [backend] } })
  stores.view.getState().show('settings')

  await button('Options for Work account').click()
  await page.getByRole('menuitem', { name: 'Edit…' }).click()
  await page.getByRole('textbox', { name: 'Name in ChatAPP' }).fill('Renamed')
  await button('Save').click()

  await expect.poll(() => host.inputsOf('backends.save')).toEqual([{ ...backend, name: 'Renamed' }])
  expect(host.inputsOf('backends.activate')).toEqual([])
})

it('marks the active backend, changes to another, and removes one only after asking by name', async () => {
  const { host, stores } = await renderApp({ aws: { backends: [anAwsBackend()], activeId: 'local' } })
  stores.view.getState().show('settings')
  const rows = page.getByRole('list', { name: 'Backends' }).getByRole('listitem')
  await expect.element(rows.first()).toMatchTextContent('This computerActive')

  await button('Use Work account').click()
  await expect.element(rows.nth(1)).toMatchTextContent('Work accountActive')
  await button('Options for Work account').click()
  await page.getByRole('menuitem', { name: 'Remove from this list…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Remove backend' })
  await expect.element(dialog).toMatchTextContent('Remove “Work account” from the list?')
  expect(host.inputsOf('backends.remove')).toEqual([])
  await dialog.getByRole('button', { name: 'Remove backend' }).click()

  await expect.poll(() => host.inputsOf('backends.remove')).toEqual([{ id: 'work' }])
  await expect.element(page.getByText('Work account')).not.toBeInTheDocument()
})
