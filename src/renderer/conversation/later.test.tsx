import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const field = () => page.getByRole('textbox', { name: 'Message', exact: true })
const dialog = (name: string) => page.getByRole('dialog', { name })
const tomorrow = Date.now() + 86_400_000

const aScheduled = (id: string, text: string, sendAt: number) => ({
  id,
  conversationId: 'processor',
  text,
  attributes: [],
  sendAt
})

/** Opens the other half of the Send button by keys, and chooses. */
async function choose(option: string | RegExp): Promise<void> {
  page.getByRole('button', { name: 'More ways to send' }).element().focus()
  await userEvent.keyboard('{Enter}')
  await page.getByRole('menuitem', { name: option }).click()
}

it('has SQS hold a message back from the menu beside Send', async () => {
  const { host } = await renderApp()
  await field().fill('tea is ready')

  await choose(/In 10 minutes/)

  await expect
    .poll(() => host.inputsOf('chat.send'))
    .toMatchObject([{ text: 'tea is ready', delaySeconds: 600, conversationId: 'processor' }])
  await expect.element(field()).toHaveValue('')
})

it('offers nothing to send where nothing is written, but attributes and templates', async () => {
  await renderApp()
  page.getByRole('button', { name: 'More ways to send' }).element().focus()
  await userEvent.keyboard('{Enter}')

  const disabled = page
    .getByRole('menuitem')
    .elements()
    .filter((item) => item.getAttribute('aria-disabled') === 'true')
  expect(disabled).toHaveLength(5)
})

it('schedules what is written for a date and time, by keys alone, and says so over the field', async () => {
  const { host } = await renderApp()
  await field().fill('time to go')

  await choose('At a date and time…')
  const when = dialog('Send later').getByLabelText('Date and time')
  await expect.element(when).toHaveFocus()
  await when.fill('2099-12-24T17:30')
  await userEvent.keyboard('{Enter}')

  await expect
    .poll(() => host.inputsOf('scheduled.add'))
    .toMatchObject([{ text: 'time to go', sendAt: new Date(2099, 11, 24, 17, 30).getTime() }])
  await expect.element(field()).toHaveValue('')
  await expect.element(page.getByRole('button', { name: '1 scheduled, next Dec 24, 2099' })).toBeVisible()
  expect(host.inputsOf('chat.send')).toEqual([])
})

it('takes no moment that has passed', async () => {
  const { host } = await renderApp()
  await field().fill('too late')
  await choose('At a date and time…')

  await dialog('Send later').getByLabelText('Date and time').fill('2001-01-01T00:00')

  await expect.element(dialog('Send later')).toMatchTextContent('This moment has passed')
  await expect.element(dialog('Send later').getByRole('button', { name: 'Schedule' })).toBeDisabled()
  expect(host.inputsOf('scheduled.add')).toEqual([])
})

it('keeps the text, and says why, when it could not be scheduled', async () => {
  const { host } = await renderApp()
  host.fail('scheduled.add', { code: 'storage', message: 'The disk is full.', retryable: false })
  await field().fill('time to go')
  await choose('At a date and time…')

  await dialog('Send later').getByRole('button', { name: 'Schedule' }).click()

  await expect.element(dialog('Send later')).toMatchTextContent('The disk is full.')
  await userEvent.keyboard('{Escape}')
  await expect.element(field()).toHaveValue('time to go')
})

it('lists what waits in this chat; each is changed, sent now, or cancelled with Undo', async () => {
  const { host } = await renderApp({
    scheduled: [aScheduled('a', 'first', tomorrow), aScheduled('b', 'second', tomorrow + 1000)]
  })
  await page.getByRole('button', { name: /^2 scheduled/ }).click()
  const list = dialog('Scheduled messages')

  await list.getByRole('button', { name: 'Change “first”' }).click()
  await dialog('Change the scheduled message')
    .getByLabelText('Message', { exact: true })
    .fill('first, better')
  await dialog('Change the scheduled message').getByRole('button', { name: 'Add an attribute' }).click()
  const change = dialog('Change the scheduled message')
  await change.getByRole('textbox', { name: 'Name' }).fill('AWS.tier')
  await change.getByRole('textbox', { name: 'Value' }).fill('gold')
  await change.getByRole('button', { name: 'Save' }).click()
  await expect.element(change).toMatchTextContent('belong to AWS')
  await change.getByRole('textbox', { name: 'Name' }).fill('tier')
  await dialog('Change the scheduled message').getByRole('button', { name: 'Save' }).click()
  await expect.element(list.getByText('first, better')).toBeVisible()
  await list.getByRole('button', { name: 'Send “second” now' }).click()
  await expect.element(list.getByText('second')).not.toBeInTheDocument()
  await list.getByRole('button', { name: 'Cancel “first, better”' }).click()
  await expect.element(list).toMatchTextContent('Nothing waits to be sent in this chat.')

  expect(host.inputsOf('scheduled.change')).toMatchObject([
    { id: 'a', text: 'first, better', attributes: [{ name: 'tier', type: 'String', value: 'gold' }] },
    { id: 'b', sendAt: null }
  ])
  await userEvent.keyboard('{Escape}')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.element(page.getByRole('button', { name: /^1 scheduled/ })).toBeVisible()
})

it('sends the attributes that were given, once, and refuses what SQS would', async () => {
  const { host } = await renderApp()
  await field().fill('hello')
  await choose('Attributes…')
  const form = dialog('Message attributes')
  await form.getByRole('textbox', { name: 'Name' }).fill('AWS.team')
  await form.getByRole('textbox', { name: 'Value' }).fill('12')
  await form.getByRole('combobox', { name: 'Type' }).selectOptions('Number')
  await form.getByRole('button', { name: 'Keep' }).click()
  await expect.element(form).toMatchTextContent('belong to AWS')

  await form.getByRole('textbox', { name: 'Name' }).fill('team')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('button', { name: '1 attribute' })).toBeVisible()
  await field().click()
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => host.inputsOf('chat.send')).toHaveLength(1)
  await field().fill('again')
  await userEvent.keyboard('{Enter}')

  await expect
    .poll(() => host.inputsOf('chat.send'))
    .toMatchObject([
      { text: 'hello', attributes: [{ name: 'team', type: 'Number', value: '12' }] },
      { text: 'again' }
    ])
  expect(host.inputsOf('chat.send')[1]).not.toHaveProperty('attributes')
})

it('gives the attributes back with the text when a message is refused', async () => {
  const { host, stores } = await renderApp()
  host.fail('chat.send', { code: 'invalid_input', message: 'No.', retryable: false })
  stores.chat.getState().setAttributes('processor', [{ name: 'team', type: 'String', value: 'blue' }])
  await field().fill('hello')
  await userEvent.keyboard('{Enter}')

  await expect.element(page.getByText('The message was not sent')).toBeVisible()
  await expect.element(page.getByRole('button', { name: '1 attribute' })).toBeVisible()
})

it('takes the attributes along when a message is edited and sent again', async () => {
  const attributes = [{ name: 'team', type: 'String' as const, value: 'blue' }]
  const { host } = await renderApp({ answers: false, messages: [aRequest({ text: 'hello', attributes })] })
  await expect.element(page.getByRole('article')).toBeVisible()
  page.getByRole('article').element().focus()

  await userEvent.keyboard('e')
  await expect.element(page.getByRole('button', { name: '1 attribute' })).toBeVisible()
  await userEvent.keyboard('{Enter}')

  await expect.poll(() => host.inputsOf('chat.send')).toMatchObject([{ text: 'hello', attributes }])
})

it('saves what is written as a template, asks for its fields, and puts it in', async () => {
  const { host } = await renderApp()
  await field().fill('Order {{number}} is due')
  await choose('Save as template…')
  const saving = dialog('Save as template')
  await expect.element(saving).toMatchTextContent('It asks for number')
  await saving.getByLabelText('Name').fill('due')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => host.inputsOf('templates.save')).toMatchObject([{ name: 'due' }])
  await field().fill('')

  await choose('Use a template…')
  await userEvent.keyboard('due{Enter}')
  await dialog('Use a template').getByLabelText('number').fill('12')
  await userEvent.keyboard('{Enter}')

  await expect.element(field()).toHaveValue('Order 12 is due')
  await expect.element(field()).toHaveFocus()
})

it('deletes a template, and has it back with Undo', async () => {
  const templates = [{ id: 't', name: 'Greeting', text: 'Hello', attributes: [] }]
  await renderApp({ templates })
  await choose('Use a template…')
  const picker = dialog('Use a template')

  await picker.getByRole('button', { name: 'Delete the template “Greeting”' }).click()
  await expect.element(picker).toMatchTextContent('There is no template yet.')
  await userEvent.keyboard('{Escape}')
  await page.getByRole('button', { name: 'Undo' }).click()
  await choose('Use a template…')

  await expect.element(picker.getByRole('button', { name: 'Greeting Hello' })).toBeVisible()
})

it('says of a message that SQS holds back until when', async () => {
  const { host } = await renderApp({ answers: false })
  await field().fill('later')
  await choose(/In 5 minutes/)
  await expect.poll(() => host.inputsOf('chat.send')).toHaveLength(1)
  const sent = host.find((message) => message.text === 'later')
  if (sent?.role !== 'request') throw new Error('It was not stored.')

  host.change({ ...sent, status: 'sent', deliverAt: Date.now() + 300_000 })

  await expect.element(page.getByRole('article', { name: /SQS holds it back until/ })).toBeVisible()
})

it('opens what waits, and the templates, from the palette', async () => {
  await renderApp({ scheduled: [aScheduled('a', 'first', tomorrow)] })

  await userEvent.keyboard('{Control>}k{/Control}')
  await userEvent.keyboard('Scheduled messages{Enter}')

  await expect.element(dialog('Scheduled messages').getByText('first')).toBeVisible()
})
