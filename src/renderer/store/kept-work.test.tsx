import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { aConversation } from '../test/fake-host'
import { aStorage, renderApp } from '../test/render-app'
import type { PageStorage } from './kept-work'

const field = () => page.getByRole('textbox', { name: 'Message' })
const title = (name: string) => page.getByRole('main').getByRole('heading', { name })
const two = () => ({ conversations: [aConversation(), aConversation({ id: 'b', title: 'Console' })] })

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
  const before = await renderApp(two(), 1280, storage)
  await field().fill('first thought')
  await before.stores.chat.getState().open('b')
  await field().fill('second thought')
  await before.screen.unmount()

  const { stores } = await renderApp(two(), 1280, storage)

  await expect.element(title('Console')).toBeVisible()
  await expect.element(field()).toHaveValue('second thought')
  await stores.chat.getState().open('processor')
  await expect.element(field()).toHaveValue('first thought')
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

it.each([
  'not JSON',
  'null',
  '7',
  '{"openId":7,"drafts":"x"}',
  '{"drafts":[["processor",7],["processor"],null]}'
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
