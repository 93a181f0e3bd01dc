import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { renderApp } from '../test/render-app'

/** Enter as WebKit sends it when it ends a composition: the event is over, the key code tells. */
function endComposition(element: Element): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true })
  element.dispatchEvent(event)
  element.dispatchEvent(new KeyboardEvent('keyup', { key: 'Enter', bubbles: true }))
  return event
}

it('sends nothing with the Enter that ends a composition', async () => {
  const { host } = await renderApp()
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.fill('にほん')

  endComposition(composer.element())

  await expect.element(composer).toHaveValue('にほん')
  expect(host.inputsOf('chat.send')).toEqual([])
})

it('runs no command of the palette with it', async () => {
  await renderApp()
  await userEvent.keyboard('{Control>}k{/Control}')
  const command = page.getByRole('combobox', { name: 'Command' })
  await command.fill('queues')

  endComposition(command.element())

  await expect.element(command).toHaveValue('queues')
})

it('saves no name and submits no form with it', async () => {
  const { host, stores } = await renderApp()
  stores.view.getState().show('settings')
  const name = page.getByRole('textbox', { name: 'Display name' })
  await name.fill('愛')

  endComposition(name.element())
  expect(host.inputsOf('settings.set')).toEqual([])

  stores.view.getState().openDialog({ kind: 'rename', conversationId: 'processor' })
  const title = page.getByRole('textbox', { name: 'Title' })
  await title.fill('新')

  expect(endComposition(title.element()).defaultPrevented).toBe(true)
})
