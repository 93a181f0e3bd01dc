import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './app'

/** A picture in the folder that CHATAPP_SHOTS names; else none. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['CHATAPP_SHOTS']
  if (folder) await page.screenshot({ path: join(folder, `cockpit, ${name}.png`) })
}

const openQueues = async (page: Page): Promise<void> =>
  await page.getByRole('button', { name: 'Queues' }).click()

/** Sends so many messages and waits for the answer to each. */
async function send(page: Page, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill(`/echo number ${n}`)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('log').getByText(`number ${n}`, { exact: true })).toBeVisible()
  }
}

test('draws what went through, keeps it across views and restarts, and opens its messages', async ({
  app,
  page
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(await app.start())
  await send(page, 3)
  await openQueues(page)
  const chart = page.getByRole('figure', {
    name: /^Request queue over time\. The last 15 minutes: 3 sent, 3 answered/
  })
  await expect(chart).toBeVisible()
  await expect(page.getByRole('region', { name: 'Delivery ledger' })).toContainText('3 messages sent')

  await app.stop()
  await page.goto(await app.start())
  await openQueues(page)
  await expect(chart).toBeVisible()
  await page.getByText('As a table').click()
  await page.getByRole('table').getByRole('button').first().click()
  await expect(page.getByRole('list', { name: 'Messages found' })).toContainText('number 3')
})

test('looks well in each width, both themes and German', async ({ app, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(await app.start())
  await send(page, 6)
  await openQueues(page)
  await expect(page.getByRole('figure', { name: /over time/ })).toBeVisible()
  await page.getByRole('button', { name: 'Check up ChatAPP', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Check-up of ChatAPP' })).toContainText('Nothing to mend')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [width, height] of [
      [1280, 1500],
      [900, 1500],
      [360, 2200]
    ] as const) {
      await page.setViewportSize({ width, height })
      await shoot(page, `${colorScheme} ${width}`)
      // The chart fits its new width a moment after the window does.
      await expect
        .poll(() => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth))
        .toBe(0)
    }
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
  }
})

test('looks over a queue on the command line, and says by its exit code what came of it', async ({ app }) => {
  await app.start()
  const sound = await app.cli(['doctor', 'ChatAPP'])
  const missing = await app.cli(['doctor', 'Nowhere'])
  const json = await app.cli(['doctor', 'ChatAPP', '--json'])

  expect([sound.code, missing.code, json.code]).toEqual([0, 1, 0])
  expect(sound.stdout).toContain('✓ Visibility timeout: A message is hidden for 90 s')
  expect(missing.stderr).toContain('does not exist')
  for (const line of json.stdout.trim().split('\n'))
    expect(JSON.parse(line)).toMatchObject({ arn: 'arn:aws:sqs:us-east-1:000000000000:ChatAPP' })
})
