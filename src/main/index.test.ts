import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import * as electron from './fake-electron'

vi.mock('electron', () => import('./fake-electron'))

const dataDir = mkdtempSync(join(tmpdir(), 'chatapp-main-'))
const argv = process.argv
// The build, as Electron loads it, with its page and its backend beside it.
const entry = resolve('out/main/index.js')

beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => electron.journal.push(String(text)) > 0)
  process.argv = ['electron', '.', '--data-dir', dataDir]
  const shown = vi.waitUntil(() => electron.BrowserWindow.opened.length > 0, 10_000)
  await import(entry)
  electron.becomeReady()
  await shown
})
afterAll(async () => {
  process.argv = argv
  await rm(dataDir, { recursive: true, maxRetries: 5 })
})

const page = () => {
  const [window] = electron.BrowserWindow.opened
  if (!window) throw new Error('There is no window.')
  return { window, sender: { sender: window.webContents, senderFrame: window.webContents.mainFrame } }
}
const call = (name: string, input?: unknown) =>
  electron.handlers.get('chatapp:call')?.(page().sender, name, input)

it('sets up sandbox, scheme and the profile’s lock before Electron is ready, and the page’s rules before the page', () => {
  const { journal } = electron
  const profile = join(dataDir, 'profiles', 'default', 'window')

  expect(journal.slice(0, 5)).toEqual(['sandbox', 'scheme app', `userData ${profile}`, 'lock', 'ready'])
  expect(journal.indexOf('permissions')).toBeLessThan(journal.indexOf('load app://chatapp/'))
  expect(page().window.options.webPreferences.sandbox).toBe(true)
})

const said = (): string[] => electron.journal.filter((entry) => /^show|ChatAPP is ready/.test(entry))

it('shows the window once, at the first sign of its page, and says that it is ready after that', async () => {
  const { window } = page()
  const before = said()
  window.webContents.emit('did-finish-load')
  window.emit('ready-to-show')

  await expect.poll(said).toEqual(['show', 'ChatAPP is ready: app://chatapp/\n'])
  expect(before).toEqual([])
})

it('serves the built page under its own scheme', async () => {
  const answer = await electron.schemes.get('app')?.({ method: 'GET', url: 'app://chatapp/' })

  expect(await answer?.text()).toContain('<title>ChatAPP</title>')
})

it('sends a message through the real backend, and the reply reaches the page', async () => {
  const answered = new Promise((resolve) => {
    electron.announced.on('message.changed', (message: { role: string; text: string }) => {
      if (message.role === 'reply') resolve(message.text)
    })
  })

  const sent = await call('chat.send', { text: '/echo hello from the window' })

  expect(sent).toMatchObject({ ok: true, value: { id: expect.any(String) } })
  expect(await answered).toContain('hello from the window')
  expect(await call('app.info')).toMatchObject({ ok: true, value: { host: 'electron', version: '1.0.0' } })
})

it('brings the window to the front when the app is started again', () => {
  electron.app.emit('second-instance')

  expect(electron.BrowserWindow.opened).toHaveLength(1)
  expect(electron.journal.at(-1)).toBe('focus')
})

it('tells the page of a link, brings its message up, and does nothing else with it', async () => {
  const chosen = new Promise((resolve) => electron.announced.once('desktop.chosen', resolve))
  const refused = new Promise((resolve) =>
    electron.announced.on(
      'desktop.chosen',
      ({ kind, error }: { kind: string; error: { message: string } }) => {
        if (kind === 'refused') resolve(error.message)
      }
    )
  )

  electron.app.emit('second-instance', {}, [], '/', { link: 'chatapp://chat/processor' })

  expect(await chosen).toEqual({ kind: 'chat', conversationId: 'processor', messageId: null })
  electron.app.emit('open-url', { preventDefault: () => {} }, 'chatapp://join/')
  expect(await refused).toContain('does not know this kind of link')

  const asked = new Promise((resolve) => electron.announced.once('desktop.chosen', resolve))
  electron.app.emit('open-url', { preventDefault: () => {} }, 'chatapp://join/AAAAA-BBBBB')
  expect(await asked).toEqual({ kind: 'join', invitation: 'AAAAA-BBBBB' })
})

it('has a mark in the tray that opens the window, and an entry of the menu reaches the page', async () => {
  const chosen = new Promise((resolve) => electron.announced.once('desktop.chosen', resolve))
  const file = electron.menus.application.find(({ label }) => label === '&File')

  file?.submenu?.find(({ id }) => id === 'settings')?.click?.()

  expect(await chosen).toEqual({ kind: 'command', command: 'settings' })
  expect(electron.menus.tray.map(({ label }) => label)).toEqual(
    expect.arrayContaining([expect.stringContaining('Open ChatAPP'), 'New chat', 'Quit ChatAPP'])
  )
})

it('loads the page again when its process dies', () => {
  page().window.webContents.emit('render-process-gone', {}, { reason: 'crashed' })

  expect(electron.journal.at(-1)).toBe('reload')
})

it('has dictionaries of nobody, and the app’s theme in what Electron draws', async () => {
  const { journal, nativeTheme } = electron

  await call('settings.set', { theme: 'dark' })
  await expect.poll(() => nativeTheme.themeSource).toBe('dark')
  nativeTheme.emit('updated')

  expect(journal.filter((entry) => /^spelling|^ground/.test(entry))).toEqual([
    'spelling false',
    'ground #16171b'
  ])
})

it('asks the keyring when the page for keys says what becomes of them, and not before', async () => {
  const before = electron.journal.includes('keyring')
  await call('aws.enterKeys', { backendId: 'work' })
  const path = electron.journal.findLast((entry) => entry.startsWith('load'))?.replace('load ', '') ?? ''

  const answer = await electron.schemes.get('app')?.({ method: 'GET', url: path })

  expect(await answer?.text()).toContain('offers no encryption')
  expect([before, electron.journal.includes('keyring')]).toEqual([false, true])
})

it('quits after the core has stopped, and remembers where the window stood', async () => {
  const exit = once(electron.app, 'exit')

  electron.app.quit()

  expect(await exit).toEqual([0])
  const state: unknown = JSON.parse(
    await readFile(join(dataDir, 'profiles', 'default', 'window.json'), 'utf8')
  )
  expect(state).toEqual({ bounds: { x: 1, y: 2, width: 800, height: 600 }, maximized: false })
})
