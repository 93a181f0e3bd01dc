import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asked, expect, test } from './app'

test('speaks German once it is chosen: the window, an error, a plural, times and numbers; and after a reload', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.fill('/echo [1, 2]')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: 'Reply from MessageProcessor' })).toContainText('2 items')
  const time = page.getByRole('article', { name: 'Reply from MessageProcessor' }).locator('time').first()
  await expect(time).toHaveText(/[AP]M$/)
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Deutsch', exact: true }).click()

  const german = page.getByRole('radio', { name: 'Deutsch', exact: true })
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Einstellungen')
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await expect(german).toBeFocused()
  await page.getByRole('group', { name: 'Uhrzeit' }).getByRole('radio', { name: '24 Stunden' }).click()

  await page.reload()

  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  const reply = page.getByRole('article', { name: 'Antwort von MessageProcessor' })
  await expect(reply).toContainText('2 Einträge')
  await expect(reply.locator('time').first()).toHaveText(/^\d\d:\d\d$/)
  await page.getByRole('searchbox', { name: 'Nachrichten durchsuchen' }).fill('is:lost')
  await expect(page.getByRole('alert')).toContainText('„lost“ kennt is: nicht.')
  await page.getByRole('searchbox').fill('echo')
  await expect(
    page.getByRole('region', { name: 'Suchergebnisse' }).getByText('1 Nachricht', { exact: true })
  ).toBeVisible()

  await page.getByRole('searchbox').fill('')
  await page.getByRole('button', { name: 'Einstellungen' }).click()
  await page.getByRole('radio', { name: 'English', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Settings')
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
})

test.describe('for a German reader', () => {
  test.use({ locale: 'de-AT' })

  test('it speaks German from the first look, without being asked', async ({ app, page }) => {
    await page.goto(await app.start())

    await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeFocused()
    await expect(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
    await page.getByRole('button', { name: 'Neuer Chat', exact: true }).first().click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Neuer Chat')
    await expect(page).toHaveTitle('Neuer Chat – ChatAPP')
  })

  test('the pages without scripts speak German, and as the settings say once they say', async ({
    app,
    page
  }) => {
    const link = await app.start()
    await page.goto(new URL('/nothing', link).href)
    await expect(page.getByRole('heading', { name: 'Diese Seite ist nicht angemeldet' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    // The policy lets the style through.
    await expect(page.getByRole('main')).toHaveCSS('border-radius', '12px')

    await page.goto(link)
    await expect(page.getByRole('textbox', { name: 'Nachricht' })).toBeVisible()
    const { path } = (await asked(page, 'aws.enterKeys', { backendId: 'work' })) as { path: string }
    await asked(page, 'settings.set', { language: 'en' })
    await page.goto(new URL(path, link).href)
    await expect(page.getByRole('heading', { name: 'Access keys' })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')

    await page.goto(link)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    await asked(page, 'settings.set', { language: 'de' })
    await page.goto(new URL(path, link).href)
    await expect(page.locator('html')).toHaveAttribute('lang', 'de')
    await page.getByRole('textbox', { name: 'Zugriffsschlüssel-ID' }).fill('AKIA')
    await page.getByLabel('Geheimer Zugriffsschlüssel').fill('abcdefghijklmnopqrstuvwxyz')
    await page.getByRole('button', { name: 'Diese Schlüssel verwenden' }).click()
    await expect(page.getByRole('alert')).toContainText('Zugriffsschlüssel-ID: Sie hat 20 Großbuchstaben')
  })

  test('it says in German what happened before the window was open', async ({ app, page }) => {
    await app.start()
    await app.stop()
    await writeFile(join(app.home, 'profiles', 'default', 'chatapp.sqlite'), 'garbage '.repeat(10_000))

    await page.goto(await app.start())

    const notice = page.getByRole('region', { name: 'Hinweise' }).getByRole('alert')
    await expect(notice).toContainText(
      'Die Datenbank dieses Profils war beschädigt. Sie liegt jetzt als chatapp.sqlite'
    )
  })
})
