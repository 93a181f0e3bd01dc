import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, expect, test, type ElectronApplication } from '@playwright/test'
import { findElectron } from '../scripts/electron-binary.mjs'

const root = resolve(import.meta.dirname, '..')
const executablePath = findElectron(root)
const { DISPLAY, WAYLAND_DISPLAY } = process.env
const hasDisplay = process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY)

const missing = !executablePath
  ? 'no Electron binary is here'
  : hasDisplay
    ? null
    : 'there is no display for its window'

test.skip(missing !== null, `The Electron test did not run: ${missing}.`)
// The list reporter keeps the reasons of skipped tests to itself; workers load this file again and stay silent.
if (missing && !process.env['TEST_WORKER_INDEX']) console.warn(`The Electron test did not run: ${missing}.`)

let dataDir: string
let app: ElectronApplication

test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chatapp-electron-'))
  app = await launch()
})
test.afterEach(async () => {
  await app.close()
  await rm(dataDir, { recursive: true, maxRetries: 5 })
})

/** Starts the window on the test's own data folder. */
const launch = (): Promise<ElectronApplication> =>
  _electron.launch({
    ...(executablePath ? { executablePath } : {}),
    // Chromium's sandbox does not run as root, which is what a container gives us.
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, '--data-dir', dataDir]
  })

test('a message sent in the window is answered, and is still there in the next window', async () => {
  const first = await app.firstWindow()
  await first.getByRole('textbox', { name: 'Message' }).fill('hello from the window')
  await first.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(first.getByRole('log')).toContainText('Received')

  await app.close()
  app = await launch()

  const second = await app.firstWindow()
  await expect(second.getByRole('log')).toContainText('hello from the window')
})

test('the page has one object of the app, and nothing of Node or Electron', async () => {
  const page = await app.firstWindow()

  const seen = await page.evaluate(() => ({
    host: Object.keys(Reflect.get(window, 'chatapp') as object).toSorted(),
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    address: location.href
  }))

  expect(seen).toEqual({ host: ['call', 'on', 'onLink', 'saved'], node: [], address: 'app://chatapp/' })
})

test('the page cannot leave, open windows or ask for files outside the list', async () => {
  const page = await app.firstWindow()

  const outcome = await page.evaluate(async () => ({
    opened: window.open('file:///') === null,
    file: await fetch('app://chatapp/..%2f..%2fpackage.json').then(({ status }) => status)
  }))
  await page.evaluate(() => {
    location.href = 'file:///'
  })

  expect(outcome).toEqual({ opened: true, file: 404 })
  expect(page.url()).toBe('app://chatapp/')
  expect(app.windows()).toHaveLength(1)
})
