import type { ElectronApplication, Page } from '@playwright/test'
import { expect } from '@playwright/test'
import { send, shoot, startAgain, test } from './electron-app'

/** A call of the page's own host. */
const call = (page: Page, name: string, input?: object) =>
  page.evaluate(
    async ([called, given]) => {
      type Host = { call: (name: string, input?: object) => Promise<{ ok: boolean; value: unknown }> }
      const answer = await (Reflect.get(window, 'chatapp') as Host).call(called, given)
      if (!answer.ok) throw new Error(JSON.stringify(answer))
      return answer.value
    },
    [name, input] as const
  )
const newChat = async (page: Page, title: string): Promise<string> =>
  ((await call(page, 'conversations.create', { title })) as { id: string }).id

/** Chooses an entry of the application menu, as a click on it does. */
const choose = (app: ElectronApplication, id: string): Promise<void> =>
  app.evaluate(({ Menu }, wanted) => Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click(), id)

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true })

test('a choice in the menu reaches the page, and a key that both have does its work once', async ({
  app,
  page
}) => {
  const chats = page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem')
  const before = await chats.count()

  await page.keyboard.press('Control+n')
  await expect(chats).toHaveCount(before + 1)
  await choose(app, 'settings')
  await expect(heading(page, 'Settings')).toBeVisible()
  await choose(app, 'search')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await choose(app, 'shortcuts')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()

  await expect(chats).toHaveCount(before + 1)
})

test('the menus speak the language that is chosen in the window, at once', async ({ app, page }) => {
  const titles = () =>
    app.evaluate(({ Menu }) => (Menu.getApplicationMenu()?.items ?? []).map(({ label }) => label))
  expect((await titles()).slice(0, 3)).toEqual(['&File', '&Edit', '&View'])

  await call(page, 'settings.set', { language: 'de' })

  await expect.poll(titles).toEqual(['&Datei', '&Bearbeiten', '&Ansicht', 'Fenster', 'Hilfe'])
  await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeVisible()
  await choose(app, 'settings')
  await expect(heading(page, 'Einstellungen')).toBeVisible()
})

test('a second start with a link brings up what it leads to, into a room once that is confirmed, and says of a bad one why not', async ({
  app,
  page,
  dataDir
}) => {
  const id = await newChat(page, 'Linked')
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())

  expect(await startAgain(['--data-dir', dataDir, `chatapp://chat/${id}`])).toMatchObject({ code: 0 })
  await expect(heading(page, 'Linked')).toBeVisible()
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized())).toBe(
    false
  )

  for (const [link, words] of [
    ['chatapp://chat/nobody', 'not, or no longer, in this profile'],
    ['chatapp://join/', 'does not know this kind of link'],
    [`chatapp://chat/${'a'.repeat(10_000)}`, '10,015 characters'],
    ['chatapp://chat/%2e%2e%2fetc', 'does not know this kind of link']
  ] as const) {
    await startAgain(['--data-dir', dataDir, link])
    await expect(page.getByRole('alert').filter({ hasText: words })).toBeVisible()
    await page.getByRole('button', { name: 'Close this notice' }).click()
  }
  await send(page, 'still here')

  const asAnn = (...words: string[]) => startAgain([...words, '--profile', 'ann', '--data-dir', dataDir])
  expect(await asAnn('rooms', 'create', 'Harbour')).toMatchObject({ code: 0 })
  const { out } = await asAnn('rooms', 'invite', 'Harbour', '--json')
  await startAgain(['--data-dir', dataDir, (JSON.parse(out) as { link: string }).link])
  const question = page.getByRole('dialog', { name: 'Join a room' })
  await question.getByRole('textbox', { name: 'How are you called here?' }).fill('Ben')
  await question.getByRole('button', { name: 'That is me' }).click()
  await expect(question).toContainText('You join on the local backend, as Ben.', { timeout: 20_000 })
  await expect(page.getByRole('navigation', { name: 'Chats' }).getByText('Harbour')).toHaveCount(0)
  await question.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(heading(page, 'Harbour')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('log')).toContainText('Ben joined')
})

test('a first start with a link opens what it leads to', async ({ app, page, launch }) => {
  const id = await newChat(page, 'Linked')
  await app.close()

  const again = await launch(`chatapp://chat/${id}`, '--profile=other')

  await expect(heading(await again.firstWindow(), 'Linked')).toBeVisible()
})

test('a right click offers what can be done there', async ({ app, page }) => {
  await send(page, 'see https://example.org/page for more')
  const shown = await app.evaluateHandle(({ Menu }) => {
    const labels: string[][] = []
    const build = Menu.buildFromTemplate.bind(Menu)
    Menu.buildFromTemplate = (entries) => {
      labels.push(entries.map(({ label, role, type }) => String(label ?? role ?? type)))
      const menu = build(entries)
      menu.popup = () => {}
      return menu
    }
    return labels
  })
  const last = () => shown.evaluate((labels) => labels.at(-1))

  await page.getByRole('textbox', { name: 'Message' }).click({ button: 'right' })
  await expect
    .poll(last)
    .toEqual(
      ['cut', 'copy', 'paste', 'selectall'].map((role) => expect.stringMatching(new RegExp(role, 'i')))
    )
  await page.getByRole('link', { name: 'https://example.org/page' }).first().click({ button: 'right' })
  await expect.poll(last).toEqual(['Copy Link', 'separator', 'Copy Message', 'Copy Link to Message'])
})

test('the window goes to the tray when that was chosen, and comes back with the next start', async ({
  app,
  page,
  dataDir
}) => {
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = (...given: unknown[]) => {
      Reflect.set(dialog, 'told', [
        ...((Reflect.get(dialog, 'told') as unknown[] | undefined) ?? []),
        given.at(-1)
      ])
      return Promise.resolve({ response: 0, checkboxChecked: false })
    }
  })
  const visible = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
  const close = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await choose(app, 'settings')
  await page.getByText('Keeps it in the tray').click()
  await expect.poll(() => call(page, 'desktop.get')).toMatchObject({ closeToTray: true })
  await shoot('6-this-computer')

  await close()
  await expect.poll(visible).toBe(false)
  await startAgain(['--data-dir', dataDir])
  await expect.poll(visible).toBe(true)
  await close()
  await expect.poll(visible).toBe(false)

  expect(await app.evaluate(({ dialog }) => Reflect.get(dialog, 'told'))).toMatchObject([
    { message: 'ChatAPP stays in the tray' }
  ])
  const ended = new Promise((done) => app.process().once('exit', done))
  void app.evaluate(({ app: main }) => main.quit()).catch(() => {})
  expect(await ended).toBe(0)
})

test('a chat has a window of its own, which hears everything and closes with its chat', async ({
  app,
  page
}) => {
  const id = await newChat(page, 'Aside')
  await page.getByRole('navigation', { name: 'Chats' }).getByText('Aside').click()
  const opened = app.waitForEvent('window')
  await choose(app, 'own-window')
  const own = await opened

  await expect(heading(own, 'Aside')).toBeVisible()
  await send(own, 'from its own window')
  await expect(page.getByRole('log')).toContainText('from its own window')
  await expect(own.getByRole('navigation', { name: 'Chats' })).toHaveCount(0)
  await expect.poll(() => own.title()).toContain('Aside')
  await shoot('7-own-window')
  await choose(app, 'own-window')
  expect(app.windows()).toHaveLength(2)

  const closed = own.waitForEvent('close')
  await call(page, 'conversations.delete', { id })
  await closed
})

test('an end that nobody asked for is said at the next start, with what is safe', async ({
  app,
  page,
  launch
}) => {
  await send(page, 'before the end')
  const child = app.process()
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGKILL')
  await ended

  const next = await (await launch()).firstWindow()

  await expect(next.getByRole('status').filter({ hasText: 'ChatAPP closed unexpectedly' })).toBeVisible({
    timeout: 20_000
  })
  await shoot('8-closed-unexpectedly')
})

test('safe mode has a window that works, without tray and without a remembered place', async ({ launch }) => {
  const app = await launch('--safe-mode')
  const page = await app.firstWindow()

  await send(page, 'safely')

  expect(await call(page, 'desktop.get')).toMatchObject({ closeToTray: null })
  await expect
    .poll(() => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle()))
    .toMatch(/\(safe mode\)$/)
})

test('a computer that woke tries at once what waits', async ({ app, page }) => {
  await send(page, 'before sleep')

  await app.evaluate(({ powerMonitor }) => powerMonitor.emit('resume'))

  await send(page, 'after sleep')
})

test('a reply that nobody looks at is announced by the system, and a click opens it', async ({
  app,
  page
}) => {
  const id = await newChat(page, 'Elsewhere')
  // No system shows notifications here: what it would be asked for is kept, and clicked by the test.
  await app.evaluate(({ Notification }) => {
    const kept: Electron.Notification[] = []
    Reflect.set(globalThis, 'kept', kept)
    Notification.prototype.show = function () {
      kept.push(this)
    }
  })
  const announced = (): Promise<string[]> =>
    app.evaluate(() =>
      (Reflect.get(globalThis, 'kept') as Electron.Notification[]).map(
        ({ title, body }) => `${title}: ${body}`
      )
    )

  await send(page, 'seen at once')
  await call(page, 'chat.send', { conversationId: id, text: '/echo over here' })

  await expect.poll(announced, { timeout: 20_000 }).toEqual(['Elsewhere: over here'])
  await app.evaluate(() => (Reflect.get(globalThis, 'kept') as Electron.Notification[])[0]?.emit('click'))
  await expect(heading(page, 'Elsewhere')).toBeVisible()
  await expect(page.getByRole('log')).toContainText('over here')
})
