import { expect, test } from './app'

test('a chat is begun, named by its first message, pinned, put aside, deleted and had back; drafts survive', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  const chats = page.getByRole('navigation', { name: 'Chats' })
  const composer = page.getByRole('textbox', { name: 'Message' })
  const choose = async (title: string, option: string): Promise<void> => {
    await chats.getByRole('listitem').filter({ hasText: title }).hover()
    await page.getByRole('button', { name: `Options for ${title}` }).click()
    await page.getByRole('menuitem', { name: option, exact: true }).click()
  }

  await page.getByRole('button', { name: 'New chat' }).click()
  await expect(page.getByRole('log')).toContainText('Its first message gives it its title.')
  await composer.fill('/echo **Plans** for `Monday`')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('/echo Plans for Monday')
  await expect(chats.getByRole('button', { name: /^\/echo Plans/ })).toContainText('Plans for Monday')

  await choose('/echo Plans for Monday', 'Pin')
  await expect(chats.getByRole('list', { name: 'Pinned' }).getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('Alt+ArrowDown')
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('MessageProcessor')
  await page.keyboard.press('ControlOrMeta+1')
  const kept = page.waitForResponse(
    (response) =>
      response.url().endsWith('/call/drafts.set') &&
      response.request().postData()?.includes('half a thought') === true
  )
  await composer.fill('half a thought')
  await choose('MessageProcessor', 'Archive')
  await expect(chats.getByRole('button', { name: 'Archived 1' })).toBeVisible()
  await kept

  await app.kill()
  await page.context().clearCookies()
  const other = await page.context().newPage()
  await other.goto(await app.start())
  const list = other.getByRole('navigation', { name: 'Chats' })
  await expect(list.getByRole('list', { name: 'Pinned' })).toContainText('Draft: half a thought')
  await list.getByRole('button', { name: /^\/echo Plans/ }).click()
  await expect(other.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought')

  await other.getByRole('button', { name: 'Options for /echo Plans for Monday' }).click()
  await other.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await expect(list.getByRole('list', { name: 'Pinned' })).toHaveCount(0)
  await other.getByRole('button', { name: 'Undo' }).click()
  await expect(list.getByRole('list', { name: 'Pinned' })).toContainText('/echo Plans for Monday')
  await expect(other.getByRole('log')).toContainText('Plans')
})

test('a chat that was deleted is gone although the host is killed before it could delete it', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  const sent = await app.cli(['send', '--new-chat', '--json', '/echo soon gone'])
  const { conversationId } = JSON.parse(sent.stdout) as { conversationId: string }
  const row = page
    .getByRole('navigation', { name: 'Chats' })
    .getByRole('button', { name: /^\/echo soon gone/ })
  await row.hover()
  await page.getByRole('button', { name: 'Options for /echo soon gone' }).click()
  await page.getByRole('menuitem', { name: 'Delete', exact: true }).click()
  await expect(row).toHaveCount(0)

  await app.kill()
  await page.goto(await app.start())

  await expect(page.getByRole('navigation', { name: 'Chats' })).toContainText('MessageProcessor')
  await expect(row).toHaveCount(0)
  await expect
    .poll(async () => (await app.cli(['history', '--json', '--conversation', conversationId])).stdout, {
      timeout: 30_000
    })
    .toBe('')
})
