import type { Page } from '@playwright/test'
import { v7 as uuidv7 } from 'uuid'
import { asked, expect, test } from './app'
import { ForeignFunction } from './foreign-function'
import { answer, send, seriousFaults, shoot } from './looking'

/** A letter as an export of the tray writes it. */
const aLetterLine = {
  type: 'chatapp-letter',
  version: 1,
  queue: 'ChatAPP-dlq',
  letter: {
    sqsMessageId: 'm',
    body: 'order 12',
    length: 8,
    attributes: [{ name: 'team', type: 'String', value: 'blue' }],
    groupId: null,
    sentAt: 1_700_000_000_000,
    firstReceivedAt: null,
    receiveCount: 6,
    source: 'ChatAPP',
    hidden: false
  },
  edited: null,
  cause: 'no such order',
  takenAt: 1_700_000_000_000
}

const screens: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['the first run', async () => {}],
  [
    'a conversation',
    async (page) => {
      await send(page, 'Hello **there** `code` https://example.org', 'Received')
      await send(page, '/help', '/remind')
    }
  ],
  [
    'the inspector',
    async (page) => {
      await send(page, '/echo look inside', 'look inside')
      await page
        .getByRole('log')
        .getByRole('button', { name: /details/i })
        .first()
        .click()
    }
  ],
  ['the queues', async (page) => await page.getByRole('button', { name: 'Queues' }).click()],
  [
    'the processor log',
    async (page) => {
      await send(page, '/echo one', 'one')
      await send(page, '/fail for the picture', 'failed')
      await page.getByRole('button', { name: 'Queues', exact: true }).click()
      await page.getByRole('button', { name: 'Processor log' }).click()
      const lines = page.getByRole('log', { name: 'Lines' })
      await lines
        .getByRole('button', { name: /outcome=failed/ })
        .first()
        .click()
    }
  ],
  [
    'the dead letters',
    async (page) => {
      await page.getByRole('button', { name: 'Queues' }).click()
      await page.getByRole('button', { name: 'Open the dead letters' }).click()
      const buffer = Buffer.from(JSON.stringify(aLetterLine))
      const file = { name: 'letters.jsonl', mimeType: 'application/jsonl', buffer }
      await page.getByLabel('Letters to import').setInputFiles(file)
      await page.getByRole('tab', { name: 'Tray (1)' }).click()
      await page.getByRole('button', { name: /order 12/ }).click()
      await page.getByRole('dialog', { name: 'Letter' }).getByRole('textbox').fill('order 13')
    }
  ],
  [
    'the queue desk',
    async (page) => {
      await openQueue(page, 'ChatAPP')
      await expect(page.getByRole('region', { name: 'What is around ChatAPP' })).toContainText(
        'MessageProcessor'
      )
    }
  ],
  [
    'a message of any queue',
    async (page) => {
      await asked(page, 'backends.choose', { id: 'local', queueDesk: 'unlocked' })
      const notification = { Type: 'Notification', TopicArn: 'arn:aws:sns:x:1:shop', Message: '{"order":7}' }
      await asked(page, 'desk.send', {
        id: uuidv7(),
        queue: 'ChatAPP-dlq',
        body: JSON.stringify(notification),
        attributes: [{ name: 'seal', type: 'Binary', value: 'AP8=' }]
      })
      await openQueue(page, 'ChatAPP-dlq')
      await page.getByRole('button', { name: 'Look at messages' }).click()
      await page.getByRole('button', { name: /Notification/ }).click()
      await expect(page.getByRole('dialog', { name: 'Message' })).toContainText('Envelope of SNS')
    }
  ],
  [
    'a message to any queue',
    async (page) => {
      await asked(page, 'backends.choose', { id: 'local', queueDesk: 'unlocked' })
      await openQueue(page, 'ChatAPP-dlq')
      await page.getByRole('button', { name: 'Send a message…' }).click()
      await page.getByRole('dialog').getByRole('textbox', { name: 'Body' }).fill('{"order":7}')
    }
  ],
  ['the settings', async (page) => await openSettings(page)],
  [
    'the data of this profile',
    async (page) => {
      await openSettings(page)
      const data = page.getByRole('region', { name: 'Your data' })
      await data.scrollIntoViewIfNeeded()
      await expect(data.getByRole('button', { name: 'Export all messages' })).toBeEnabled()
    }
  ],
  [
    'the diagnostics',
    async (page) => {
      await openSettings(page)
      const about = page.getByRole('region', { name: 'About and diagnostics' })
      await about.scrollIntoViewIfNeeded()
      await about.getByRole('button', { name: 'Copy diagnostics' }).focus()
      await expect(about).toContainText('Log file')
    }
  ],
  [
    'the connection of an AWS account',
    async (page) => {
      await openSettings(page)
      await page.getByRole('button', { name: 'Connect an AWS account' }).click()
      await expect(page.getByRole('heading', { name: 'Connect an AWS account' })).toBeVisible()
    }
  ],
  [
    'emulators that were found',
    async (page) => {
      const can = { createQueue: true, lambda: true, cloudFormation: true, moveTasks: false }
      const others = { lambda: false, cloudFormation: false, moveTasks: true }
      await answer(page, 'emulators.find', [
        { endpoint: 'http://127.0.0.1:4566', product: 'MiniStack', version: '1.5.33', can },
        { endpoint: 'http://127.0.0.1:9324', product: 'ElasticMQ', version: null, can: { ...can, ...others } }
      ])
      await openSettings(page)
      await page.getByRole('button', { name: 'Connect an AWS account' }).click()
      await expect(page.getByRole('button', { name: 'Connect MiniStack 1.5.33' })).toBeVisible()
    }
  ],
  [
    'a protected backend that was switched to',
    async (page) => {
      const emulator = {
        kind: 'emulator',
        region: 'us-east-1',
        credentials: { type: 'dummy' },
        product: 'MiniStack',
        version: '1.5.33',
        processor: 'here'
      }
      const choices = { colour: 'violet', protected: true, queueDesk: 'read-only', agents: 'locked' }
      await send(page, '/echo here', 'here')
      await answer(page, 'backends.list', {
        activeId: 'mine',
        asksFirst: true,
        backends: [
          { id: 'local', kind: 'local' },
          { ...emulator, id: 'mine', name: 'MiniStack', endpoint: 'http://127.0.0.1:4566' }
        ],
        choices: { local: { ...choices, colour: 'grey', protected: false }, mine: choices }
      })
      await page.reload()
      await expect(page.getByText('is protected', { exact: false })).toBeVisible()
    }
  ],
  [
    'help',
    async (page) => {
      await openSettings(page)
      await page.getByRole('button', { name: 'Help', exact: true }).click()
      await expect(page.getByRole('region', { name: 'Commands of MessageProcessor' })).toBeVisible()
    }
  ],
  [
    'the fault lab',
    async (page) => {
      await openSettings(page)
      await page.getByRole('button', { name: 'Fault lab', exact: true }).click()
      await expect(page.getByRole('switch', { name: 'Offline' })).toBeVisible()
    }
  ],
  ['the command palette', async (page) => await page.keyboard.press('ControlOrMeta+k')],
  ['the search', async (page) => await page.keyboard.press('ControlOrMeta+f')],
  [
    'what a search found',
    async (page) => {
      await send(page, '/echo look for this', 'look for this')
      await page.keyboard.press('ControlOrMeta+f')
      await page.getByRole('searchbox').fill('from:me look')
      await expect(page.getByRole('list', { name: 'Messages found' })).toContainText('look for this')
    }
  ],
  [
    'a chat that was begun and one that was put aside',
    async (page) => {
      await page.getByRole('button', { name: 'Options for MessageProcessor' }).click()
      await page.getByRole('menuitem', { name: 'Archive' }).click()
      await page.getByRole('button', { name: 'New chat' }).click()
      await expect(page.getByRole('button', { name: 'Archived 1' })).toBeVisible()
    }
  ]
]

/** Opens a queue at the desk. */
async function openQueue(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Queues', exact: true }).click()
  await page.getByRole('button', { name: 'Queue desk' }).click()
  const list = page.getByRole('region', { name: 'All queues' })
  await list.getByRole('button', { name: new RegExp(`^${name} \\S`) }).click()
  await expect(page.getByRole('region', { name: `Queue ${name}` })).toContainText('What it does')
}

const openSettings = async (page: Page): Promise<void> =>
  await page.getByRole('button', { name: 'Settings' }).click()

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen, ${colorScheme}`, async ({ app, page }) => {
    // Every screen, one after the other; with pictures in three widths and two languages too.
    test.slow()
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const [name, open] of screens) {
      await test.step(name, async () => {
        await page.unrouteAll()
        await page.goto(app.running ? app.running : await app.start())
        await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
        await open(page)
        expect(await seriousFaults(page)).toEqual([])
        await shoot(page, `${name}, ${colorScheme}`)
      })
    }
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in what is sent later, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await app.cli(['templates', 'save', 'due', 'Order {{number}} is due'])
    await app.cli(['send', '--at', '2099-01-01 00:00', '--attribute', 'team=blue', 'happy new year'])
    await page.goto(await app.start())
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('hello')
    const more = page.getByRole('button', { name: 'More ways to send' })
    await more.click()
    expect(await seriousFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    for (const option of ['At a date and time…', 'Attributes…', 'Use a template…', 'Save as template…']) {
      await more.click()
      await page.getByRole('menuitem', { name: option }).click()
      await expect(page.getByRole('dialog')).toBeVisible()
      expect(await seriousFaults(page)).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    await page.getByRole('button', { name: /^1 scheduled/ }).click()
    expect(await seriousFaults(page)).toEqual([])
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in a chat with other queues, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(await app.start())
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    const other = await ForeignFunction.beside(app)
    const queues = ['--request-queue', 'orders', '--reply-queue', 'orders-replies', '--own']
    await app.cli(['chats', 'create', 'Orders', ...queues])
    await page
      .getByRole('navigation', { name: 'Chats' })
      .getByRole('button', { name: /^Orders/ })
      .click()
    await send(page, 'how many?', 'how many?')
    await other.say('three')
    await expect(page.getByRole('log')).toContainText('which is a guess')
    expect(await seriousFaults(page)).toEqual([])
    await shoot(page, `a chat with other queues, ${colorScheme}`)

    await page.getByRole('button', { name: 'Queues of this chat…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Queues of this chat' })
    await dialog.getByRole('combobox', { name: /^Envelope/ }).selectOption('json')
    expect(await seriousFaults(page)).toEqual([])
    await shoot(page, `the queues of a chat, ${colorScheme}`)
    await dialog.getByRole('button', { name: 'Save and try it' }).click()
    await dialog.getByRole('button', { name: 'Send it' }).click()
    await other.say('{"text":"four"}')
    await expect(dialog.getByRole('region', { name: 'Read as' })).toContainText('four')
    expect(await seriousFaults(page)).toEqual([])
    await shoot(page, `a trial of other queues, ${colorScheme}`)
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on the pages without scripts, ${colorScheme}`, async ({ app, page }) => {
    await page.emulateMedia({ colorScheme })
    const link = await app.start()
    await page.goto(new URL('/nothing', link).href)
    await expect(page.getByRole('heading', { name: 'This page is not signed in' })).toBeVisible()
    // The policy lets the style through.
    await expect(page.getByRole('main')).toHaveCSS('border-radius', '12px')
    expect(await seriousFaults(page)).toEqual([])

    await page.goto(link)
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
    const { path } = await keyPage(page)
    await page.goto(new URL(path, link).href)
    await expect(page.getByRole('textbox', { name: 'Access key ID' })).toBeFocused()
    await expect(page.getByRole('main')).toHaveCSS('border-radius', '12px')
    expect(await seriousFaults(page)).toEqual([])
  })
}

/** The page for access keys of a new backend. */
const keyPage = async (page: Page): Promise<{ path: string }> =>
  (await asked(page, 'aws.enterKeys', { backendId: 'work' })) as { path: string }

test('nothing is cut off and nothing scrolls sideways in a narrow window', async ({ app, page }) => {
  await page.setViewportSize({ width: 360, height: 640 })
  await page.goto(await app.start())
  await send(page, `/echo ${'long'.repeat(60)}`, 'longlong')

  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)

  expect(overflow).toBeLessThanOrEqual(0)
  await expect(page.getByRole('button', { name: 'Send', exact: true })).toBeInViewport()
})

test('at 200 % zoom the conversation has the whole width of a usual window', async ({ app, page }) => {
  await page.setViewportSize({ width: 640, height: 400 })
  await page.goto(await app.start())
  await send(page, '/echo zoomed', 'zoomed')

  const log = await page.getByRole('log').boundingBox()

  expect(log?.width).toBeGreaterThan(600)
  await expect(page.getByRole('complementary', { name: 'Sidebar' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Open the sidebar' }).click()
  await expect(page.getByRole('navigation', { name: 'Chats' })).toBeVisible()
})

test('the details of a message take no room from a conversation of 900 pixels', async ({ app, page }) => {
  await page.setViewportSize({ width: 900, height: 700 })
  await page.goto(await app.start())
  await send(page, '/echo look inside', 'look inside')
  const before = await page.getByRole('log').boundingBox()

  await page
    .getByRole('log')
    .getByRole('button', { name: /details/i })
    .first()
    .click()
  await expect(page.getByRole('dialog', { name: 'Message details' })).toBeVisible()

  const title = page.locator('h1', { hasText: 'MessageProcessor' })
  expect(await title.evaluate((node) => node.scrollWidth <= node.clientWidth)).toBe(true)
  const after = await page.locator('[role="log"]').boundingBox()
  expect([after?.x, after?.width]).toEqual([before?.x, before?.width])
})
