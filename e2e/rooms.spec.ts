import type { Page } from '@playwright/test'
import { expect, RunningApp, test as base } from './app'

/** Two people on one computer: each a profile with a host, a page and an access key of its own, on one local backend. */
const test = base.extend<{ ada: Page; ben: Page }>({
  ada: async ({ app, browser }, provide) => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(await app.start())
    await provide(page)
    await page.context().close()
  },
  ben: async ({ app, ada, browser }, provide) => {
    await expect(ada.getByRole('status', { name: 'Connection' })).toContainText('Online')
    const other = new RunningApp(app.home)
    const page = await (await browser.newContext()).newPage()
    await page.goto(await other.start('--profile=ben'))
    await provide(page)
    await page.context().close()
    await other.stop()
  }
})

test.setTimeout(90_000)

const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const title = (page: Page) => page.getByRole('main').getByRole('heading', { level: 1 })

async function begin(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: 'Write to a person or a room' }).click()
  await page.getByRole('menuitem', { name: what }).click()
}

async function nameOneself(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'How are you called here?' }).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'That is me' }).click()
}

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
}

/** Ada makes a room and hands Ben its code, with which he joins. */
async function meet(ada: Page, ben: Page): Promise<void> {
  await begin(ada, 'Room…')
  await nameOneself(ada, 'Ada')
  await ada.getByRole('textbox', { name: 'What is it called?' }).fill('Harbour')
  await ada.getByRole('button', { name: 'Make the room' }).click()
  await expect(title(ada)).toHaveText('Harbour')
  await expect(log(ada).getByText('Ada made this room')).toBeVisible()
  await say(ada, '/invite')
  const panel = ada.getByRole('dialog', { name: 'About this room' })
  await panel.getByRole('button', { name: 'Make an invitation' }).click()
  const code = (await panel.getByRole('list', { name: 'Invitations' }).locator('code').textContent()) ?? ''
  await expect(panel.getByRole('img', { name: /QR code/ })).toBeVisible()
  await expect(panel.getByText('not confirmed yet')).toHaveCount(0)
  await ada.keyboard.press('Escape')

  await begin(ben, 'Join with an invitation…')
  await nameOneself(ben, 'Ben')
  await ben.getByRole('textbox', { name: /^Invitation/ }).fill(code)
  await ben.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(title(ben)).toHaveText('Harbour')
  await expect(log(ada).getByText('Ben joined')).toBeVisible()
}

test('two people talk in a room: join, write, mention, reply, react, edit, delete, leave', async ({
  ada,
  ben
}) => {
  await meet(ada, ben)

  await say(ada, 'Good morning')
  await expect(log(ben).getByText('Good morning')).toBeVisible()
  await expect(log(ada).getByRole('button', { name: 'Seen by 1' })).toBeVisible({ timeout: 15_000 })

  await log(ben).getByRole('article', { name: 'Message from Ada' }).last().hover()
  await log(ben).getByRole('button', { name: 'Reply to it' }).last().click()
  await field(ben).pressSequentially('hi @a')
  await field(ben).press('Enter')
  await field(ben).press('Enter')
  await expect(log(ada).getByRole('article', { name: 'Message from Ben, mentions you' })).toContainText(
    'Good morning'
  )

  await log(ada)
    .getByRole('article', { name: /Message from Ben/ })
    .hover()
  await log(ada).getByRole('button', { name: 'React', exact: true }).last().click()
  await ada.getByRole('button', { name: '👍' }).click()
  await expect(log(ben).getByRole('button', { name: '👍 from Ada' })).toBeVisible()

  await field(ada).press('ArrowUp')
  await expect(field(ada)).toHaveValue('Good morning')
  await say(ada, 'Good evening')
  await expect(log(ben).getByRole('article', { name: 'Message from Ada' })).toContainText('Good evening')
  await expect(log(ben).getByText('edited')).toBeVisible()

  await say(ada, '/time')
  await expect(log(ben).getByRole('article', { name: 'Message from MessageProcessor' })).toBeVisible()
  await say(ada, '/topic Low tide')
  await expect(log(ben).getByText('Ada set the topic: Low tide')).toBeVisible()

  await log(ada).getByRole('article').filter({ hasText: 'Good evening' }).first().click()
  await log(ada).getByRole('article').filter({ hasText: 'Good evening' }).first().press('Delete')
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Delete for everybody' }).click()
  await expect(log(ben).getByText('This message was deleted.')).toBeVisible()

  await say(ben, '/leave')
  await ben.getByRole('alertdialog').getByRole('button', { name: 'Leave' }).click()
  await expect(ben.getByText('You left this room.')).toBeVisible()
  await expect(log(ada).getByText('Ben left')).toBeVisible()
})

test('a person is found by name, and written to', async ({ ada, ben }) => {
  await meet(ada, ben)
  await begin(ben, 'Person…')
  const people = ben.getByRole('dialog', { name: 'People' })
  await people.getByRole('option', { name: /Ada/ }).click()
  await expect(title(ben)).toHaveText('Ada')
  await say(ben, 'only for you')

  await ada
    .getByRole('navigation', { name: 'Chats' })
    .getByRole('button', { name: /person Ben/ })
    .click()
  await expect(log(ada).getByText('only for you')).toBeVisible()
  await ada.getByRole('button', { name: 'About this conversation' }).click()
  await expect(ada.getByRole('dialog', { name: 'About this conversation' })).toContainText(/[Ee]ncrypted/)
})
