import type { Page } from '@playwright/test'
import { expect, RunningApp, test as base } from './app'

/** Two people on one computer: each a profile with a host, a page and an access key of its own, on one local backend. */
export const test = base.extend<{ ada: Page; ben: Page }>({
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

export const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
export const field = (page: Page) => page.getByRole('textbox', { name: 'Message' })
export const title = (page: Page) => page.getByRole('main').getByRole('heading', { level: 1 })

export async function begin(page: Page, what: string): Promise<void> {
  await page.getByRole('button', { name: 'Write to a person or a room' }).click()
  await page.getByRole('menuitem', { name: what }).click()
}

async function nameOneself(page: Page, name: string): Promise<void> {
  await page.getByRole('textbox', { name: 'How are you called here?' }).fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'That is me' }).click()
}

export async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text)
  await field(page).press('Enter')
}

/** Ada makes a room and hands Ben its code, with which he joins. */
export async function meet(ada: Page, ben: Page): Promise<void> {
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
