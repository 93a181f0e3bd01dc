import { EventEmitter } from 'node:events'
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { runInNewContext } from 'node:vm'
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import type { CustomScheme, Session, WebPreferences } from 'electron'
import type { Configuration } from 'electron-builder'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../test/temporary-folder'
import * as electron from './fake-electron'

// Electron's security checklist (https://www.electronjs.org/docs/latest/tutorial/security), point by point, against the built
// app on a made-up Electron that records what it is told, and against the files that ship.

vi.mock('electron', () => import('./fake-electron'))

const root = resolve(import.meta.dirname, '../..')
const dataDir = mkdtempSync(join(tmpdir(), 'chatapp-checklist-'))
const { argv } = process
const schemes: CustomScheme[] = []
let checkPermission: (...args: [unknown, string, string]) => boolean = () => true
let requestPermission: Parameters<Session['setPermissionRequestHandler']>[0] = null

beforeAll(async () => {
  vi.spyOn(electron.protocol, 'registerSchemesAsPrivileged').mockImplementation((all) => schemes.push(...all))
  Object.assign(electron.session.defaultSession, {
    setPermissionCheckHandler: (handler: typeof checkPermission) => (checkPermission = handler),
    setPermissionRequestHandler: (handler: typeof requestPermission) => (requestPermission = handler)
  })
  vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  process.argv = ['electron', '.', '--data-dir', dataDir]
  const shown = vi.waitUntil(() => electron.BrowserWindow.opened.length > 0, 40_000)
  await import(resolve(root, 'out/main/index.js'))
  electron.becomeReady()
  await shown
  // The other window that there is: the page for access keys.
  await call('aws.enterKeys', { backendId: 'local' })
}, 60_000)
afterAll(async () => {
  const ended = new Promise((done) => electron.app.once('exit', done))
  electron.app.quit()
  await ended
  process.argv = argv
  await rm(dataDir, { recursive: true, maxRetries: 5 })
})

const main = () => {
  const [window] = electron.BrowserWindow.opened
  if (!window) throw new Error('There is no window.')
  return window
}
const sender = (fields: object = {}) => ({
  sender: main().webContents,
  senderFrame: main().webContents.mainFrame,
  ...fields
})
const call = (name: string, input?: unknown, event: object = sender()) =>
  electron.handlers.get('chatapp:call')?.(event, name, input)
/** The preferences of every window there is, one by one. */
const preferences = () =>
  electron.BrowserWindow.opened.map(({ options }) => options.webPreferences as WebPreferences)
const inEveryWindow = (check: (window: electron.BrowserWindow) => void) => {
  expect(electron.BrowserWindow.opened.length).toBeGreaterThan(1)
  for (const window of electron.BrowserWindow.opened) check(window)
}
/** Whether a window stops what an event announces. */
const stops = (window: electron.BrowserWindow, name: string, details: object): boolean => {
  let stopped = false
  window.webContents.emit(name, { ...details, preventDefault: () => (stopped = true) })
  return stopped
}
const filesOf = (pattern: string) =>
  globSync(pattern, { cwd: root }).map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const naming = (pattern: string, words: RegExp) =>
  filesOf(pattern)
    .filter(({ file, text }) => !file.includes('.test.') && !file.includes('fake-') && words.test(text))
    .map(({ file }) => file)
const page = async (url: string, method = 'GET') => {
  const answer = await electron.schemes.get('app')?.({ method, url })
  if (!answer) throw new Error('Nobody answers for the scheme.')
  return answer
}

/** Whether a page that asks for a permission gets it. */
const granted = (permission: string, requestingUrl: string): boolean => {
  let allowed = true
  requestPermission?.(main().webContents as never, permission as never, (answer) => (allowed = answer), {
    requestingUrl
  } as never)
  return allowed
}

it('1. loads secure content only: every window shows the app’s own scheme', () => {
  const loaded = electron.journal.filter((entry) => entry.startsWith('load '))

  expect(loaded).toHaveLength(electron.BrowserWindow.opened.length)
  expect(loaded.filter((entry) => !entry.startsWith('load app://chatapp/'))).toEqual([])
  expect(schemes).toEqual([
    expect.objectContaining({ scheme: 'app', privileges: expect.objectContaining({ secure: true }) })
  ])
})

it('2. gives no page Node: not in its frames and not in its workers', () => {
  expect(preferences().map(({ nodeIntegration }) => nodeIntegration)).toEqual([false, false])
  for (const one of preferences()) {
    expect(one.nodeIntegrationInWorker ?? false).toBe(false)
    expect(one.nodeIntegrationInSubFrames ?? false).toBe(false)
  }
})

it('3. keeps the preload’s world apart from the page’s', () => {
  expect(preferences().map(({ contextIsolation }) => contextIsolation)).toEqual([true, true])
})

it('4. runs every page in Chromium’s sandbox, from before Electron is ready', () => {
  expect(preferences().map(({ sandbox }) => sandbox)).toEqual([true, true])
  expect(electron.journal.indexOf('sandbox')).toBe(0)
  expect(naming('src/main/**/*.ts', /appendSwitch\(/)).toEqual([])
})

it('5. refuses every permission but Copy, and that to everybody but its own page', () => {
  const wanted = ['media', 'geolocation', 'notifications', 'midi', 'hid', 'serial', 'usb', 'clipboard-read']
  for (const one of wanted) {
    expect(checkPermission(null, one, 'app://chatapp/')).toBe(false)
    expect(granted(one, 'app://chatapp/')).toBe(false)
  }
  expect(checkPermission(null, 'clipboard-sanitized-write', 'app://chatapp/')).toBe(true)
  expect(granted('clipboard-sanitized-write', 'https://evil.example/')).toBe(false)
})

it('6. leaves web security on', () => {
  for (const one of preferences()) expect(one.webSecurity ?? true).toBe(true)
})

it('7. sends a content security policy with every answer, which allows neither inline code nor another host', async () => {
  const answers = await Promise.all(
    [
      'app://chatapp/',
      'app://chatapp/nothing-here',
      'app://elsewhere/',
      'app://chatapp/keys?ticket=none'
    ].map((url) => page(url))
  )

  for (const { headers } of answers) {
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).not.toMatch(/script-src[^;]*(unsafe-inline|unsafe-eval|https?:|\*)/)
    expect(policy).not.toContain('unsafe-eval')
  }
})

it('8. runs no insecure content in a secure page', () => {
  for (const one of preferences()) expect(one.allowRunningInsecureContent ?? false).toBe(false)
})

it('9. turns no experimental feature on', () => {
  for (const one of preferences()) expect(one.experimentalFeatures ?? false).toBe(false)
})

it('10. turns no Blink feature on', () => {
  for (const one of preferences()) expect(one.enableBlinkFeatures).toBeUndefined()
  expect(naming('src/main/**/*.ts', /enable-?blink-?features/i)).toEqual([])
})

it('11. has no <webview>, so none that opens windows', () => {
  for (const one of preferences()) expect(one.webviewTag ?? false).toBe(false)
  expect(naming('out/renderer/**/*.{html,js}', /<webview|allowpopups/i)).toEqual([])
})

it('12. attaches no <webview>, whatever its options', () => {
  inEveryWindow((window) => expect(stops(window, 'will-attach-webview', {})).toBe(true))
})

it('13. goes nowhere: no navigation, no redirect, no frame', () => {
  inEveryWindow((window) => {
    for (const url of ['https://evil.example/', 'file:///etc/passwd', 'app://elsewhere/', 'about:blank'])
      expect(stops(window, 'will-navigate', { url })).toBe(true)
    expect(stops(window, 'will-redirect', { url: 'app://chatapp/' })).toBe(true)
    expect(stops(window, 'will-frame-navigate', { url: 'app://chatapp/', isMainFrame: false })).toBe(true)
  })
})

it('14. opens no window for a page', () => {
  inEveryWindow((window) => {
    for (const url of ['https://example.org/', 'app://chatapp/', 'about:blank'])
      expect(window.webContents.openHandler({ url })).toEqual({ action: 'deny' })
  })
})

it('15. hands nothing to the system but web and mail addresses, by one opener', () => {
  const before = electron.journal.length
  inEveryWindow((window) => {
    for (const url of [
      'file:///etc/passwd',
      'smb://server/share',
      'ms-msdt:/id',
      'javascript:alert(1)',
      'app://x/'
    ])
      window.webContents.openHandler({ url })
  })

  expect(electron.journal.slice(before).filter((entry) => entry.startsWith('open '))).toEqual([])
  expect(naming('src/{main,preload}/**/*.ts', /\.openExternal\(|\.openPath\(|\.showItemInFolder\(/)).toEqual([
    'src/main/open-outside.ts'
  ])
})

it('16. runs on one Electron, pinned, that is looked after every week', () => {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as never
  const { devDependencies } = read('package.json') as { devDependencies: { electron: string } }
  const { packages } = read('package-lock.json') as { packages: Record<string, { version?: string }> }

  expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
  expect(packages['node_modules/electron']?.version).toBe(devDependencies.electron)
  expect(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')).toMatch(
    /package-ecosystem: npm\n[^]*interval: weekly/
  )
})

it('17. answers its own page alone: no frame in it, no other window, no other origin, no destroyed frame', async () => {
  const { mainFrame } = main().webContents
  const foreign = [
    { sender: {} },
    { senderFrame: null },
    { senderFrame: { ...mainFrame, parent: mainFrame } },
    { senderFrame: { parent: null, origin: 'https://evil.example' } },
    { sender: electron.BrowserWindow.opened[1]?.webContents }
  ]

  for (const fields of foreign)
    expect(await call('app.info', undefined, sender(fields))).toMatchObject({
      ok: false,
      error: { code: 'forbidden' }
    })
  expect(await call('app.info')).toMatchObject({ ok: true })
  expect(naming('src/main/**/*.ts', /ipcMain\.(on|once|handleOnce)\(/)).toEqual([])
})

it('18. loads nothing by file:, which it has a scheme of its own for', () => {
  expect(naming('src/main/**/*.ts', /\.loadFile\(|loadURL\([^)]*file:/)).toEqual([])
  for (const { privileges } of schemes) {
    expect(privileges?.bypassCSP ?? false).toBe(false)
    expect(privileges?.allowServiceWorkers ?? false).toBe(false)
  }
})

it('19. has its fuses written, and they read as they should', async () => {
  const requireFrom = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
  const { getConfig } = requireFrom('app-builder-lib/out/util/config/config') as {
    getConfig: (projectDir: string, file: string, override: null) => Promise<Configuration>
  }
  const wanted = (await getConfig(root, 'electron-builder.yml', null)).electronFuses ?? {}
  const file = join(temporaryFolder(), 'electron')
  const shipped = [
    Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('101100011')
  ]
  writeFileSync(file, Buffer.concat([Buffer.alloc(100), ...shipped, Buffer.alloc(100)]))

  await flipFuses(file, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: wanted.runAsNode ?? true,
    [FuseV1Options.EnableCookieEncryption]: wanted.enableCookieEncryption ?? false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: wanted.enableNodeOptionsEnvironmentVariable ?? true,
    [FuseV1Options.EnableNodeCliInspectArguments]: wanted.enableNodeCliInspectArguments ?? true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]:
      wanted.enableEmbeddedAsarIntegrityValidation ?? false,
    [FuseV1Options.OnlyLoadAppFromAsar]: wanted.onlyLoadAppFromAsar ?? false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: wanted.loadBrowserProcessSpecificV8Snapshot ?? true,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: wanted.grantFileProtocolExtraPrivileges ?? true
  })

  const { DISABLE, ENABLE } = FuseState
  expect(await getCurrentFuseWire(file)).toMatchObject({
    [FuseV1Options.RunAsNode]: DISABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: DISABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: ENABLE,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: DISABLE,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: DISABLE
  })
})

it('20. shows the page one object of functions, and nothing of Electron, not even an event', async () => {
  const exposed: Record<string, Record<string, (...args: never[]) => unknown>> = {}
  const heard: unknown[][] = []
  const events = new EventEmitter()
  const fake = {
    contextBridge: { exposeInMainWorld: (name: string, api: never) => (exposed[name] = api) },
    ipcRenderer: {
      on: (channel: string, listener: (...given: unknown[]) => void) => events.on(channel, listener),
      invoke: async (...given: unknown[]) => given
    }
  }
  const asked: string[] = []
  runInNewContext(readFileSync(join(root, 'out/preload/index.cjs'), 'utf8'), {
    require: (name: string) => (asked.push(name), fake),
    exports: {},
    module: { exports: {} }
  })

  expect(asked).toEqual(['electron'])
  expect(Object.keys(exposed)).toEqual(['chatapp'])
  for (const value of Object.values(exposed['chatapp'] ?? {})) expect(typeof value).toBe('function')
  exposed['chatapp']?.['on']?.(
    'message.changed' as never,
    ((...given: unknown[]) => heard.push(given)) as never
  )
  events.emit('chatapp:events', { sender: 'the whole of IPC' }, [['message.changed', { id: 'a' }]])
  expect(heard).toEqual([[{ id: 'a' }]])
  // The channel is the preload's own choice, whatever the page passes.
  expect(await exposed['chatapp']?.['call']?.('app.info' as never, {} as never)).toEqual([
    'chatapp:call',
    'app.info',
    {}
  ])
})
