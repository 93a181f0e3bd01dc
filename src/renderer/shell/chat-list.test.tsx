import { expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aConversation, aRequest, aWireError, type FakeWorld } from '../test/fake-host'
import { renderApp } from '../test/render-app'

const chats = () => page.getByRole('navigation', { name: 'Chats' })
const row = (title: string) => chats().getByRole('button', { name: new RegExp(`^${title}`) })
const field = () => page.getByRole('textbox', { name: 'Message' })
const heading = (name: string) => page.getByRole('main').getByRole('heading', { name })
const titles = (): (string | undefined)[] =>
  chats()
    .getByRole('listitem')
    .elements()
    .map((item) => item.querySelector('bdi')?.textContent)

const three = (): FakeWorld => ({
  conversations: [
    aConversation({ lastActivityAt: 3 }),
    aConversation({ id: 'b', title: 'Beta', lastActivityAt: 2 }),
    aConversation({ id: 'c', title: 'Gamma', lastActivityAt: 1 })
  ]
})

async function choose(title: string, option: string): Promise<void> {
  await page.getByRole('button', { name: `Options for ${title}` }).click()
  await page.getByRole('menuitem', { name: option, exact: true }).click()
}

it('begins a chat from anywhere, however long the list is, and names it by its first message', async () => {
  const many = Array.from({ length: 60 }, (_, n) => aConversation({ id: `c${n}`, title: `Chat ${n}.` }))
  const { host, stores } = await renderApp({ conversations: [aConversation(), ...many], answers: false })
  stores.view.getState().show('queues')
  chats().element().scrollTo(0, 5000)

  await expect.element(page.getByRole('button', { name: 'New chat' })).toBeInViewport()
  await userEvent.keyboard('{Control>}n{/Control}')

  await expect.element(heading('New chat')).toBeVisible()
  await expect.element(field()).toHaveFocus()
  await expect.element(page.getByRole('log')).toMatchTextContent('Its first message gives it its title.')
  expect(page.getByRole('list', { name: 'Suggestions' }).elements()).toEqual([])
  expect(host.inputsOf('conversations.create')).toEqual([{ id: expect.any(String) }])
})

it('goes to the new chat that is empty still, rather than beginning another', async () => {
  const { host, stores } = await renderApp(three())
  await page.getByRole('button', { name: 'New chat' }).click()
  await expect.element(heading('New chat')).toBeVisible()
  await stores.chat.getState().open('b')

  await page.getByRole('button', { name: 'New chat' }).click()

  await expect.element(heading('New chat')).toBeVisible()
  expect(host.inputsOf('conversations.create')).toHaveLength(1)
})

it('keeps pinned chats on top, archived ones folded at the end, and says of each what it is', async () => {
  const { host } = await renderApp(three())

  await choose('Gamma', 'Pin')
  await expect.poll(titles).toEqual(['Gamma', 'MessageProcessor', 'Beta'])
  await choose('Beta', 'Archive')
  await expect.poll(titles).toEqual(['Gamma', 'MessageProcessor'])
  await choose('Gamma', 'Mute')

  await expect.element(row('Gamma')).toHaveAccessibleName(/pinned.*muted/)
  await chats().getByRole('button', { name: 'Archived 1' }).click()
  await expect.element(row('Beta')).toBeVisible()
  expect(host.inputsOf('conversations.change')).toEqual([
    { id: 'c', pinned: true },
    { id: 'b', archived: true },
    { id: 'c', muted: true }
  ])
})

it('marks a chat as unread until it is opened, and counts no muted one in the title', async () => {
  const world = three()
  world.conversations?.push(aConversation({ id: 'd', title: 'Delta', unread: 7, muted: true }))
  const { host } = await renderApp(world)
  await expect.poll(() => document.title).toBe('MessageProcessor – ChatAPP')

  await choose('Beta', 'Mark as unread')
  await expect.element(row('Beta')).toHaveAccessibleName(/marked as unread$/)
  await expect.poll(() => document.title).toBe('(1) MessageProcessor – ChatAPP')
  await row('Beta').click()

  await expect.poll(() => host.inputsOf('conversations.read')).toEqual([{ id: 'b' }])
  await expect.poll(() => document.title).toBe('Beta – ChatAPP')
})

it('leaves the open chat marked as unread when its user marks it', async () => {
  const { host } = await renderApp(three())

  await choose('MessageProcessor', 'Mark as unread')

  await expect.element(row('MessageProcessor')).toHaveAccessibleName(/marked as unread$/)
  expect(host.inputsOf('conversations.read')).toEqual([])
})

it('deletes a chat at once, and Undo brings it back as it was', async () => {
  const { host, stores } = await renderApp(three())
  await stores.chat.getState().open('b')

  await choose('Beta', 'Delete')
  await expect.element(page.getByText('Deleted “Beta”')).toBeVisible()
  expect(titles()).toEqual(['MessageProcessor', 'Gamma'])
  await page.getByRole('button', { name: 'Undo' }).click()

  await expect.poll(titles).toEqual(['MessageProcessor', 'Beta', 'Gamma'])
  await expect.element(heading('Beta')).toBeVisible()
  expect(page.getByText('Deleted “Beta”').elements()).toEqual([])
  expect(host.inputsOf('conversations.delete')).toEqual([])
  expect(host.inputsOf('conversations.restore')).toEqual([{ id: 'b' }])
})

it('says why a chat cannot be had back', async () => {
  const { host } = await renderApp(three())
  await choose('Beta', 'Delete')
  host.fail('conversations.restore', aWireError('not_found', 'This conversation does not exist.'))

  await page.getByRole('button', { name: 'Undo' }).click()

  await expect.element(page.getByRole('alert')).toMatchTextContent('This conversation does not exist.')
})

it('asks with its name before the first chat is emptied, which cannot be undone', async () => {
  const { host } = await renderApp(three())

  await choose('MessageProcessor', 'Delete all messages…')
  const dialog = page.getByRole('alertdialog', { name: 'Delete all messages' })
  await expect.element(dialog).toMatchTextContent('Delete all messages in “MessageProcessor”?')
  expect(host.inputsOf('conversations.delete')).toEqual([])
  await dialog.getByRole('button', { name: 'Delete messages' }).click()

  await expect.poll(() => host.inputsOf('conversations.delete')).toEqual([{ id: 'processor' }])
})

it('shows how far a long deletion is, and stops it', async () => {
  const { host } = await renderApp(three())
  const deletion = { id: 'x', title: 'Large', deleted: 34_200, total: 100_000, over: false }

  host.emit('conversation.deleting', deletion)
  await expect.element(page.getByText('34,200 of 100,000 messages')).toBeVisible()
  await expect.element(page.getByRole('progressbar', { name: 'Deleting “Large”' })).toBeVisible()
  await page.getByRole('button', { name: 'Stop deleting Large' }).click()
  expect(host.inputsOf('conversations.delete.cancel')).toEqual([{ id: 'x' }])
  host.emit('conversation.deleting', { ...deletion, over: true })

  await expect.element(page.getByText(/100,000 messages/)).not.toBeInTheDocument()
})

it('goes to the previous and the next chat, and to one by its place, from the composer too', async () => {
  await renderApp({
    conversations: [
      ...(three().conversations ?? []),
      aConversation({ id: 'z', title: 'Put aside', archived: true, lastActivityAt: 9 })
    ]
  })
  await expect.element(field()).toHaveFocus()

  await userEvent.keyboard('{Alt>}{ArrowDown}{/Alt}')
  await expect.element(heading('Beta')).toBeVisible()
  await userEvent.keyboard('{Alt>}{ArrowDown}{ArrowDown}{ArrowDown}{/Alt}')
  await expect.element(heading('Gamma')).toBeVisible()
  await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await expect.element(heading('Beta')).toBeVisible()
  await userEvent.keyboard('{Control>}1{/Control}')
  await expect.element(heading('MessageProcessor')).toBeVisible()
  await userEvent.keyboard('{Control>}4{/Control}')

  await expect.element(heading('MessageProcessor')).toBeVisible()
  await expect.element(field()).toHaveFocus()
})

it('covers neither date nor badge with the menu of a row', async () => {
  const messages = [aRequest({ text: 'hello' })]
  const conversations = [
    aConversation(),
    aConversation({
      id: 'b',
      title: 'A title that is long enough to fill the row',
      unread: 5,
      preview: 'and so on '.repeat(20)
    })
  ]
  await renderApp({ conversations, messages })
  const item = row('A title').element().closest('li')
  const menu = page.getByRole('button', { name: /^Options for A title/ }).element()

  await userEvent.hover(row('A title'))

  const covered = [...(item?.querySelectorAll('[class*="time"], [class*="unread"]') ?? [])].filter((part) => {
    const [a, b] = [part.getBoundingClientRect(), menu.getBoundingClientRect()]
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  })
  expect(item?.querySelectorAll('[class*="time"], [class*="unread"]').length).toBeGreaterThan(1)
  expect(covered).toEqual([])
})

it('shows the way back in a narrow window, where the drawer would hide it', async () => {
  await renderApp(three(), 360)
  await page.getByRole('button', { name: 'Open the sidebar' }).click()
  await choose('Gamma', 'Delete')

  await expect.element(page.getByRole('button', { name: 'Undo' })).toBeInViewport()
  await expect.element(chats()).not.toBeInTheDocument()
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Open the sidebar' }).click()

  await expect.poll(titles).toEqual(['MessageProcessor', 'Beta', 'Gamma'])
})
