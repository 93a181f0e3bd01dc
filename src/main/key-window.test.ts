import { expect, it, vi } from 'vitest'
import { systemClock } from '../shared/clock'
import { KeyPage } from '../web/key-page'
import { answerKeyRequest } from './key-window'

vi.mock('electron', () => import('./fake-electron'))

const typed: unknown[] = []
const keyPage = new KeyPage({
  vault: { stores: true, put: (_id, keys) => void typed.push(keys) },
  entered: () => {},
  nameOf: () => null,
  elapsed: systemClock.elapsed,
  show: null,
  served: true
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
  expect(typed).toEqual([{ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-access-key' }])
})

it.each(['app://chatapp/', 'app://evil/keys', 'app://chatapp/keys/more', 'https://chatapp/keys'])(
  'leaves %s to the page',
  async (url) => {
    expect(await answerKeyRequest(keyPage, new Request(url))).toBeNull()
  }
)
