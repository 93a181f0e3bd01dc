import type { IpcMain } from 'electron'
import { expect, it } from 'vitest'
import { someSettings } from '../../test/settings'
import { FakeChatApp } from '../browser/fake-chat-app'
import { answerCalls, announceEvents, isOwnSender, type OwnPages, type Sender } from './ipc'

const origin = 'app://chatapp'

function setup() {
  const sent: unknown[][] = []
  const contents = { send: (...args: unknown[]) => void sent.push(args), isDestroyed: () => false }
  const page: OwnPages = { contents: () => [contents], origin }
  const own: Sender = { sender: contents, senderFrame: { parent: null, origin } }
  const app = new FakeChatApp({ 'settings.get': async () => someSettings })
  const handlers = new Map<string, Parameters<IpcMain['handle']>[1]>()
  answerCalls({ handle: (channel, handler) => void handlers.set(channel, handler) }, app, page)
  announceEvents(app, page)
  const call = (sender: Sender, ...args: unknown[]): unknown =>
    handlers.get('chatapp:call')?.(sender as Electron.IpcMainInvokeEvent, ...args)
  return { app, contents, page, own, sent, call, channels: [...handlers.keys()] }
}

it('answers our page through dispatch, on one channel only', async () => {
  const { call, own, channels } = setup()

  expect(channels).toEqual(['chatapp:call'])
  expect(await call(own, 'settings.get', undefined)).toEqual({ ok: true, value: someSettings })
  expect(await call(own, 'nothing')).toMatchObject({ ok: false, error: { code: 'forbidden' } })
  expect(await call(own, 'settings.get', 3)).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  expect(await call(own)).toMatchObject({ ok: false, error: { code: 'forbidden' } })
})

it('refuses another window, a frame in the page, another origin and a frame that is gone', async () => {
  const { call, own, page } = setup()
  const strangers: Sender[] = [
    { ...own, sender: {} },
    { ...own, senderFrame: { parent: {}, origin } },
    { ...own, senderFrame: { parent: null, origin: 'https://evil.example' } },
    { ...own, senderFrame: { parent: null, origin: 'null' } },
    { ...own, senderFrame: null }
  ]

  for (const stranger of strangers) {
    expect(await call(stranger, 'settings.get', undefined)).toMatchObject({
      ok: false,
      error: { code: 'forbidden' }
    })
  }
  expect(isOwnSender({ ...own, sender: undefined }, { ...page, contents: () => [] })).toBe(false)
})

it('announces every event to the page by name', async () => {
  const { app, sent } = setup()

  app.announce('conversation.deleted', { id: '1' })

  await expect.poll(() => sent).toEqual([['chatapp:events', [['conversation.deleted', { id: '1' }]]]])
})

it('announces nothing while the window is closing or closed', async () => {
  const { app, contents, sent } = setup()
  contents.isDestroyed = () => true

  app.announce('conversation.deleted', { id: '1' })
  await Promise.resolve()

  expect(sent).toEqual([])
})
