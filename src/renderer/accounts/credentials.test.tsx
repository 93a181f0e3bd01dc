import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { anAwsBackend, aPrompt } from '../test/fake-aws'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const button = (name: string) => page.getByRole('button', { name, exact: true })
const mfa = { kind: 'mfa-code', url: null, userCode: null, expiresAt: null } as const

it('asks for a sign-in wherever the user is, with the code to compare and the time it is valid', async () => {
  const { host } = await renderApp()
  host.emit('credentials.prompts', [aPrompt({ expiresAt: Date.now() + 125_000 })])
  const dialog = page.getByRole('dialog', { name: 'Sign in to AWS' })

  await expect.element(dialog).toMatchTextContent('BCDF-GHJK')
  await expect.element(dialog.getByRole('timer')).toMatchTextContent(/^2:0\d$/)
  const link = dialog.getByRole('link', { name: 'Open the sign-in page' })
  await expect.element(link).toHaveAttribute('href', aPrompt().url ?? '')
  await expect.element(link).toHaveAttribute('rel', 'noopener noreferrer')
  host.emit('credentials.prompts', [])

  await expect.element(dialog).not.toBeInTheDocument()
})

it('signs in with the browser of this computer, and shows the code only to who signs in on another device', async () => {
  const deviceUrl = 'https://device.sso.eu-central-1.amazonaws.com/?user_code=BCDF-GHJK'
  const url = 'https://oidc.eu-central-1.amazonaws.com/authorize?client_id=1'
  await renderApp({ aws: { prompts: [aPrompt({ url, deviceUrl })] } })
  const dialog = page.getByRole('dialog', { name: 'Sign in to AWS' })
  const code = dialog.getByText('BCDF-GHJK', { exact: true })
  await expect.element(dialog.getByRole('link')).toHaveAttribute('href', url)
  await expect.element(code).not.toBeVisible()

  await dialog.getByText('Sign in on another device').click()

  await expect.element(code).toBeVisible()
  await expect.element(dialog.getByText(deviceUrl)).toBeVisible()
})

it('waits in sight once the sign-in page was opened', async () => {
  const { host } = await renderApp({ aws: { prompts: [aPrompt()] } })
  const dialog = page.getByRole('dialog', { name: 'Sign in to AWS' })
  const link = dialog.getByRole('link', { name: 'Open the sign-in page' })
  await expect.element(link).toBeVisible()
  link.element().addEventListener('click', (event) => event.preventDefault())

  await link.click()

  await expect.element(dialog).toMatchTextContent('Waiting for you to finish in the browser')
  expect(host.inputsOf('credentials.answer')).toEqual([{ id: 'prompt', accept: true }])
})

it('makes no link of an address that is not one of the web', async () => {
  await renderApp({ aws: { prompts: [aPrompt({ url: 'javascript:alert(1)' }), aPrompt({ id: 'second' })] } })
  const dialog = page.getByRole('dialog', { name: 'Sign in to AWS' })

  await expect.element(dialog).toMatchTextContent('After this, 1 more to answer.')
  expect(dialog.getByRole('link').elements()).toEqual([])
})

it('says that a sign-in code has expired and offers no link to it', async () => {
  await renderApp({ aws: { prompts: [aPrompt({ expiresAt: Date.now() - 1 })] } })
  const dialog = page.getByRole('dialog', { name: 'Sign in to AWS' })

  await expect.element(dialog.getByRole('alert')).toMatchTextContent('This code has expired.')
  expect(dialog.getByRole('link').elements()).toEqual([])
})

it('takes the digits of an MFA code, starts in its field, and forgets them once they are sent', async () => {
  const { host } = await renderApp({ aws: { prompts: [aPrompt(mfa)] } })
  host.fail(
    'credentials.answer',
    aWireError('credentials', 'AWS did not accept this code. Wait for the next one.')
  )
  const code = page.getByRole('textbox', { name: 'Code' })
  await expect.element(code).toHaveFocus()
  await expect.element(button('Continue')).toBeDisabled()

  await userEvent.keyboard('12 34a56{Enter}')

  await expect.element(page.getByRole('alert')).toMatchTextContent('AWS did not accept this code.')
  await expect.element(code).toHaveValue('')
  expect(host.inputsOf('credentials.answer')).toEqual([{ id: 'prompt', accept: true, code: '123456' }])
})

it('shows the exact command before it runs, and Esc does not run it', async () => {
  const detail = '/usr/local/bin/get-keys --profile "work"'
  const { host } = await renderApp({ aws: { prompts: [aPrompt({ ...mfa, kind: 'run-process', detail })] } })
  const dialog = page.getByRole('dialog', { name: 'Run this command?' })
  await expect.element(dialog.getByText(detail)).toBeVisible()
  await expect.element(button('Don’t run')).toHaveFocus()

  await userEvent.keyboard('{Escape}')

  await expect.poll(() => host.inputsOf('credentials.answer')).toEqual([{ id: 'prompt', accept: false }])
  await expect.element(dialog).not.toBeInTheDocument()
})

it('runs the command only when told to', async () => {
  const { host } = await renderApp({
    aws: { prompts: [aPrompt({ ...mfa, kind: 'run-process', detail: 'x' })] }
  })

  await button('Run').click()

  await expect.poll(() => host.inputsOf('credentials.answer')).toEqual([{ id: 'prompt', accept: true }])
})

it('offers the right next step while credentials hold the connection up', async () => {
  const backends = [anAwsBackend(), anAwsBackend({ id: 'typed', credentials: { type: 'keys' } })]
  const connection = {
    backend: 'aws',
    can: { account: true, cloudWatch: true },
    state: 'paused',
    label: 'eu-central-1',
    detail: 'The sign-in has expired.'
  } as const
  const { host } = await renderApp({ connection, aws: { backends, activeId: 'work' } })

  await button('Sign in again').click()
  expect(host.inputsOf('backends.activate')).toEqual([{ id: 'work' }])
  host.emit('backends.changed', { activeId: 'typed', backends, choices: {}, asksFirst: false })

  await expect.element(button('Enter access keys…')).toBeVisible()
  await expect.element(button('Sign in again')).not.toBeInTheDocument()
})
