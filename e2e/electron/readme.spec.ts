import { expect } from '@playwright/test'
import { shoot, test } from './electron-app'

const code = '```ts\nawait store.add(reply)\nawait queue.delete(reply.receiptHandle)\n```'

test('the window as the README shows it', async ({ app, page }) => {
  // docs/screenshot.png is this one: CHATAPP_ELECTRON_SHOTS=folder npm run test:electron -- readme
  test.skip(!process.env['CHATAPP_ELECTRON_SHOTS'], 'for its picture alone')
  await app.evaluate(({ BrowserWindow, screen }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(screen.getPrimaryDisplay().bounds)
  })
  await page.evaluate(
    async (others) => {
      const { chatapp } = window as unknown as {
        chatapp: { call: (...given: unknown[]) => Promise<{ value: never }> }
      }
      await chatapp.call('settings.set', { senderName: 'Ada', theme: 'light' })
      for (const [title, text] of others) {
        const { value } = await chatapp.call('conversations.create', { title })
        await chatapp.call('chat.send', { conversationId: (value as { id: string }).id, text })
      }
    },
    [
      ['Nightly jobs', '/echo All 214 jobs ran; 0 failed.'],
      ['Order events', '/echo 17 orders packed, 2 wait for stock.'],
      ['Team lunch', '/echo Thai at **12:30**?']
    ] as const
  )
  for (const [text, answer] of [
    ['Hello! Can you hear me?', 'Received'],
    ['/time Europe/Berlin', 'Europe/Berlin)'],
    [`/echo Stored **before** it is sent, deleted *after* it is stored:\n\n${code}`, 'Stored before']
  ] as const) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('log')).toContainText(answer)
  }
  await page
    .getByRole('log')
    .getByRole('button', { name: /details/i })
    .last()
    .click()
  await expect(page.getByRole('heading', { name: 'Timeline' })).toBeVisible()
  await page.getByRole('textbox', { name: 'Message' }).focus()
  await page.getByRole('heading', { name: 'Timeline' }).hover()
  await shoot('0-readme')

  await expect(page.getByRole('log')).toContainText('Ada')
})
