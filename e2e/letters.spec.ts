import type { Page } from '@playwright/test'
import { expect, test } from './app'

/** Sends a message that fails for good, and waits until its letter lies in the dead-letter queue. */
async function fail(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(page.getByText('Not processed.')).toBeVisible({ timeout: 45_000 })
}

test('a message that failed is found at the desk by its cause, mended, tried out and sent again', async ({
  app,
  page
}) => {
  test.setTimeout(120_000)
  await page.goto(await app.start())
  await fail(page, '/fail no such order')

  await page.getByRole('button', { name: 'Show the dead letter' }).click()
  await expect(page.getByRole('heading', { name: 'Dead letters' })).toBeVisible()
  await expect(async () => {
    await page.getByRole('button', { name: 'Look again' }).click()
    await expect(page.getByText('no such order', { exact: true })).toBeVisible({ timeout: 500 })
  }).toPass()
  await page.getByRole('button', { name: /\/fail no such order/ }).click()
  const sheet = page.getByRole('dialog', { name: 'Letter' })
  await expect(sheet.getByText('ChatAPP', { exact: true })).toBeVisible()
  await sheet.getByRole('button', { name: 'Take', exact: true }).click()
  await expect(page.getByRole('tab', { name: 'Tray (1)' })).toBeVisible()
  await page.getByRole('tab', { name: 'Tray (1)' }).click()

  await page.getByRole('button', { name: /\/fail no such order/ }).click()
  await sheet.getByRole('textbox').fill('/echo order 12')
  await expect(sheet.getByRole('region', { name: 'What was changed' })).toContainText('fail')
  await sheet.getByRole('button', { name: 'Try it out' }).click()
  await expect(sheet.getByText(/it would be answered/)).toBeVisible({ timeout: 15_000 })
  await sheet.getByRole('button', { name: 'Keep the change' }).click()
  await sheet.getByRole('button', { name: 'Send again' }).click()

  await expect(page.getByText('The tray is empty.')).toBeVisible()
  await page.getByRole('tab', { name: 'What was done' }).click()
  await expect(page.getByText('Sent again')).toBeVisible()
  await page.getByRole('button', { name: 'MessageProcessor' }).first().click()
  const log = page.getByRole('log')
  await expect(log.getByText('order 12', { exact: true })).toBeVisible()
  await expect(log.getByText(/failed after/)).toHaveCount(0)
})

test('the queue is purged only by who types its name; the keyboard goes through letters', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await page.getByRole('button', { name: 'Queues' }).click()
  await page.getByRole('button', { name: 'Open the dead letters' }).click()
  await expect(page.getByText(/No letter lies here/)).toBeVisible()
  const file = {
    name: 'letters.jsonl',
    mimeType: 'application/jsonl',
    buffer: Buffer.from([1, 2].map(letterLine).join('\n'))
  }
  await page.getByLabel('Letters to import').setInputFiles(file)
  await page.getByRole('tab', { name: 'Tray (2)' }).click()
  await page.getByRole('button', { name: /letter 2/ }).focus()
  await page.keyboard.press(' ')
  await expect(page.getByText('1 chosen')).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('button', { name: /letter 1/ })).toBeFocused()
  await page.getByRole('button', { name: 'Put back' }).click()
  await page.getByRole('tab', { name: /In the queue/ }).click()
  await page.getByRole('button', { name: 'Look again' }).click()
  await expect(page.getByRole('button', { name: /letter 2/ })).toBeVisible()

  await page.getByRole('button', { name: 'Options for the dead letters' }).click()
  await page.getByRole('menuitem', { name: 'Purge the queue…' }).click()
  const asks = page.getByRole('alertdialog')
  await expect(asks.getByRole('button', { name: 'Purge' })).toBeDisabled()
  await asks.getByRole('textbox').fill('ChatAPP-dlq')
  await asks.getByRole('button', { name: 'Purge' }).click()
  await expect(page.getByText(/No letter lies here/)).toBeVisible()
})

const letterLine = (n: number): string =>
  JSON.stringify({
    type: 'chatapp-letter',
    version: 1,
    queue: 'ChatAPP-dlq',
    letter: {
      sqsMessageId: `m${n}`,
      body: `letter ${n}`,
      length: 8,
      attributes: [],
      groupId: null,
      sentAt: 1_700_000_000_000 + n,
      firstReceivedAt: null,
      receiveCount: 6,
      source: null,
      hidden: false
    },
    edited: null,
    cause: 'boom',
    takenAt: 1_700_000_000_000
  })
