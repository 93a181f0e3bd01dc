import type { Page, Route } from '@playwright/test'
import { expect, test } from './app'

const composer = (page: Page) =>
  page.getByRole('region', { name: 'Send' }).getByRole('textbox', { name: 'Message' })
const echoed = (page: Page, text: string) => page.getByRole('log').getByText(text, { exact: true })

/** Lets the first message through to the host, and hands its request over instead of the answer. */
async function loseFirstAnswer(page: Page): Promise<{ stored: Promise<Route> }> {
  const { promise, resolve } = Promise.withResolvers<Route>()
  await page.route(
    '**/call/chat.send',
    async (route) => {
      await route.fetch()
      resolve(route)
    },
    { times: 1 }
  )
  return { stored: promise }
}

test('a message whose connection was reset after it was stored is sent once', async ({ app, page }) => {
  await page.goto(await app.start())
  await composer(page).fill('/echo once')
  const { stored } = await loseFirstAnswer(page)
  await composer(page).press('Enter')
  await (await stored).abort('connectionreset')

  await expect(echoed(page, 'once')).toBeVisible()
  await expect(composer(page)).toHaveValue('')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('log').getByText('/echo once')).toHaveCount(1)
})

test('a message that was under way when the page was reloaded is sent once', async ({ app, page }) => {
  // Without events nothing else tells the page that the message is stored.
  await page.route('**/events', (route) => route.abort())
  await page.goto(await app.start())
  await composer(page).fill('/echo over a reload')
  const { stored } = await loseFirstAnswer(page)
  await composer(page).press('Enter')
  await stored
  const askedAgain = page.waitForRequest('**/call/chat.send')

  await page.reload()

  await askedAgain
  await page.unroute('**/events')
  await expect(echoed(page, 'over a reload')).toBeVisible()
  await expect(composer(page)).toHaveValue('')
  await expect(page.getByRole('log').getByText('/echo over a reload')).toHaveCount(1)
})
