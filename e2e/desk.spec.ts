import { gzipSync } from 'node:zlib'
import { CreateQueueCommand, DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Page } from '@playwright/test'
import { findLocalBackend } from '../src/local-backend/client/start-local-backend'
import { createLocalClient } from '../src/local-backend/sqs/sqs-client'
import { expect, test, type RunningApp } from './app'

/** The queues of the app's local backend, as another client of it makes them. */
async function clientOf(app: RunningApp) {
  let endpoint: Awaited<ReturnType<typeof findLocalBackend>> = null
  await expect(async () => {
    endpoint = await findLocalBackend(`${app.home}/local-backend`)
    expect(endpoint).not.toBeNull()
  }).toPass()
  if (!endpoint) throw new Error('The local backend does not run.')
  const client = createLocalClient(endpoint)
  return {
    create: async (QueueName: string, Attributes: Record<string, string> = {}) =>
      (await client.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? '',
    delete: async (QueueUrl: string) => await client.send(new DeleteQueueCommand({ QueueUrl })),
    put: async (QueueUrl: string, MessageBody: string) =>
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  }
}

const redrive = (name: string) => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    maxReceiveCount: 4
  })
})

async function openDesk(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Queues', exact: true }).click()
  await page.getByRole('button', { name: 'Queue desk' }).click()
  await expect(page.getByRole('region', { name: 'All queues' })).toBeVisible()
}

test('any queue is found, looked into, unlocked, sent to, and its message put back where it was', async ({
  app,
  page
}) => {
  test.setTimeout(90_000)
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const sqs = await clientOf(app)
  await sqs.create('orders-dlq')
  const orders = await sqs.create('orders', redrive('orders-dlq'))
  const packed = gzipSync('{"order":7,"note":"‮hidden"}').toString('base64')
  await sqs.put(
    orders,
    JSON.stringify({ Type: 'Notification', TopicArn: 'arn:aws:sns:x:1:shop', Message: packed })
  )

  await openDesk(page)
  await page.getByRole('searchbox', { name: 'Find a queue' }).fill('orders')
  await expect(page.getByRole('button', { name: /^orders-dlq/ })).toBeVisible()
  await expect(page.getByRole('button', { name: /^ChatAPP/ })).toHaveCount(0)
  await page.getByRole('button', { name: /^orders 1 waiting/ }).click()
  const queue = page.getByRole('region', { name: 'Queue orders' })
  await expect(queue.getByText(/received 4 times and is still there goes to orders-dlq/)).toBeVisible()
  await queue.getByRole('button', { name: 'Open the queue orders-dlq' }).click()
  await page
    .getByRole('region', { name: 'Queue orders-dlq' })
    .getByRole('button', { name: 'Open the queue orders' })
    .click()
  await expect(queue.getByRole('button', { name: 'Send a message…' })).toBeDisabled()

  await queue.getByRole('button', { name: 'Look at messages' }).click()
  await expect(page.getByText('Looking changes nothing here')).toBeVisible()
  await page.getByRole('button', { name: /Notification/ }).click()
  const sheet = page.getByRole('dialog', { name: 'Message' })
  await expect(sheet.getByText('Envelope of SNS')).toBeVisible()
  await expect(sheet.getByText('gzip in base64')).toBeVisible()
  await expect(sheet.getByText(/order/)).toBeVisible()
  await sheet.getByRole('tab', { name: 'Raw' }).click()
  await expect(sheet.getByText(packed.slice(0, 20))).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Take' })).toBeDisabled()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Unlock…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Unlock', exact: true }).click()
  await expect(page.getByText(/Unlocked: what is done here/)).toBeVisible()
  await page.getByRole('checkbox', { name: 'Choose all', exact: true }).check()
  await page.getByRole('button', { name: 'Take', exact: true }).click()
  await page.getByRole('tab', { name: 'Tray (1)' }).click()
  await page.getByRole('checkbox', { name: 'Choose all', exact: true }).check()
  await page.getByRole('button', { name: 'Put back' }).click()
  await expect(page.getByText('The tray is empty.')).toBeVisible()

  await page.getByRole('button', { name: 'Queue desk' }).click()
  await queue.getByRole('button', { name: 'Send a message…' }).click()
  const form = page.getByRole('dialog', { name: 'Send a message to orders' })
  await form.getByRole('textbox', { name: 'Body' }).fill('{"order":8}')
  await form.getByRole('button', { name: 'Send…' }).click()
  await form.getByRole('button', { name: 'Yes, send it to orders' }).click()
  await expect(form.getByText(/^Sent as /)).toBeVisible()
  await form.getByRole('button', { name: 'Close' }).click()
  await expect(queue.getByRole('definition').filter({ hasText: /^2$/ }).first()).toBeVisible()
})

test('a queue that is deleted while it is open says so, and a name that is none is not looked for', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const sqs = await clientOf(app)
  const orders = await sqs.create('orders')
  await openDesk(page)
  await page.getByRole('button', { name: /^orders/ }).click()
  await expect(page.getByRole('region', { name: 'Queue orders' }).getByText('Standard:')).toBeVisible()
  await sqs.delete(orders)

  await page.getByRole('button', { name: 'Look again' }).click()

  await expect(page.getByText('orders could not be read')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Find a queue' }).fill('no such')
  await expect(page.getByText(/A name has only letters/)).toBeVisible()
  await page.getByRole('searchbox', { name: 'Find a queue' }).fill('nosuch')
  await expect(page.getByText('No queue begins with “nosuch”.')).toBeVisible()
})
