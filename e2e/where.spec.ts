import type { Page } from '@playwright/test'
import { expect, test } from './app'

async function sendText(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

const details = (page: Page) => page.getByRole('complementary', { name: 'Message details' })
const openDetails = async (page: Page) =>
  await page.getByRole('log').getByRole('button', { name: 'Message details' }).first().click()

test('the waterfall names each failed attempt of a message, its cause and the slowest hop', async ({
  app,
  page
}) => {
  test.setTimeout(60_000)
  await page.goto(await app.start())
  await sendText(page, '/fail the printer is on fire')
  await openDetails(page)
  const hops = details(page).getByRole('list', { name: 'Hops and attempts' })
  await expect(hops).toContainText('Attempt 1 failed')
  await expect(hops).toContainText('the printer is on fire')

  await expect(hops).toContainText('Attempt 5 failed', { timeout: 40_000 })
  await expect(hops.getByText('Waits for the next attempt')).toHaveCount(4)
  await expect(details(page)).toContainText('Slowest: Waits for the next attempt')
  await hops.getByText('Attempt 5 failed').click()
  await hops.getByRole('button', { name: 'Load its log lines' }).click()
  await expect(hops).toContainText('outcome=gave-up')
  await details(page).getByText('Its reply', { exact: true }).click()
  await expect(details(page).getByRole('region', { name: 'Body as JSON' }).last()).toContainText(
    '"traceparent": "00-'
  )
})

test('a request goes out with its trace and gets it back, and the handler has it not among the user’s attributes', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await sendText(page, '/attributes')
  await expect(page.getByRole('log')).toContainText('This message came without attributes of your own.')
  await openDetails(page)

  const { stdout } = await app.cli(['history', '--json'])
  const { id } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  await expect(details(page)).toContainText(`00-${String(id).replaceAll('-', '')}-`)
  await expect(details(page)).toContainText('The clocks of this computer and of the server agree')
})
