import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { renderApp } from '../test/render-app'

const preferences = () => page.getByRole('region', { name: 'Preferences' })
const openSettings = () => userEvent.keyboard('{Control>},{/Control}')

it.each(['linux', 'win32'])(
  'checks no spelling in the window on %s until asked to, and says who is asked',
  async (platform) => {
    const { host } = await renderApp({ info: { host: 'electron', platform } })
    await openSettings()
    const spelling = preferences().getByRole('group', { name: 'Check spelling' })
    await expect.element(spelling.getByRole('radio', { name: /^Off/ })).toBeChecked()
    await expect.element(spelling).toMatchTextContent('from Google, once')

    await spelling.getByRole('radio', { name: /^On/ }).click()

    await expect.poll(() => host.inputsOf('settings.set')).toEqual([{ checkSpelling: true }])
  }
)

it('lets replies that nobody waits for come later, where each poll is paid for', async () => {
  const { host } = await renderApp({ connection: { can: { account: true, cloudWatch: true } } })
  await openSettings()
  const late = preferences().getByRole('group', { name: 'Replies that nobody waits for' })
  await expect.element(late.getByRole('radio', { name: /^Within a minute/ })).toBeChecked()

  await late.getByRole('radio', { name: /^Within 15 minutes/ }).click()

  await expect.poll(() => host.inputsOf('settings.set')).toEqual([{ lateSeconds: 900 }])
})

it('asks nothing about late replies where polls cost nothing', async () => {
  await renderApp()
  await openSettings()

  await expect.element(preferences().getByRole('group', { name: 'Send key' })).toBeVisible()

  await expect
    .element(preferences().getByRole('group', { name: 'Replies that nobody waits for' }))
    .not.toBeInTheDocument()
})

it.each([
  ['electron', 'darwin'],
  ['browser', 'linux']
] as const)('leaves spelling to who checks it anyway: %s on %s', async (host, platform) => {
  await renderApp({ info: { host, platform } })
  await openSettings()

  await expect.element(preferences().getByRole('group', { name: 'Send key' })).toBeVisible()

  await expect.element(preferences().getByRole('group', { name: 'Check spelling' })).not.toBeInTheDocument()
})

it('shows texts larger and messages closer as soon as that is chosen', async () => {
  await renderApp()
  await openSettings()

  await page.getByRole('radio', { name: 'Large', exact: true }).click()
  await page.getByRole('radio', { name: /^Compact/ }).click()

  const root = document.documentElement
  await expect.poll(() => getComputedStyle(root).fontSize).toBe('16px')
  await expect.poll(() => getComputedStyle(root).getPropertyValue('--group-gap')).toBe('8px')
})
