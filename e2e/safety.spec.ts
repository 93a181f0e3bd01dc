import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect as anyExpect, test } from './app'

/** A busy computer may take its time to start the backend; what is promised in time says so itself. */
const expect = anyExpect.configure({ timeout: 20_000 })

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const log = (page: Page) => page.getByRole('region', { name: 'Receive' }).getByRole('log')
const data = (page: Page) => page.getByRole('region', { name: 'Your data' })

async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await page.keyboard.press('Enter')
}

const openSettings = async (page: Page): Promise<void> =>
  await page.getByRole('button', { name: 'Settings' }).click()

/** Exports everything of the open page; resolves to where the file is. */
async function exportAll(page: Page, folder: string): Promise<string> {
  await openSettings(page)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    data(page).getByRole('button', { name: 'Export all messages' }).click()
  ])
  const path = join(folder, download.suggestedFilename())
  await download.saveAs(path)
  return path
}

async function chooseImport(page: Page, path: string): Promise<void> {
  await openSettings(page)
  await data(page).getByLabel('File to import').setInputFiles(path)
}

async function importFile(page: Page, path: string): Promise<void> {
  await chooseImport(page, path)
  await data(page).getByRole('button', { name: 'Import', exact: true }).click()
}

test('a damaged database is set aside, ChatAPP starts, and says where the copy is', async ({ app, page }) => {
  await page.goto(await app.start())
  await send(page, '/echo before the damage')
  await expect(log(page).getByText('before the damage', { exact: true })).toBeVisible()
  await app.stop()
  const folder = join(app.home, 'profiles', 'default')
  await writeFile(join(folder, 'chatapp.sqlite'), 'garbage '.repeat(10_000))

  await page.goto(await app.start())

  const notice = page.getByRole('region', { name: 'Notices' }).getByRole('alert')
  await expect(notice).toContainText('damaged')
  const backups = (await readdir(folder)).filter((name) => /^chatapp\.sqlite.+/.test(name))
  const [backup] = backups.filter((name) => !/-(wal|shm)$/.test(name))
  expect(backup).toBeDefined()
  await expect(notice).toContainText(backup ?? '')
  expect(await readFile(join(folder, backup ?? ''), 'utf8')).toContain('garbage garbage')
  await send(page, '/echo after the damage')
  await expect(log(page).getByText('after the damage', { exact: true })).toBeVisible()

  await notice.getByRole('button', { name: 'Dismiss this notice' }).click()

  await expect(notice).toHaveCount(0)
})

test('an export of one profile shows its messages in another', async ({ app, page }, info) => {
  await page.goto(await app.start())
  await send(page, '/echo carried over 👩‍👩‍👧‍👦')
  await expect(log(page).getByText('carried over 👩‍👩‍👧‍👦', { exact: true })).toBeVisible()
  const path = await exportAll(page, info.outputDir)
  await expect(page.getByRole('status', { name: 'Export and import' })).toHaveText('Exported 2 messages.')
  await app.stop()

  await page.goto(await app.start('--profile', 'two'))
  await importFile(page, path)

  const outcome = page.getByRole('status', { name: 'Export and import' })
  await expect(outcome).toHaveText('Imported 2 messages, 0 chats.')
  await page.getByRole('navigation', { name: 'Chats' }).getByText('MessageProcessor').click()
  await expect(log(page).getByText('carried over 👩‍👩‍👧‍👦', { exact: true })).toBeVisible()
  await importFile(page, path)
  await expect(outcome).toHaveText('Imported 0 messages, 0 chats; 2 were there already.')
})

test('the largest message there is survives export and import', async ({ app, page }, info) => {
  await page.goto(await app.start())
  const quotes = '"'.repeat(500_000)
  await composer(page).fill(quotes)
  await page.keyboard.press('Enter')
  await expect(log(page).getByRole('article', { name: /, answered$/ })).toBeVisible()
  const path = await exportAll(page, info.outputDir)
  await app.stop()

  await page.goto(await app.start('--profile', 'two'))
  await importFile(page, path)

  await expect(page.getByRole('status', { name: 'Export and import' })).toContainText('Imported 2 messages')
})

test('a damaged import is refused whole, and says which line it is', async ({ app, page }, info) => {
  await page.goto(await app.start())
  await send(page, '/echo whole')
  await expect(log(page).getByText('whole', { exact: true })).toBeVisible()
  const path = await exportAll(page, info.outputDir)
  await app.stop()
  const lines = (await readFile(path, 'utf8')).split('\n')
  await writeFile(path, [...lines.slice(0, 3), (lines[3] ?? '').slice(0, 40)].join('\n'))

  await page.goto(await app.start('--profile', 'two'))
  await chooseImport(page, path)

  const alert = data(page).getByRole('alert')
  await expect(alert).toContainText('Nothing was imported')
  await expect(alert).toContainText('Line 4 of the file is damaged: it is not JSON. Nothing was changed.')
  await page.getByRole('navigation', { name: 'Chats' }).getByText('MessageProcessor').click()
  await expect(page.getByRole('button', { name: '/help' })).toBeVisible()
})

test('a message that cannot be processed says so, with its cause, within 30 seconds', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online')

  await send(page, '/fail the flux is low')

  const error = log(page).getByRole('article', { name: 'Error from MessageProcessor' })
  await expect(error).toContainText(/failed after 5 attempts/i, { timeout: 30_000 })
  await expect(error).toContainText('the flux is low')
  await expect(log(page).getByText('Not processed.')).toBeVisible()
})

test('a message written offline waits with its reason and is answered by itself afterwards', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await openSettings(page)
  await page.getByRole('button', { name: 'Fault lab', exact: true }).click()
  const offline = page.getByRole('switch', { name: 'Offline' })
  await offline.check()
  const mark = page.getByRole('button', { name: 'Fault lab on' })
  await expect(mark).toBeVisible()
  await page.getByRole('navigation', { name: 'Chats' }).getByText('MessageProcessor').click()

  await send(page, '/echo patient words')

  await expect(log(page).getByText('Offline.')).toBeVisible()
  await expect(log(page).getByRole('button', { name: 'Retry now' })).toBeVisible()
  await expect(page.getByRole('status', { name: 'Outbox' })).toContainText('1 waits now')
  await mark.click()
  await offline.uncheck()
  await page.getByRole('navigation', { name: 'Chats' }).getByText('MessageProcessor').click()

  await expect(log(page).getByText('patient words', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(mark).toHaveCount(0)
})
