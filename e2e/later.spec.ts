import { expect, test } from './app'

test('a message waits for tomorrow, is changed, and goes out when it is told to, with its attributes', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  const composer = page.getByRole('textbox', { name: 'Message', exact: true })
  const choose = async (option: string): Promise<void> => {
    await page.getByRole('button', { name: 'More ways to send' }).click()
    await page.getByRole('menuitem', { name: option }).click()
  }

  await choose('Attributes…')
  const attribute = page.getByRole('dialog', { name: 'Message attributes' })
  await attribute.getByRole('textbox', { name: 'Name' }).fill('team')
  await attribute.getByRole('textbox', { name: 'Value' }).fill('blue')
  await page.keyboard.press('Enter')
  await composer.fill('/attributes please')
  await page.reload()
  await expect(composer).toHaveValue('/attributes please')
  await expect(page.getByRole('button', { name: '1 attribute', exact: true })).toBeVisible()
  await choose('At a date and time…')
  await page.getByLabel('Date and time').fill('2099-12-24T17:30')
  await page.keyboard.press('Enter')
  await expect(composer).toHaveValue('')
  await expect(page.getByRole('button', { name: /^1 scheduled/ })).toBeVisible()

  // Whatever happens to the host, it waits.
  await app.kill()
  expect((await app.cli(['scheduled', '--json'])).stdout).toContain('/attributes please')
  await page.goto(await app.start())
  await page.getByRole('button', { name: /^1 scheduled/ }).click()
  await page.getByRole('button', { name: 'Change “/attributes please”' }).click()
  await page.getByRole('dialog').getByLabel('Message', { exact: true }).fill('/attributes')
  await page.getByRole('textbox', { name: 'Value' }).fill('green')
  await page.getByRole('button', { name: 'Add an attribute' }).click()
  await page.getByRole('textbox', { name: 'Name' }).last().fill('tier')
  await page.getByRole('textbox', { name: 'Value' }).last().fill('gold')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('dialog')).toContainText('2 attributes')
  await page.getByRole('button', { name: 'Send “/attributes” now' }).click()
  await page.getByRole('button', { name: 'Close', exact: true }).click()

  await expect(page.getByRole('log')).toContainText('team (String): green', { timeout: 20_000 })
  await expect(page.getByRole('log')).toContainText('tier (String): gold')
  await expect(page.getByRole('button', { name: /scheduled/ })).toHaveCount(0)
})
