import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { noFaults } from '../store/faults-store'
import { aWireError } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const lab = () => page.getByRole('region', { name: 'Fault lab' })
const openSettings = () => userEvent.keyboard('{Control>},{/Control}')
const openLab = async () => {
  await openSettings()
  await page.getByRole('button', { name: 'Fault lab', exact: true }).click()
}

it('is not there where the backend has no fault lab', async () => {
  await renderApp({ faults: null })
  await openSettings()
  await expect.element(page.getByRole('heading', { name: 'About and diagnostics' })).toBeVisible()

  expect(lab().elements()).toEqual([])
})

it('switches a fault on, marks every view while it is on, and all of them off', async () => {
  const { host } = await renderApp({ faults: noFaults })
  await openLab()

  await lab().getByRole('switch', { name: 'Offline' }).click()
  const mark = page.getByRole('button', { name: 'Fault lab on' })
  await expect.element(mark).toBeVisible()
  expect(host.inputsOf('faults.set')).toEqual([{ ...noFaults, offline: true }])
  await lab().getByRole('button', { name: 'All off' }).click()

  await expect.element(mark).not.toBeInTheDocument()
  await expect
    .element(lab().getByRole('status', { name: 'Faults on' }))
    .toMatchTextContent('All faults are off.')
  expect(host.inputsOf('faults.set').at(-1)).toEqual(noFaults)
})

it('takes a rate in percent and the delay in seconds, and nothing beyond their limits', async () => {
  const { host } = await renderApp({ faults: noFaults })
  await openLab()

  await lab().getByRole('textbox', { name: 'Duplicate in percent' }).fill('20')
  await lab().getByRole('textbox', { name: 'Delay in seconds' }).fill('2.5')
  const drop = lab().getByRole('textbox', { name: 'Drop in percent' })
  await drop.fill('101')

  await expect.element(drop).toHaveAttribute('aria-invalid', 'true')
  expect(host.inputsOf('faults.set').at(-1)).toEqual({ ...noFaults, duplicate: 0.2, delayMs: 2500 })
  await expect.element(lab().getByRole('slider', { name: 'Duplicate' })).toHaveValue('20')
})

it('moves a rate with the slider', async () => {
  const { host } = await renderApp({ faults: noFaults })
  await openLab()
  const slider = lab().getByRole('slider', { name: 'Poison' })
  await expect.element(slider).toBeVisible()

  slider.element().focus()
  await userEvent.keyboard('{End}')

  await expect.poll(() => host.inputsOf('faults.set').at(-1)).toEqual({ ...noFaults, poison: 1 })
})

it('shows what is really on when a change is not taken', async () => {
  const { host } = await renderApp({ faults: noFaults })
  await openLab()
  host.fail('faults.set', aWireError('offline', 'The fault lab cannot be reached.'))

  await lab().getByRole('switch', { name: 'Expired credentials' }).click()

  await expect.element(lab().getByRole('alert')).toMatchTextContent('The fault lab cannot be reached.')
  await expect.element(lab().getByRole('switch', { name: 'Expired credentials' })).not.toBeChecked()
})

it('leads from the mark in the conversation to the fault lab', async () => {
  await renderApp({ faults: { ...noFaults, drop: 0.5 } }, 360)

  await page.getByRole('button', { name: 'Fault lab on' }).click()

  await expect.element(lab().getByRole('textbox', { name: 'Drop in percent' })).toHaveValue('50')
})
