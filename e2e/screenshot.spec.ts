import { expect, test } from './app'

test('the main screen has its three parts', async ({ app, page }, info) => {
  await page.setViewportSize({ width: 1200, height: 760 })
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await page.goto(await app.start())
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('textbox', { name: 'Display name' }).fill('Ada')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  for (const [text, answer] of [
    ['Hello! Can you hear me?', 'Received'],
    ['/time Europe/Berlin', 'Europe/Berlin)'],
    ['/echo Stored **before** it is sent, deleted *after* it is stored.', 'Stored before']
  ] as const) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('log')).toContainText(answer)
  }
  await page
    .getByRole('log')
    .getByRole('button', { name: /details/i })
    .last()
    .click()
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible()

  const image = await page.screenshot({ path: info.outputPath('main.png') })

  await expect(page.getByRole('log')).toContainText('Ada')
  expect(image.byteLength).toBeGreaterThan(20_000)
})
