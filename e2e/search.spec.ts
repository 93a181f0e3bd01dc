import { expect, test } from './app'

test('everything is found: pieces of words, other scripts, chats, what operators say; Esc leads back', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await app.cli(['send', '--new-chat', '/echo Weekend in Hamburg'])
  await app.cli(
    ['send', '-'],
    '/echo checkoutService is down\n/echo 会議は東京で\n/echo see https://example.org\n'
  )
  const box = page.getByRole('searchbox', { name: 'Search messages' })
  const found = page
    .getByRole('region', { name: 'Search results' })
    .getByRole('list', { name: 'Messages found' })
    .getByRole('button')
  const search = async (query: string, count: number): Promise<void> => {
    await page.keyboard.press('ControlOrMeta+f')
    await box.fill(query)
    await expect(found).toHaveCount(count)
  }

  await search('Service', 2)
  await search('東京', 2)
  await search('has:link from:me', 1)
  await search('in:weekend', 2)
  await search('from:MessageProcessor before:today', 0)
  await search('hamburg', 2)
  await expect(page.getByRole('list', { name: 'Chats found' })).toContainText('Weekend in Hamburg')
  await expect(page.getByRole('region', { name: 'Search results' }).getByRole('status')).toHaveText(
    '2 messages'
  )
  await search('is:green', 0)
  await expect(page.getByRole('alert')).toContainText('It takes failed, waiting, answered, unread.')

  await search('tokyo OR 東京', 0)
  await search('weekend', 2)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText(
    '/echo Weekend in Hamburg'
  )
  await page.keyboard.press('ControlOrMeta+f')
  await page.keyboard.press('Escape')
  await expect(box).toHaveValue('')
  await page.keyboard.press('Escape')

  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('MessageProcessor')
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeFocused()
})
