import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { send, test } from './electron-app'

/** Makes a call of the page's own. */
const call = (page: Page, name: string, input: object): Promise<unknown> =>
  page.evaluate(
    ([called, given]) => {
      const host = Reflect.get(window, 'chatapp') as {
        call: (name: string, input: object) => Promise<unknown>
      }
      return host.call(called, given)
    },
    [name, input] as const
  )

async function keyWindow(app: ElectronApplication, page: Page): Promise<Page> {
  const opened = app.waitForEvent('window')
  await call(page, 'aws.enterKeys', { backendId: crypto.randomUUID() })
  const keys = await opened
  await keys.waitForLoadState()
  return keys
}

/** Carries out what closes the page, which may be gone before the act itself has ended. */
async function closedBy(page: Page, act: () => Promise<void>): Promise<void> {
  const closed = page.waitForEvent('close')
  await act().catch((error: unknown) => {
    if (!page.isClosed()) throw error
  })
  await closed
}

test('the window for access keys closes at Cancel, at Escape, and gives way to the next', async ({
  app,
  page
}) => {
  const windows = (): number => app.windows().length
  const first = await keyWindow(app, page)
  await closedBy(first, () => first.getByRole('link', { name: 'Cancel' }).click())
  await expect.poll(windows).toBe(1)

  await keyWindow(app, page)
  // A key of the keyboard: what Playwright presses comes in behind Electron's look at the keys.
  await app.evaluate(({ BrowserWindow }) => {
    const [keys] = BrowserWindow.getAllWindows().filter((window) => window.getParentWindow())
    keys?.webContents.sendInputEvent({ type: 'keyDown', keyCode: 'Escape' })
  })
  await expect.poll(windows).toBe(1)

  await keyWindow(app, page)
  const fourth = await keyWindow(app, page)
  await expect.poll(windows).toBe(2)
  await fourth.getByLabel('Access key ID').fill('AKIAABCDEFGHIJKLMNOP')
  await fourth.getByLabel('Secret access key').fill('abcdefghijklmnopqrstuvwxyz0123456789ABCD')
  await fourth.keyboard.press('Enter')
  await closedBy(fourth, () => fourth.getByRole('link', { name: 'Close' }).click())
  await expect.poll(windows).toBe(1)
})

test('the window for access keys and the dialog of an export speak the language that is chosen', async ({
  app,
  page
}) => {
  await send(page, 'kept')
  await call(page, 'settings.set', { language: 'de' })
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeVisible()
  const keys = await keyWindow(app, page)

  await expect(keys.getByRole('heading', { name: 'Zugriffsschlüssel' })).toBeVisible()
  await expect(keys.locator('html')).toHaveAttribute('lang', 'de')
  await expect(keys).toHaveTitle('Zugriffsschlüssel – ChatAPP')
  await keys.getByLabel('Zugriffsschlüssel-ID').fill('AKIAABCDEFGHIJKLMNOP')
  await keys.getByLabel('Geheimer Zugriffsschlüssel').fill('short')
  await keys.keyboard.press('Enter')
  await expect(keys.getByRole('alert')).toHaveText(
    'Geheimer Zugriffsschlüssel: Er ist zu kurz. Kopiere ihn noch einmal.'
  )
  await closedBy(keys, () => keys.getByRole('link', { name: 'Abbrechen' }).click())

  const dialog = app.evaluate(
    ({ session }) =>
      new Promise((resolve) =>
        session.defaultSession.once('will-download', (_event, item) => {
          resolve(item.getSaveDialogOptions())
          item.cancel()
        })
      )
  )
  await page.getByRole('button', { name: 'Einstellungen' }).click()
  await page.getByRole('button', { name: 'Alle Nachrichten exportieren' }).click()
  expect(await dialog).toMatchObject({
    title: 'Aus ChatAPP exportieren',
    filters: [{ name: 'JSON-Zeilen' }, { name: 'Alle Dateien' }]
  })
})

const outcome = (page: Page) => page.getByRole('status', { name: 'Export and import' })

async function exportAll(page: Page): Promise<void> {
  await send(page, 'kept')
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('button', { name: 'Export all messages' }).click()
}

test('an export is asked where to go, and said to be done once it is saved', async ({
  app,
  page,
  dataDir
}) => {
  const file = join(dataDir, 'export.jsonl')
  // The test answers the dialog.
  const dialog = app.evaluate(
    ({ session }, path) =>
      new Promise((resolve) =>
        session.defaultSession.once('will-download', (_event, item) => {
          resolve(item.getSaveDialogOptions())
          item.setSavePath(path)
        })
      ),
    file
  )
  await exportAll(page)

  await expect(outcome(page)).toHaveText('Exported 2 messages.')
  expect(readFileSync(file, 'utf8')).toContain('kept')
  expect(await dialog).toMatchObject({
    title: 'Export from ChatAPP',
    defaultPath: expect.stringMatching(/chatapp-default-messages-.*\.jsonl$/)
  })
})

test('an export that was cancelled, or could not be written, is not said to be done', async ({
  app,
  page
}) => {
  await app.evaluate(
    ({ session }) =>
      void session.defaultSession.once('will-download', (_event, item) =>
        setTimeout(() => item.cancel(), 100)
      )
  )
  await exportAll(page)
  await expect(outcome(page)).toHaveText('The export was cancelled. No file was saved.')

  await app.evaluate(
    ({ session }) =>
      void session.defaultSession.once('will-download', (_event, item) =>
        item.setSavePath('/proc/no/export.jsonl')
      )
  )
  await page.getByRole('button', { name: 'Export all messages' }).click()
  await expect(page.getByRole('alert')).toContainText('The file could not be written.')
})

test('what Electron draws has the theme of the app', async ({ app, page }) => {
  const native = () =>
    app.evaluate(({ nativeTheme, BrowserWindow }) => ({
      dark: nativeTheme.shouldUseDarkColors,
      ground: BrowserWindow.getAllWindows()[0]?.getBackgroundColor().toLowerCase()
    }))
  const before = await native()

  await call(page, 'settings.set', { theme: 'dark' })

  await expect.poll(native).toEqual({ dark: true, ground: '#16171b' })
  expect(before).toEqual({ dark: false, ground: '#ffffff' })
})

test('no dictionary is fetched until spelling is to be checked', async ({ launch, dataDir }) => {
  test.skip(process.platform === 'darwin', 'macOS has dictionaries of its own')
  const log = join(dataDir, 'net.json')
  /** The dictionaries that a run has asked for, of a server that it cannot reach. */
  const fetchedBy = async (work: (page: Page) => Promise<unknown>): Promise<string[]> => {
    const app = await launch(`--log-net-log=${log}`, '--host-resolver-rules=MAP *.gvt1.com ~NOTFOUND')
    const page = await app.firstWindow()
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially('speling ')
    await work(page)
    await send(page, 'end')
    await app.close()
    return readFileSync(log, 'utf8').match(/[a-z-]+:\/\/[^"]*\.bdic/g) ?? []
  }

  expect(await fetchedBy(async () => {})).toEqual([])
  expect(await fetchedBy((page) => call(page, 'settings.set', { checkSpelling: true }))).toContainEqual(
    expect.stringMatching(/^https:\/\/redirector\.gvt1\.com\/.*\/en-us-[\d-]+\.bdic$/)
  )
})
