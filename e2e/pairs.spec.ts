import type { Page } from '@playwright/test'
import { expect, test } from './app'
import { ForeignFunction } from './foreign-function'

/** Opens the dialog for a chat with other queues, and fills in what the function wants. */
async function describeFunction(page: Page, idPath = '$.order'): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox', { name: 'Command' }).fill('other queues')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New chat with other queues' })
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Orders')
  await dialog.getByRole('textbox', { name: /^Request queue/ }).fill('orders')
  await dialog.getByRole('textbox', { name: 'Reply queue' }).fill('orders-replies')
  await dialog
    .getByRole('textbox', { name: 'JSON', exact: true })
    .fill('{"order": "{{id}}", "question": "{{text}}"}')
  await dialog.getByRole('textbox', { name: 'The id of the request is: path' }).fill(idPath)
  await dialog.getByRole('textbox', { name: 'The text of a reply is: path' }).fill('$.answer.text')
  await dialog.getByRole('button', { name: 'Save and try it' }).click()
}

test('a chat talks to a function of somebody else: the dialog tries it, and shows both sides', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const other = (await ForeignFunction.beside(app)).start()
  await describeFunction(page)
  const dialog = page.getByRole('dialog', { name: 'New chat with other queues' })

  await dialog.getByRole('textbox', { name: 'Message', exact: true }).fill('say "hi"')
  await dialog.getByRole('button', { name: 'Send it' }).click()

  const read = dialog.getByRole('region', { name: 'Read as' })
  await expect(read).toContainText('Read as8 characters')
  await expect(dialog.getByRole('region', { name: 'Sent to orders' })).toContainText(
    other.asked[0] ?? 'nothing'
  )
  expect(JSON.parse(other.asked[0] ?? '')).toEqual({ order: expect.any(String), question: 'say "hi"' })
  await expect(dialog.getByRole('region', { name: 'Came on orders-replies' })).toContainText(
    '"answer":{"text":"8 characters"}'
  )
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('textbox', { name: 'Message' }).fill('and from the composer')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toContainText('21 characters')
  await expect(page.getByRole('main')).toContainText('orders-replies')
  await other.stop()
})

test('what came and fits to no request is shown, so that the place of the id can be mended', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const other = (await ForeignFunction.beside(app)).start()
  await describeFunction(page, '$.wrong')
  const dialog = page.getByRole('dialog', { name: 'New chat with other queues' })
  await dialog.getByRole('button', { name: 'Send it' }).click()

  const strange = dialog.getByRole('region', { name: 'Came, and fits to no request' })
  await expect(strange).toContainText('18 characters')
  await expect(strange).toContainText('It names no request')
  await dialog.getByRole('button', { name: 'Change the queues' }).click()
  await dialog.getByRole('textbox', { name: 'The id of the request is: path' }).fill('$.order')
  await dialog.getByRole('button', { name: 'Save and try it' }).click()
  await dialog.getByRole('button', { name: 'Send it' }).click()

  await expect(dialog.getByRole('region', { name: 'Read as' })).toContainText('18 characters')
  await other.stop()
})

test('what cannot be used is said at its field, and makes no chat', async ({ app, page }) => {
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await describeFunction(page, '$..order')
  const dialog = page.getByRole('dialog', { name: 'New chat with other queues' })

  await expect(dialog).toContainText('"$..order" is no path to one value')
  const json = dialog.getByRole('textbox', { name: 'JSON', exact: true })
  await dialog.getByRole('textbox', { name: 'The id of the request is: path' }).fill('$.order')
  await json.fill('{"order": "{{id}}", "question": {{text}}}')
  await dialog.getByRole('button', { name: 'Save and try it' }).click()
  await expect(json).toHaveAttribute('aria-invalid', 'true')
  await expect(dialog).toContainText('This is not JSON')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await expect(page.getByRole('navigation', { name: 'Chats' }).getByRole('listitem')).toHaveCount(1)
})

test('a message to a queue without replies is delivered, and a queue that is gone has its messages wait', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await ForeignFunction.beside(app)
  await app.cli(['chats', 'create', 'One way', '--request-queue', 'orders'])
  await app.cli(['chats', 'create', 'Gone', '--request-queue', 'no-such-queue'])
  const chats = page.getByRole('navigation', { name: 'Chats' })

  await chats.getByRole('button', { name: /^One way/ }).click()
  await page.getByRole('textbox', { name: 'Message' }).fill('there it goes')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: /delivered: SQS has it/ })).toBeVisible()

  await chats.getByRole('button', { name: /^Gone/ }).click()
  await page.getByRole('textbox', { name: 'Message' }).fill('patience')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('log')).toContainText('Queue missing')
  await expect(page.getByText(/Messages of the chat "Gone" wait: no-such-queue cannot be used/)).toBeVisible()
})
