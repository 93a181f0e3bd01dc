import { expect, test } from './app'

test('a newcomer types a message, sees the reply, reloads, and it is still there', async ({ app, page }) => {
  await page.goto(await app.start())
  const composer = page.getByRole('region', { name: 'Send' }).getByRole('textbox', { name: 'Message' })
  const log = page.getByRole('region', { name: 'Receive' }).getByRole('log')
  await expect(composer).toBeFocused()
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled()

  await composer.fill('/echo hello from the window 👩‍👩‍👧‍👦')
  await page.getByRole('button', { name: 'Send', exact: true }).click()

  await expect(log.getByText('hello from the window 👩‍👩‍👧‍👦', { exact: true })).toBeVisible()
  await expect(composer).toHaveValue('')
  expect(new URL(page.url()).search).toBe('')

  await composer.fill('half a thought')

  await page.reload()

  await expect(log.getByText('hello from the window 👩‍👩‍👧‍👦', { exact: true })).toBeVisible()
  await expect(composer).toHaveValue('half a thought')
})

test('a suggestion chip sends at once and MessageProcessor answers', async ({ app, page }) => {
  await page.goto(await app.start())

  await page.getByRole('button', { name: '/help' }).click()

  await expect(page.getByRole('log')).toContainText('/remind')
})

test('what is sent from the command line shows in the open window, and both have the reply', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('local')

  const sent = await app.cli(['send', '--json', '/echo from the terminal'])

  expect(sent).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(sent.stdout)).toEqual({
    id: expect.any(String),
    conversationId: 'processor',
    text: '/echo from the terminal',
    status: 'answered',
    reply: { id: expect.any(String), text: 'from the terminal', kind: 'reply' },
    roundTripMs: expect.any(Number)
  })
  await expect(page.getByRole('log').getByText('from the terminal', { exact: true })).toBeVisible()
})

test('a host that was killed loses nothing', async ({ app, page }) => {
  await page.goto(await app.start())
  await page.getByRole('textbox', { name: 'Message' }).fill('/echo survivor')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log').getByText('survivor', { exact: true })).toBeVisible()

  await app.kill()
  await page.goto(await app.start())

  await expect(page.getByRole('log').getByText('survivor', { exact: true })).toBeVisible()
})

test('a message sent in one browser shows in another one with the same profile, with its reply', async ({
  app,
  page,
  browser
}) => {
  await page.goto(await app.start())
  const { stdout: secondLink } = await app.cli(['open'])
  const context = await browser.newContext()
  const other = await context.newPage()
  await other.goto(secondLink.trim())
  await expect(other.getByRole('status', { name: 'Connection' })).toContainText('Online')

  await page.getByRole('textbox', { name: 'Message' }).fill('/echo to both windows')
  await page.keyboard.press('Enter')

  for (const window of [page, other]) {
    const log = window.getByRole('region', { name: 'Receive' }).getByRole('log')
    await expect(log.getByText('/echo to both windows', { exact: true })).toBeVisible()
    await expect(log.getByText('to both windows', { exact: true })).toBeVisible()
  }
  await context.close()
})
