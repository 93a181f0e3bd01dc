import { expect as anyExpect, test } from './app'

/** A busy computer may take its time to start the backend. */
const expect = anyExpect.configure({ timeout: 20_000 })

test('a part of the page that cannot be loaded leaves the rest, and Try again fetches it', async ({
  app,
  page
}) => {
  const asked: string[] = []
  let broken = true
  await page.route(/settings-view.*\.(js|css)/, async (route) => {
    asked.push(route.request().url())
    await (broken ? route.abort() : route.continue())
  })
  await page.goto(await app.start())
  await page.getByRole('button', { name: 'Settings' }).click()

  await expect(page.getByText('Settings could not be shown')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Settings could not be shown')).toBeVisible()

  broken = false
  const before = asked.length
  await page.getByRole('button', { name: 'Try again' }).click()

  await expect(page.getByRole('textbox', { name: 'Display name' })).toBeVisible()
  expect(asked.length).toBeGreaterThan(before)
  const radius = page.getByRole('textbox', { name: 'Display name' })
  await expect(radius).toHaveCSS('border-top-style', 'solid')
})

test('keys typed right after the first Ctrl+K reach the palette, and nothing is sent', async ({
  app,
  page
}) => {
  const { promise: release, resolve } = Promise.withResolvers<void>()
  await page.route(/dialogs-.*\.js/, async (route) => {
    await release
    await route.continue()
  })
  await page.goto(await app.start())
  const composer = page.getByRole('textbox', { name: 'Message' })
  await expect(composer).toBeFocused()

  await page.keyboard.press('Control+k')
  await page.keyboard.type('quex')
  await page.keyboard.press('Backspace')
  await page.keyboard.type('ues')
  await page.keyboard.press('Enter')
  await expect(composer).toHaveValue('')
  resolve()

  await expect(page.getByRole('heading', { name: 'Queues' })).toBeVisible()
  await page.getByRole('navigation', { name: 'Chats' }).getByText('MessageProcessor').click()
  await expect(page.getByRole('log').getByRole('article')).toHaveCount(0)
  await expect(composer).toHaveValue('')
})

test('a Ctrl+K at the very moment the page is loaded opens the palette', async ({ app, page }) => {
  await page.addInitScript(() =>
    document.addEventListener('DOMContentLoaded', () =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }))
    )
  )
  await page.goto(await app.start())
  await page.keyboard.type('settings')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('textbox', { name: 'Display name' })).toBeVisible()
  await page.getByRole('navigation', { name: 'Chats' }).getByText('MessageProcessor').click()
  await expect(page.getByRole('textbox', { name: 'Message' })).toHaveValue('')
})
