import { expect, test } from './app'

test('the first reply is followed by the way of its message, once', async ({ app, page }) => {
  await page.goto(await app.start())
  const card = page.getByRole('region', { name: 'The way of your first message' })

  await page.getByRole('button', { name: '/time' }).click()
  await expect(card).toContainText('worked on', { timeout: 20_000 })
  await expect(card.getByRole('listitem').filter({ hasText: 'Queue ChatAPP' })).toBeVisible()

  await page.reload()
  await expect(page.getByRole('log')).toContainText('(UTC)')
  await expect(card).toHaveCount(0)
})
