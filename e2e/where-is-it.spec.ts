import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { asked, expect, test } from './app'

async function send(page: Page, text: string): Promise<void> {
  const box = page.getByRole('region', { name: 'Send' }).getByRole('textbox', { name: 'Message' })
  await box.fill(text)
  await box.press('Enter')
}

/** SQS loses this share of what it accepts. */
const lose = async (page: Page, drop: number) => await asked(page, 'faults.set', { drop })

const strip = (page: Page) => page.getByRole('log').getByRole('group', { name: 'Where it is now' })

test('the strip names each attempt that fails and when the next begins, also after a crash of the host, until the reply says why', async ({
  app,
  page
}) => {
  test.setTimeout(90_000)
  await page.goto(await app.start())
  await send(page, '/fail boom')
  await expect(strip(page)).toContainText(/Attempt \d of 5 failed: boom/)
  await expect(strip(page)).toContainText(/Attempt [34] of 5 failed: boom · next in \d s/)

  await app.kill()
  await page.goto(await app.start())

  // What was told before is known; the next attempt may have been made meanwhile.
  await expect(strip(page)).toContainText(/Attempt [345] of 5 failed: boom/)
  await expect(page.getByRole('log')).toContainText('Your message failed after 5 attempts: boom', {
    timeout: 40_000
  })
  await expect(strip(page)).toHaveCount(0)
})

test('a handler that works for long draws how far it is, and its reply takes that place', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await send(page, '/count 4')

  await expect(strip(page)).toContainText(/attempt 1 of 5/)
  await expect(strip(page).getByRole('progressbar', { name: 'Progress' })).toBeVisible()
  await expect(strip(page)).toContainText(/[123] of 4/)
  const { violations } = await new AxeBuilder({ page }).include('fieldset').analyze()
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await expect(page.getByRole('log')).toContainText('Counted to 4.')
  await expect(strip(page)).toHaveCount(0)
})

test('the command line tells of attempts on standard error, and programs in lines of JSON, when asked', async ({
  app
}) => {
  const { stdout, stderr, code } = await app.cli(['send', '--progress', '/count 3'])
  const json = await app.cli(['send', '--json', '--progress', '/count 3'])
  const silent = await app.cli(['send', '/count 3'])

  expect({ stdout, code }).toEqual({ stdout: 'Counted to 3.\n', code: 0 })
  expect(stderr).toMatch(/attempt 1 of 5 · \d+ % · [12] of 3\n/)
  const lines = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines[0]).toMatchObject({ progress: { attempt: 1, of: 5 } })
  expect(lines.at(-1)).toMatchObject({ id: lines[0]?.['id'], status: 'answered' })
  expect(silent.stderr).toBe('')
})

test('a message that SQS lost says that its answer is late; Ask now sends it again, Give up ends the wait', async ({
  app,
  page
}) => {
  test.setTimeout(90_000)
  await page.goto(await app.start())
  await lose(page, 1)
  await send(page, '/echo found again')
  await send(page, '/echo given up')
  const [lost, other] = [strip(page).first(), strip(page).last()]
  await expect(lost).toContainText(/No answer yet\. Asks again in 1:[0-5]\d\./, { timeout: 30_000 })
  await expect(other).toContainText('No answer yet.')

  await lose(page, 0)
  await other.getByRole('button', { name: 'Give up' }).click()
  await lost.getByRole('button', { name: 'Ask now' }).click()

  await expect(page.getByRole('log').getByText('found again', { exact: true })).toBeVisible()
  await expect(page.getByRole('log')).toContainText('No answer. You gave it up.')
  await expect(strip(page)).toHaveCount(0)
})
