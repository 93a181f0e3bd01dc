import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from '@playwright/test'
import { expect, test } from './app'

const lines = (page: Page) => page.getByRole('log', { name: 'Lines' })

async function sendText(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text)
  await page.keyboard.press('Enter')
}

test('the processor log shows a failing message live, to the message and back', async ({ app, page }) => {
  await page.goto(await app.start())
  await sendText(page, '/echo before')
  await expect(page.getByRole('log', { name: 'Messages' })).toContainText('before')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('processor log')
  await page.keyboard.press('Enter')
  await expect(lines(page)).toContainText('outcome=answered')
  await expect(lines(page)).not.toContainText('outcome=failed')

  // While somebody looks, another program sends what fails.
  const sent = app.cli(['send', '/fail on purpose', '--timeout', '1'])
  await expect(lines(page)).toContainText('outcome=failed')
  await sent
  await page.getByRole('combobox', { name: 'Level' }).selectOption('Warnings and errors')
  await expect(lines(page)).not.toContainText('outcome=answered')
  const line = lines(page)
    .getByRole('button', { name: /outcome=failed/ })
    .first()
  await line.click()
  await page.getByRole('button', { name: 'Open the message' }).first().click()

  const details = page.getByRole('complementary', { name: 'Message details' })
  await expect(page.getByRole('log', { name: 'Messages' })).toContainText('on purpose')
  await details.getByRole('button', { name: 'Load its lines' }).click()
  await expect(details.getByRole('region', { name: 'Log lines' })).toContainText('outcome=failed')
})

test('the processor log names why an invocation died, by its message', async ({ app, page }) => {
  app.faults = 'timeoutProcessor=1'
  await page.goto(await app.start())
  await sendText(page, 'never answered')
  await page.getByRole('button', { name: 'Queues', exact: true }).click()
  await page.getByRole('button', { name: 'Processor log' }).click()

  await expect(lines(page)).toContainText('platform.report')
  await expect(lines(page)).toContainText('status=timeout')

  const { stdout } = await app.cli(['logs', '--level', 'error', '--json'])
  const [first] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(first).toMatchObject({ level: 'ERROR', requestId: expect.any(String) })
  const { stdout: history } = await app.cli(['history', '--json'])
  const { id } = JSON.parse(history.trim().split('\n').at(-1) ?? '')
  const { stdout: ofMessage } = await app.cli(['logs', '--message', id])
  expect(ofMessage).toContain('"message":"batch"')
  expect(ofMessage).toContain('"status":"timeout"')
})

test('chatapp logs --follow prints a line as it is written, and ends with Ctrl+C', async ({ app }) => {
  await app.start()
  await app.cli(['send', 'first'])
  const cli = spawn(
    process.execPath,
    [resolve(import.meta.dirname, '../out/main/cli.js'), 'logs', '--follow'],
    {
      env: { ...process.env, CHATAPP_HOME: app.home }
    }
  )
  const seen: string[] = []
  createInterface({ input: cli.stdout }).on('line', (line) => seen.push(line))
  await expect.poll(() => seen.join('\n')).toContain('"outcome":"answered"')
  const before = seen.length

  await app.cli(['send', '/fail now', '--timeout', '1'])

  await expect.poll(() => seen.slice(before).join('\n')).toContain('"outcome":"failed"')
  expect(new Set(seen).size).toBe(seen.length)
  cli.kill('SIGINT')
  expect(await once(cli, 'exit')).toEqual([0, null])
})

test('chatapp logs refuses what it cannot mean', async ({ app }) => {
  const results = await Promise.all([
    app.cli(['logs', '--level', 'loud']),
    app.cli(['logs', '--message', 'x', '--chat', 'y']),
    app.cli(['logs', '--chat', 'nobody called so'])
  ])

  expect(results.map(({ code }) => code)).toEqual([2, 2, 1])
})
