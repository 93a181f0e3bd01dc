import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aRequest } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const results = () => page.getByRole('region', { name: 'Search results' })
const box = () => page.getByRole('searchbox', { name: 'Search messages' })
const messages = () => results().getByRole('list', { name: 'Messages found' }).getByRole('button')
const heading = (name: string) => page.getByRole('main').getByRole('heading', { name })

const two = () => ({
  conversations: [aConversation(), aConversation({ id: 'b', title: 'Weekend plans' })],
  messages: [
    aRequest({ text: 'plans are dull', createdAt: 1 }),
    aRequest({ text: 'the plans of Monday', conversationId: 'b', createdAt: 2 })
  ]
})

async function search(query: string): Promise<void> {
  await userEvent.keyboard('{Control>}f{/Control}')
  await box().fill(query)
}

it('shows chats that are called so above the messages that say it', async () => {
  await renderApp(two())

  await search('plans')

  await expect.element(messages().nth(1)).toBeVisible()
  const chats = results().getByRole('list', { name: 'Chats found' }).getByRole('button')
  await expect.element(chats).toMatchTextContent('Weekend plans')
  expect(chats.element().compareDocumentPosition(messages().first().element())).toBe(
    Node.DOCUMENT_POSITION_FOLLOWING
  )
  await chats.click()
  await expect.element(heading('Weekend plans')).toBeVisible()
})

it('goes through what it found by the arrow keys, opens it by Enter, and comes back to the box', async () => {
  await renderApp(two())
  await search('plans ')
  await expect.element(messages().nth(1)).toBeVisible()

  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  await expect.element(messages().first()).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  await expect.element(messages().nth(1)).toHaveFocus()
  await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}')
  await expect.element(box()).toHaveFocus()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}dull')
  await expect.element(box()).toHaveValue('plans dull')
  await expect.element(messages()).toMatchTextContent('plans are dull')
  await userEvent.keyboard('{ArrowDown}{Enter}')

  await expect.element(page.getByRole('log').getByText('plans are dull')).toBeVisible()
})

it('opens the first of them by Enter in the box, also when that comes before the answer', async () => {
  const { host } = await renderApp(two())
  const release = host.hold('chat.search')
  await search('Monday')

  await userEvent.keyboard('{Enter}')
  await expect.element(heading('MessageProcessor')).toBeVisible()
  release()

  await expect.element(heading('Weekend plans')).toBeVisible()
})

it('clears by Esc, and goes back by one more to where its user was', async () => {
  const { stores } = await renderApp(two())
  stores.view.getState().show('queues')
  await expect.element(heading('Queues')).toBeVisible()
  await search('monday')
  await messages().click()
  await expect.element(heading('Weekend plans')).toBeVisible()

  await userEvent.keyboard('{Control>}f{/Control}{Escape}')
  await expect.element(box()).toHaveFocus()
  await expect.element(box()).toHaveValue('')
  await expect.element(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
  await userEvent.keyboard('{Escape}')

  await expect.element(heading('Queues')).toBeVisible()
  expect(stores.chat.getState().openId).toBe('processor')
})

it('stays at what was found when its user goes on there', async () => {
  const { stores } = await renderApp(two())
  await search('monday')
  await messages().click()
  await page.getByRole('textbox', { name: 'Message' }).click()

  await box().click()
  await userEvent.keyboard('{Escape}{Escape}')

  await expect.element(page.getByRole('textbox', { name: 'Message' })).toHaveFocus()
  expect(stores.chat.getState().openId).toBe('b')
})

it('shows operators as chips that can be taken away, and offers values for one that has none yet', async () => {
  const { host } = await renderApp(two())
  await search('plans')
  await results().getByRole('button', { name: 'in:', exact: true }).click()
  await expect.element(box()).toHaveFocus()
  await results()
    .getByRole('group', { name: 'Values of in:' })
    .getByRole('button', { name: 'Weekend plans' })
    .click()

  await expect.element(box()).toHaveValue('plans in:"Weekend plans" ')
  const chips = results().getByRole('list', { name: 'Narrowed by' })
  await expect.element(chips).toMatchTextContent('in: Weekend plans')
  await expect
    .poll(() => host.inputsOf('chat.search').at(-1))
    .toMatchObject({ query: 'plans in:"Weekend plans"' })
  expect(host.inputsOf('chat.search').map((input) => (input as { query: string }).query)).not.toContain(
    'plans in:'
  )
  await chips.getByRole('button', { name: 'Remove in: Weekend plans' }).click()

  await expect.element(box()).toHaveValue('plans')
  await expect.element(chips).not.toBeInTheDocument()
})

it('explains an operator that makes no sense', async () => {
  await renderApp(two())

  await search('is:green plans')

  await expect.element(results().getByRole('alert')).toMatchTextContent('This cannot be looked for')
  const chip = results().getByRole('list', { name: 'Narrowed by' }).getByRole('listitem')
  await expect.element(chip).toMatchTextContent('is: green')
  expect(messages().elements()).toEqual([])
  await box().fill('plans is:')
  await expect.element(results().getByRole('group', { name: 'Values of is:' })).toBeVisible()
  expect(results().getByRole('alert').elements()).toEqual([])
})

it('shows the best first when it is asked to', async () => {
  const { host } = await renderApp(two())
  await search('plans')
  await expect.element(messages().first()).toMatchTextContent('the plans of Monday')

  await results().getByRole('button', { name: 'Best' }).click()

  await expect.element(messages().first()).toMatchTextContent('plans are dull')
  expect(host.inputsOf('chat.search').at(-1)).toEqual({ query: 'plans', order: 'best' })
  await expect
    .element(results().getByRole('button', { name: 'Best' }))
    .toHaveAttribute('aria-pressed', 'true')
})
