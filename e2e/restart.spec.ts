import { expect as anyExpect, test } from './app'

/** A busy computer may take its time to start the backend. */
const expect = anyExpect.configure({ timeout: 20_000 })

test('an open page finds ChatAPP when it runs again, asks for a fresh link, and comes back with it', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  const composer = page.getByRole('textbox', { name: 'Message' })
  await expect(composer).toBeVisible()

  await app.stop()
  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Not connected to ChatAPP')
  const link = await app.start()
  await expect(page.getByRole('heading', { name: 'Open ChatAPP again' })).toBeVisible()
  const second = await page.context().newPage()
  await second.goto(link)

  await expect(composer).toBeVisible()
  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online')
})

test('a menu whose code does not come costs the menu alone, and a press asks for it again', async ({
  app,
  page
}) => {
  await page.route('**/options-menu-*.js*', (route) => route.abort(), { times: 1 })
  await page.goto(await app.start())
  const options = page.getByRole('button', { name: 'Options for MessageProcessor' })
  await expect(options).toHaveAttribute('title', /could not be loaded/)
  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online')

  await options.click()
  await expect(options).not.toHaveAttribute('title', /could not be loaded/)
  await options.click()
  await expect(page.getByRole('menuitem', { name: 'Rename…' })).toBeVisible()
})
