import { EventEmitter } from 'node:events'
import type { WebContents, WindowOpenHandlerResponse } from 'electron'
import { expect, it } from 'vitest'
import { guardContents, isPermitted, externalLink, CrashGuard } from './contents-guard'

function setup() {
  const opened: string[] = []
  const emitter = new EventEmitter()
  let openWindow: ((details: { url: string }) => WindowOpenHandlerResponse) | undefined
  const contents = Object.assign(emitter, {
    setWindowOpenHandler: (handler: typeof openWindow) => {
      openWindow = handler
    }
  })
  guardContents(contents as unknown as WebContents, 'app://chatapp/', (link) => opened.push(link))
  /** Emits an event of the window and tells whether it was stopped. */
  const isStopped = (name: string, url = ''): boolean => {
    let stopped = false
    emitter.emit(name, { url, preventDefault: () => (stopped = true) })
    return stopped
  }
  return { opened, isStopped, open: (url: string) => openWindow?.({ url }) }
}

it('opens no window; a web link opens in the browser, a dangerous one nowhere', () => {
  const { open, opened } = setup()

  expect(open('https://example.org/')).toEqual({ action: 'deny' })
  expect(open('file:///etc/passwd')).toEqual({ action: 'deny' })
  expect(opened).toEqual(['https://example.org/'])
})

it('never leaves the page; a link without a target opens in the browser too', () => {
  const { isStopped, opened } = setup()

  expect(isStopped('will-navigate', 'https://example.org/')).toBe(true)
  expect(isStopped('will-navigate', 'file:///etc/passwd')).toBe(true)
  expect(opened).toEqual(['https://example.org/'])
})

it('can be loaded again', () => {
  const { isStopped, opened } = setup()

  expect(isStopped('will-navigate', 'app://chatapp/')).toBe(false)
  expect(isStopped('will-navigate', 'app://chatapp/other')).toBe(true)
  expect(opened).toEqual([])
})

it.each(['will-frame-navigate', 'will-redirect', 'will-attach-webview'])('stops %s', (name) => {
  expect(setup().isStopped(name)).toBe(true)
})

it('permits Copy to our page, and nothing else to anybody', () => {
  const origin = 'app://chatapp'

  expect(isPermitted('clipboard-sanitized-write', 'app://chatapp/', origin)).toBe(true)
  expect(isPermitted('clipboard-sanitized-write', 'https://evil.example/', origin)).toBe(false)
  expect(isPermitted('clipboard-sanitized-write', '', origin)).toBe(false)
  for (const permission of [
    'clipboard-read',
    'media',
    'geolocation',
    'notifications',
    'openExternal',
    'fileSystem'
  ]) {
    expect(isPermitted(permission, 'app://chatapp/', origin)).toBe(false)
  }
})

it('lets web and mail addresses out, parsed anew', () => {
  expect(externalLink('https://example.org/a b')).toBe('https://example.org/a%20b')
  expect(externalLink('http://example.org')).toBe('http://example.org/')
  expect(externalLink('mailto:ada@example.org')).toBe('mailto:ada@example.org')
})

it.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://server/share',
  'ms-msdt:/id',
  'app://chatapp/',
  'data:text/html,x',
  '\\\\server\\share',
  'example.org',
  '',
  `https://example.org/${'a'.repeat(5000)}`
])('keeps %.40s in', (address) => {
  expect(externalLink(address)).toBeNull()
})

it('loads a dead page again, but asks at the fourth death within a minute', () => {
  const times = [0, 1000, 2000, 3000]
  const guard = new CrashGuard(() => times.shift() ?? 0)

  expect([guard.next(), guard.next(), guard.next(), guard.next()]).toEqual([
    'reload',
    'reload',
    'reload',
    'ask'
  ])
})

it('forgets deaths after a minute', () => {
  const times = [0, 1000, 2000, 60_000, 120_000]
  const guard = new CrashGuard(() => times.shift() ?? 0)

  const decisions = Array.from({ length: 5 }, () => guard.next())

  expect(new Set(decisions)).toEqual(new Set(['reload']))
})
