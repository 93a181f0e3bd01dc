import { expect, test } from './app'

test('a reply in another chat is announced by the browser, and a click opens it', async ({
  app,
  page,
  context
}) => {
  await context.grantPermissions(['notifications'])
  // A browser without a screen shows nothing: what it is asked for is kept, and clicked by the test.
  await page.addInitScript(() => {
    const kept: Notification[] = []
    const RealNotification = window.Notification
    Reflect.set(window, 'kept', kept)
    window.Notification = class extends RealNotification {
      constructor(title: string, options?: NotificationOptions) {
        super(title, options)
        kept.push(this)
      }
      static override get permission(): NotificationPermission {
        return 'granted'
      }
    }
  })
  await page.goto(await app.start())
  const announced = () =>
    page.evaluate(() =>
      (Reflect.get(window, 'kept') as Notification[]).map(({ title, body }) => `${title}: ${body}`)
    )
  await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online')

  await app.cli(['send', '--new-chat', '/echo from elsewhere'])

  await expect.poll(announced, { timeout: 20_000 }).toEqual(['/echo from elsewhere: from elsewhere'])
  await expect(page).toHaveTitle(/^\(1\) /)
  await page.evaluate(() =>
    (Reflect.get(window, 'kept') as Notification[])[0]?.dispatchEvent(new Event('click'))
  )
  await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toHaveText('/echo from elsewhere')
})
