import type { Page } from '@playwright/test'
import { expect as anyExpect, test } from './app'

/** Eight pages start slowly on a busy computer. */
const expect = anyExpect.configure({ timeout: 20_000 })

/** A browser opens six connections to one host, at most. */
const MORE_THAN_CONNECTIONS = 8

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('more tabs than a browser has connections work, also after the first of them is closed', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(composer(page)).toBeVisible()
  const others: Page[] = []
  while (others.length < MORE_THAN_CONNECTIONS - 1) {
    const other = await page.context().newPage()
    await other.goto(app.running ?? '')
    others.push(other)
  }
  const last = others.at(-1) ?? page

  await composer(last).fill('/echo from the last tab')
  await composer(last).press('Enter')
  for (const one of [page, ...others])
    await expect(one.getByRole('log').getByText('from the last tab', { exact: true })).toBeVisible()

  await page.close()
  await composer(last).fill('/echo after one was closed')
  await composer(last).press('Enter')
  for (const one of others)
    await expect(one.getByRole('log').getByText('after one was closed', { exact: true })).toBeVisible()
})
