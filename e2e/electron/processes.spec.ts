import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { expect } from '@playwright/test'
import { newFolder, pidOf, send, setting, shoot, startAgain, startFolder, test } from './electron-app'

test('the window, light and dark, and its settings', async ({ page }) => {
  await send(page, 'hello **real Electron**')
  await shoot('1-window')
  await page.getByRole('button', { name: 'Settings' }).click()
  await shoot('2-settings')
  await page.getByText('Dark', { exact: true }).click()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  await shoot('3-dark')
})

test("the page's process is in Chromium's sandbox", async ({ app, page }) => {
  test.skip(!setting.sandbox, 'this system allows no sandbox')
  test.skip(process.platform !== 'linux', 'read from /proc')
  await expect(page.getByRole('log')).toBeVisible()

  const status = readFileSync(`/proc/${await pidOf(app, 'page')}/status`, 'utf8')

  // Filtered system calls, and a process number space of its own.
  expect(status).toMatch(/^Seccomp:\s+2$/m)
  expect(status).toMatch(/^NSpid:\s+\d+\s+\d+/m)
})

test('the local backend is killed: the next message is answered all the same', async ({ app, page }) => {
  await send(page, 'one')
  const pid = await pidOf(app, 'backend')
  expect(pid).toBeGreaterThan(0)

  process.kill(pid ?? 0, 'SIGKILL')

  await expect.poll(() => pidOf(app, 'backend'), { timeout: 20_000 }).not.toBe(pid)
  await send(page, 'four')
})

test('the page is killed: it is loaded again and says so', async ({ app, page }) => {
  await send(page, 'kept')

  process.kill((await pidOf(app, 'page')) ?? 0, 'SIGKILL')

  // Asked of a page that is dead, executeJavaScript never answers; so each question has a second.
  const text = (): Promise<string> =>
    app.evaluate(async ({ BrowserWindow }) => {
      const answer = BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.querySelector("[role=log]")?.innerText ?? ""'
      )
      return await Promise.race([answer, new Promise((done) => setTimeout(done, 1000, 'no answer'))])
    })
  await expect.poll(text, { timeout: 20_000 }).toContain('kept')
  await shoot('4-page-killed')
})

test('the page may write to the clipboard, and gets no other permission', async ({ page }) => {
  const outcome = await page.evaluate(async () => ({
    write: await navigator.clipboard.writeText('x').then(() => 'ok', String),
    read: await navigator.clipboard.readText().then(
      () => 'ok',
      ({ name }) => name
    ),
    notify: await Notification.requestPermission(),
    place: await new Promise((done) =>
      navigator.geolocation.getCurrentPosition(
        () => done('ok'),
        ({ code }) => done(code)
      )
    )
  }))

  expect(outcome).toEqual({ write: 'ok', read: 'NotAllowedError', notify: 'denied', place: 1 })
})

test('a second start gives way to the window that is open', async ({ page, dataDir }) => {
  const second = await startAgain(['--data-dir', dataDir])

  expect(second).toMatchObject({ code: 0, err: expect.stringContaining('open already') })
  await send(page, 'still here')
})

test('the window for access keys takes typed keys', async ({ app, page }) => {
  const opened = app.waitForEvent('window')
  await page.evaluate(() =>
    (Reflect.get(window, 'chatapp') as { call: (name: string, input: object) => Promise<unknown> }).call(
      'aws.enterKeys',
      { backendId: crypto.randomUUID() }
    )
  )
  const keys = await opened
  await keys.waitForLoadState()
  expect(keys.url()).toContain('app://chatapp/keys?ticket=')

  await keys.getByLabel('Access key ID').fill('AKIAABCDEFGHIJKLMNOP')
  await keys.getByLabel('Secret access key').fill('abcdefghijklmnopqrstuvwxyz0123456789ABCD')
  await shoot('5-access-keys')
  await keys.keyboard.press('Enter')

  await expect(keys.getByRole('heading', { name: 'The keys are taken' })).toBeVisible()
})

test('damaged program files are said to be damaged, and touch no data', async ({ dataDir }) => {
  const folder = newFolder()
  const damaged = join(folder, 'app')
  cpSync(setting.app, damaged, { recursive: true, filter: (path) => !/node_modules$|\.git$/.test(path) })
  const entry = join(damaged, 'out', 'main', 'index.js')
  const whole = readFileSync(entry)
  writeFileSync(entry, whole.subarray(0, whole.length / 2))

  const app = startFolder(damaged, ['--data-dir', dataDir])
  const said = await new Promise<string>((found) => {
    let text = ''
    app.stderr.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('not touched')) found(text)
    })
  })
  await shoot('6-damaged')
  app.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })

  expect(said).toContain('ChatAPP cannot start: Its program files are damaged or were changed')
  expect(readdirSync(dataDir)).toEqual([])
})

test('a data folder that cannot be written to is said to be so, and is not touched', async ({ dataDir }) => {
  chmodSync(dataDir, 0o500)

  const app = startFolder(setting.app, ['--data-dir', dataDir])
  const said = await new Promise<string>((found) => {
    let text = ''
    app.stderr.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('ChatAPP cannot start')) found(text)
    })
  })
  app.kill('SIGKILL')

  expect(said).toContain(dataDir)
  expect(readdirSync(dataDir)).toEqual([])
  chmodSync(dataDir, 0o700)
})

test('two profiles have a window each, and neither gives way to the other', async ({ page, launch }) => {
  const other = await (await launch('--profile', 'two')).firstWindow()

  await send(page, 'of the first profile')
  await send(other, 'of the second one')

  await expect(page.getByRole('log')).not.toContainText('of the second one')
  await expect(other.getByRole('log')).not.toContainText('of the first profile')
})

const ways: readonly (readonly [how: string, stop: (app: ElectronApplication) => unknown])[] = [
  ['SIGTERM', (app) => app.process().kill('SIGTERM')],
  ['SIGINT', (app) => app.process().kill('SIGINT')],
  [
    'closing the window',
    (app) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  ],
  [
    'Ctrl+Q',
    // Playwright's own keys end in the page; these go on to the menu, as those of a keyboard do.
    (app) =>
      app.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows()
        const modifiers: 'meta'[] | 'control'[] = process.platform === 'darwin' ? ['meta'] : ['control']
        for (const type of ['keyDown', 'char', 'keyUp'] as const)
          window?.webContents.sendInputEvent({ type, keyCode: 'Q', modifiers })
      })
  ],
  ['Ctrl+Q on the screen’s own keyboard', () => execFileSync('xdotool', ['key', 'ctrl+q'])]
]
const hasKeyboard = setting.screen !== null && spawnSync('xdotool', ['version']).status === 0
for (const [how, stop] of ways) {
  test(`${how} ends every process with code 0`, async ({ app, page }) => {
    test.skip(how.endsWith('keyboard') && !hasKeyboard, 'xdotool, which presses its keys, is not here')
    await send(page, 'last')
    const backend = await pidOf(app, 'backend')
    const child = app.process()
    const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)))

    void Promise.resolve(stop(app)).catch(() => {})

    expect(await ended).toBe(0)
    await expect.poll(() => isAlive(backend), { timeout: 5000 }).toBe(false)
  })
}

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0)
  } catch {
    return false
  }
}
