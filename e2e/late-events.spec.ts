import { setTimeout as pause } from 'node:timers/promises'
import { expect as anyExpect, test } from './app'

const expect = anyExpect.configure({ timeout: 20_000 })

test('a page whose events come late shows the state that was reached meanwhile', async ({ app, page }) => {
  // The state changes between the first answers and the first event.
  await page.route('**/events', async (route) => {
    await pause(700)
    await route.continue()
  })

  await page.goto(await app.start())

  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online')
})
