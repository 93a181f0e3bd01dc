import { expect, it, vi } from 'vitest'
import { systemClock } from '../shared/clock'
import { KeyPage } from '../web/key-page'
import { BrowserWindow as FakeWindow } from './fake-electron'
import { answerKeyRequest, KeyWindow } from './key-window'
import type { BrowserWindow } from 'electron'

vi.mock('electron', () => import('./fake-electron'))

const typed: unknown[] = []
const keyPage = new KeyPage({
  vault: { stores: async () => true, put: async (_id, keys) => void typed.push(keys) },
  entered: () => {},
  nameOf: () => null,
  elapsed: systemClock.elapsed,
  show: () => {},
  served: false
})

it('serves the page for keys under the app’s own scheme, and takes its form', async () => {
  const url = `app://chatapp${keyPage.path('work')}`
  const body = new URLSearchParams({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'a-secret-access-key'
  })

  const form = await answerKeyRequest(keyPage, new Request(url))
  const taken = await answerKeyRequest(keyPage, new Request(url, { method: 'POST', body }))

  expect(await form?.text()).toContain('The operating system encrypts them')
  expect(form?.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(taken?.status).toBe(200)
  expect(await taken?.text()).toContain('<a class="leave" href="/keys/close">Close</a>')
  expect(typed).toEqual([{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-access-key' }])
})

it.each(['app://chatapp/', 'app://evil/keys', 'app://chatapp/keys/more', 'https://chatapp/keys'])(
  'leaves %s to the page',
  async (url) => {
    expect(await answerKeyRequest(keyPage, new Request(url))).toBeNull()
  }
)

function setup() {
  FakeWindow.opened = []
  const main = new FakeWindow({ webPreferences: { sandbox: true } })
  const keys = new KeyWindow(() => main as unknown as BrowserWindow)
  keys.open('app://chatapp/keys?ticket=1')
  const opened = () => FakeWindow.opened.filter((window) => window !== main)
  return { main, keys, opened, contents: opened()[0]?.webContents }
}

it('closes at the page’s own link and at Escape, for a sheet has no button', () => {
  const byLink = setup()
  byLink.contents?.emit('will-navigate', { url: 'app://chatapp/keys/close', preventDefault: () => {} })
  const afterLink = byLink.opened()
  const byKey = setup()
  byKey.contents?.emit('before-input-event', {}, { type: 'keyDown', key: 'a' })
  const afterLetter = byKey.opened()
  byKey.contents?.emit('before-input-event', {}, { type: 'keyDown', key: 'Escape' })

  expect([afterLink.length, afterLetter.length, byKey.opened().length]).toEqual([0, 1, 0])
})

it('has one window at a time, over the main one', () => {
  const { main, keys, opened } = setup()

  keys.open('app://chatapp/keys?ticket=2')

  expect(opened().map(({ options }) => options.parent)).toEqual([main])
  opened()[0]?.close()
  expect(() => keys.open('app://chatapp/keys?ticket=3')).not.toThrow()
  expect(opened()).toHaveLength(1)
})
