import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { backendColours } from '../../shared/backend-colours'
import { aReply, aRequest } from '../test/fake-host'
import { anAwsBackend, anEmulator, someChoices } from '../test/fake-aws'
import { renderApp } from '../test/render-app'

const send = () => page.getByRole('region', { name: 'Send' })
const field = () => page.getByRole('textbox', { name: 'Message' })
const dialog = () => page.getByRole('alertdialog')

it('names the backend at the composer where there is a choice, with where an emulator is worked for', async () => {
  await renderApp({
    aws: { backends: [anEmulator()], activeId: 'emulator', choices: { emulator: someChoices() } }
  })

  await expect.element(send()).toMatchTextContent(/MiniStackprocessor: here/)
})

it('says nothing of backends where there is only the local one', async () => {
  await renderApp()
  await expect.element(field()).toBeVisible()

  expect(document.querySelector('[data-backend-colour]')).toBeNull()
})

it('asks once before the first message to a protected backend, and sends what was written', async () => {
  const { host } = await renderApp({ aws: { backends: [anAwsBackend()], activeId: 'work', asksFirst: true } })
  await expect.element(page.getByText('is protected', { exact: false })).toBeVisible()

  await field().fill('meant for production')
  await userEvent.keyboard('{Enter}')
  await expect.element(dialog()).toMatchTextContent('Send to “Work account”?')
  expect(host.inputsOf('chat.send')).toEqual([])
  await dialog().getByRole('button', { name: 'Send there' }).click()

  await expect.poll(() => host.inputsOf('chat.send')).toMatchObject([{ text: 'meant for production' }])
  expect(host.inputsOf('backends.confirm')).toEqual([{ id: 'work' }])
  await field().fill('the next one')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => host.inputsOf('chat.send')).toHaveLength(2)
})

it('keeps what was written, and sends nothing, where it was not meant', async () => {
  const { host } = await renderApp({ aws: { backends: [anAwsBackend()], activeId: 'work', asksFirst: true } })
  await expect.element(page.getByText('is protected', { exact: false })).toBeVisible()
  await field().fill('not for production')
  await userEvent.keyboard('{Enter}')

  await dialog().getByRole('button', { name: 'Cancel' }).click()

  await expect.element(field()).toHaveValue('not for production')
  expect([host.inputsOf('chat.send'), host.inputsOf('backends.confirm')]).toEqual([[], []])
})

it('names the backend at each reply that came from another than the local one', async () => {
  const request = aRequest({ text: 'where?' })
  const reply = aReply({ inReplyTo: request.id, text: 'there', backendId: 'work' })
  await renderApp({ messages: [request, reply], aws: { backends: [anAwsBackend()] } })

  await expect
    .element(page.getByRole('article', { name: 'Reply from MessageProcessor' }))
    .toMatchTextContent(/there.*Work account/)
})

const luminance = ([r = 0, g = 0, b = 0]: number[]): number => {
  const [red = 0, green = 0, blue = 0] = [r, g, b].map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const rgbOf = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number)

it.each(['light', 'dark'])(
  'writes in colours that can be read on every ground, in the %s theme',
  async (theme) => {
    const { stores } = await renderApp()
    stores.view.getState().show('settings')
    document.documentElement.dataset['theme'] = theme
    const probe = document.createElement('span')
    document.body.append(probe)
    const computed = (value: string): number[] => {
      probe.style.color = value
      return rgbOf(getComputedStyle(probe).color)
    }

    for (const ground of ['--ground', '--ground-side', '--ground-raised'])
      for (const colour of backendColours) {
        const [one, other] = [`var(--backend-${colour})`, `var(${ground})`].map((value) =>
          luminance(computed(value))
        )
        const contrast = (Math.max(one!, other!) + 0.05) / (Math.min(one!, other!) + 0.05)
        expect([colour, ground, contrast >= 4.5]).toEqual([colour, ground, true])
      }
    probe.remove()
    delete document.documentElement.dataset['theme']
  }
)
