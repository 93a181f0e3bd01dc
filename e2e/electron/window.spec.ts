import { expect } from '@playwright/test'
import { test } from './electron-app'

test('a message sent in the window is answered, and is still there in the next window', async ({
  launch
}) => {
  const app = await launch()
  const first = await app.firstWindow()
  await first.getByRole('textbox', { name: 'Message' }).fill('hello from the window')
  await first.getByRole('button', { name: 'Send', exact: true }).click()
  await expect(first.getByRole('log')).toContainText('Received')

  await app.close()
  const again = await launch()

  const second = await again.firstWindow()
  await expect(second.getByRole('log')).toContainText('hello from the window')
})

test('the page has one object of the app, and nothing of Node or Electron', async ({ page }) => {
  const seen = await page.evaluate(() => ({
    host: Object.keys(Reflect.get(window, 'chatapp') as object).toSorted(),
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in window),
    address: location.href
  }))

  expect(seen).toEqual({ host: ['call', 'on', 'onLink', 'saved'], node: [], address: 'app://chatapp/' })
})

test('the page cannot leave, open windows or ask for files outside the list', async ({ app, page }) => {
  const outcome = await page.evaluate(async () => ({
    opened: window.open('file:///') === null,
    file: await fetch('app://chatapp/..%2f..%2fpackage.json').then(({ status }) => status)
  }))
  await page.evaluate(() => {
    location.href = 'file:///'
  })

  expect(outcome).toEqual({ opened: true, file: 404 })
  expect(page.url()).toBe('app://chatapp/')
  expect(app.windows()).toHaveLength(1)
})
