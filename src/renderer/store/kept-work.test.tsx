import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { aConversation, aWireError } from '../test/fake-host'
import { aStorage, renderApp } from '../test/render-app'
import type { PageStorage } from './kept-work'

const field = () => page.getByRole('textbox', { name: 'Message' })
const title = (name: string) => page.getByRole('main').getByRole('heading', { name })
const two = () => ({
  conversations: [aConversation(), aConversation({ id: 'b', title: 'Console' })],
  drafts: new Map<string, string>()
})

/** Writes within one task, so that no timer of the page can come between, however slow the machine. */
function write(text: string): void {
  const element = field().element()
  if (!(element instanceof HTMLTextAreaElement)) throw new Error('The composer is no text area.')
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(element, text)
  element.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText' }))
}

function refuse(): never {
  throw new DOMException('Storage is off.', 'SecurityError')
}

/** A storage that takes so many texts and is full then. */
function aStorageFor(texts: number): PageStorage {
  const storage = aStorage()()
  let left = texts
  return () => ({
    ...storage,
    setItem: (key, value) => (left-- > 0 ? storage.setItem(key, value) : refuse())
  })
}

it('shows the same chat with every draft after a reload', async () => {
  const storage = aStorage()
  const world = two()
  const before = await renderApp(world, 1280, storage)
  await field().fill('first thought')
  await before.stores.chat.getState().open('b')
  await field().fill('second thought')
  await before.screen.unmount()

  const { stores } = await renderApp({ ...two(), drafts: world.drafts }, 1280, storage)

  await expect.element(title('Console')).toBeVisible()
  await expect.element(field()).toHaveValue('second thought')
  await stores.chat.getState().open('processor')
  await expect.element(field()).toHaveValue('first thought')
})

it('shows the attributes of a draft after a reload that came before the host had them', async () => {
  const storage = aStorage()
  const before = await renderApp(two(), 1280, storage)
  before.host.hold('drafts.set')
  const own = [{ name: 'team', type: 'String', value: 'blue' } as const]
  before.stores.chat.getState().setAttributes('processor', own)
  await before.screen.unmount()

  const { host } = await renderApp(two(), 1280, storage)

  await expect.element(page.getByRole('button', { name: '1 attribute' })).toBeVisible()
  await expect.poll(() => host.inputsOf('drafts.set').at(-1)).toMatchObject({ text: '', attributes: own })
})

it('opens the first chat when the one that was open is gone', async () => {
  const storage = aStorage()
  const before = await renderApp(two(), 1280, storage)
  await before.stores.chat.getState().open('b')
  await before.screen.unmount()

  await renderApp({}, 1280, storage)

  await expect.element(title('MessageProcessor')).toBeVisible()
})

it('forgets a draft that was sent', async () => {
  const storage = aStorage()
  const before = await renderApp({}, 1280, storage)
  await field().fill('sent')
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await before.screen.unmount()

  await renderApp({}, 1280, storage)

  await expect.element(field()).toHaveValue('')
})

const log = () => page.getByRole('region', { name: 'Receive' }).getByRole('log')

/** Types a text and sends it, on a host that does not answer, and closes the page. */
async function sendAndReload(storage: PageStorage, text = 'under way') {
  const before = await renderApp({ answers: false }, 1280, storage)
  before.host.hold('chat.send')
  await field().fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect.poll(() => before.host.inputsOf('chat.send')).toHaveLength(1)
  await before.screen.unmount()
  return before.host.inputsOf('chat.send')[0] as { id: string; text: string }
}

it('asks again under the same id for a text that was being sent when the page was reloaded', async () => {
  const storage = aStorage()
  const sent = await sendAndReload(storage)

  const { host } = await renderApp({}, 1280, storage)

  await expect.element(log().getByRole('article', { name: 'Ada, answered' })).toMatchTextContent('under way')
  expect(host.inputsOf('chat.send')).toEqual([sent])
  await expect.element(field()).toHaveValue('')
})

it('keeps a text from the host of another profile that the tab is reloaded on', async () => {
  const storage = aStorage()
  await sendAndReload(storage)

  const { host, stores } = await renderApp({ profile: 'another' }, 1280, storage)
  await stores.chat.getState().send('processor', 'for this profile')

  expect(host.inputsOf('chat.send')).toMatchObject([{ text: 'for this profile' }])
  expect(storage().getItem('chatapp.work')).toContain('under way')
})

it('says what is not confirmed while the host does not answer, and that it went once it does', async () => {
  const { host } = await renderApp({ answers: false })
  host.fail('chat.send', aWireError('offline'))

  await field().fill('is it there?')
  await page.getByRole('button', { name: 'Send', exact: true }).click()

  const hint = page.getByRole('status', { name: 'Not confirmed' })
  await expect.element(hint).toMatchTextContent(/not confirmed yet.*nothing is sent twice.*is it there\?/)
  await expect.element(field()).toHaveValue('')
  host.fail('chat.send', null)
  host.link(false)
  host.link(true)
  await expect.element(log()).toMatchTextContent('is it there?')
  await expect.element(hint).not.toBeInTheDocument()
})

it('sends a text once when the answer to it is lost, and what follows after it', async () => {
  const { host } = await renderApp({ answers: false })
  host.link(false)
  host.loseAnswer('chat.send')

  for (const text of ['one', 'two']) {
    await field().fill(text)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
  }

  await expect.poll(() => host.inputsOf('chat.send')).toHaveLength(3)
  const asked = host.inputsOf('chat.send') as { id: string; text: string }[]
  expect(asked.map(({ text }) => text)).toEqual(['one', 'one', 'two'])
  expect(new Set(asked.map(({ id }) => id)).size).toBe(2)
  await expect.poll(() => log().getByRole('article').elements().length).toBe(2)
  host.link(true)
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

it('creates a chat once when the answer to it is lost', async () => {
  const { host, stores } = await renderApp()
  host.loseAnswer('conversations.create')

  await stores.chat.getState().create('Plans')
  await stores.chat.getState().create('Plans')

  await expect.element(page.getByRole('main').getByRole('heading', { name: 'Plans' })).toBeVisible()
  const navigation = page.getByRole('navigation', { name: 'Chats' })
  expect(navigation.getByText('Plans', { exact: true }).elements()).toHaveLength(1)
})

it.each([
  'not JSON',
  'null',
  '7',
  '{"openId":7,"drafts":"x"}',
  '{"drafts":[["processor",7],["processor"],null]}',
  '{"pending":[null,7,{"id":"x"},{"id":"x","conversationId":"processor","text":7}]}'
])('starts afresh when the storage holds %s', async (text) => {
  const storage = aStorage()
  storage().setItem('chatapp.work', text)

  await renderApp({}, 1280, storage)

  await expect.element(field()).toHaveValue('')
  await expect.element(title('MessageProcessor')).toBeVisible()
})

it('works without a storage', async () => {
  await renderApp({}, 1280, refuse)

  await field().fill('still here')

  await expect.element(field()).toHaveValue('still here')
})

it('brings back nothing rather than an older draft when the storage is full', async () => {
  const storage = aStorageFor(1)
  const before = await renderApp({}, 1280, storage)
  await field().fill('old')
  await field().fill('new, and too large')
  await before.screen.unmount()

  await renderApp({}, 1280, storage)

  await expect.element(field()).toHaveValue('')
})

it('keeps a long draft too, a moment after its last key and when the page goes', async () => {
  const storage = aStorage()
  const world = { drafts: new Map<string, string>() }
  const before = await renderApp(world, 1280, storage)
  const text = 'long '.repeat(10_000)
  write(text)
  expect(storage().getItem('chatapp.work') ?? '').not.toContain('long long')

  window.dispatchEvent(new Event('pagehide'))
  await before.screen.unmount()
  await renderApp(world, 1280, storage)

  await expect.element(field()).toHaveValue(text)
})

it('gives the host what is written a moment after the last key, not with each', async () => {
  const { host } = await renderApp()

  for (const end of 'a thought in many keys'.matchAll(/./g)) write(end.input.slice(0, end.index + 1))
  expect(host.inputsOf('drafts.set')).toEqual([])

  await expect
    .poll(() => host.inputsOf('drafts.set').at(-1))
    .toMatchObject({
      id: 'processor',
      text: 'a thought in many keys'
    })
})

it('gives the host what is written at once when the window is left', async () => {
  const { host } = await renderApp()
  await field().fill('before I go')
  const before = host.inputsOf('drafts.set').length

  window.dispatchEvent(new Event('blur'))

  expect(host.inputsOf('drafts.set').slice(before)).toMatchObject([{ text: 'before I go' }])
})

it('shows in a new window what was written in one that is gone, in the list and in the composer', async () => {
  const world = { ...two(), drafts: new Map([['b', 'half a thought']]) }
  const { host } = await renderApp(world)
  const row = page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: /^Console/ })

  await expect.element(row).toMatchTextContent('Draft: half a thought')
  expect(host.inputsOf('drafts.get')).toEqual([])
  await row.click()

  await expect.element(field()).toHaveValue('half a thought')
})

it('puts what was stored before what is typed while it is on its way', async () => {
  const { host, stores } = await renderApp({ ...two(), drafts: new Map([['b', 'stored']]) })
  const release = host.hold('drafts.get')

  await stores.chat.getState().open('b')
  await field().fill('typed')
  release()

  await expect.element(field()).toHaveValue('stored\ntyped')
  await expect.poll(() => host.inputsOf('drafts.set').at(-1)).toMatchObject({ text: 'stored\ntyped' })
})

it('follows another window’s draft where nothing is typed here, and never changes what is', async () => {
  const { host, stores } = await renderApp(two())
  await field().fill('typed here')
  await host.call('drafts.set', { id: 'processor', text: 'typed there', writer: 'there' })
  await host.call('drafts.set', { id: 'b', text: 'for Console', writer: 'there' })

  await expect.element(field()).toHaveValue('typed here')
  await expect.poll(() => host.inputsOf('drafts.set').at(-1)).toMatchObject({ text: 'typed here' })
  await stores.chat.getState().open('b')
  await expect.element(field()).toHaveValue('for Console')
})

it('goes on trying to save a draft that the host could not take', async () => {
  const { host } = await renderApp()
  host.fail('drafts.set', aWireError('offline'))
  await field().fill('kept')
  window.dispatchEvent(new Event('blur'))
  await expect.poll(() => host.inputsOf('drafts.set').length).toBeGreaterThan(0)

  host.fail('drafts.set', null)
  host.link(false)
  host.link(true)

  await expect
    .poll(async () => await host.call('drafts.get', { id: 'processor' }))
    .toMatchObject({
      value: { text: 'kept' }
    })
})
