import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect as anyExpect, sessionOf, test } from './app'
import type * as robbery from './robbery.js'

/** A busy computer may take its time to start the backend. */
const expect = anyExpect.configure({ timeout: 20_000 })

/** Another program's page on another port of 127.0.0.1, which keeps what browsers send to it. */
async function aThief() {
  const seen: IncomingHttpHeaders[] = []
  const page = '<!doctype html><title>Another program</title><body></body>'
  const server = createServer((request, response) => {
    seen.push(request.headers)
    const script = request.url === '/robbery.js'
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html')
    response.end(script ? readFileSync(join(import.meta.dirname, 'robbery.js')) : page)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, seen, close: () => server.close() }
}

test('a program on another port gets nothing from the browser that would let it in', async ({
  app,
  page
}) => {
  const thief = await aThief()
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const secret = await sessionOf(page)

  const tab = await page.context().newPage()
  await tab.goto(thief.url)
  await page.evaluate((url) => window.open(url), thief.url)
  await expect.poll(() => thief.seen.filter((headers) => headers['upgrade-insecure-requests']).length).toBe(2)

  expect(secret).toMatch(/^[\w-]{43}$/)
  expect(JSON.stringify(thief.seen)).not.toContain(secret)
  expect(await page.context().cookies()).toEqual([])
  expect(await tab.evaluate(() => window.sessionStorage.getItem('chatapp.session'))).toBeNull()
  const { origin } = new URL(app.running ?? '')
  const stolen = await fetch(`${origin}/call/conversations.list`, {
    method: 'POST',
    headers: { cookie: thief.seen.at(-1)?.cookie ?? '', origin, 'content-type': 'application/json' },
    body: '{}'
  })
  expect(stolen.status).toBe(401)
  thief.close()
})

test('the browser is led in by a page of this user alone, which is gone once it was used', async ({
  app,
  page
}, info) => {
  test.skip(process.platform !== 'linux', 'The opener of this test is the one of Linux.')
  const folder = info.outputPath('opener')
  await mkdir(folder, { recursive: true })
  const note = join(folder, 'opened')
  await writeFile(
    join(folder, 'xdg-open'),
    `#!/bin/sh\necho "$@" > '${note}.part' && mv '${note}.part' '${note}'\n`
  )
  await chmod(join(folder, 'xdg-open'), 0o755)
  app.openWith = folder
  const link = await app.start()
  await expect.poll(() => existsSync(note)).toBe(true)
  const address = (await readFile(note, 'utf8')).trim()

  await page.goto(address)

  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  expect(address).not.toContain(new URL(link).searchParams.get('token') ?? '')
  // The page shows itself while its session is still being made.
  await expect.poll(() => existsSync(fileURLToPath(address))).toBe(false)
  await page.reload()
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})

test('a second tab of the same browser is in at once, and a page in another browser is told how to get in', async ({
  app,
  page,
  browser
}) => {
  const link = await app.start()
  await page.goto(link)
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()

  const tab = await page.context().newPage()
  await tab.goto(app.running ?? '')
  const used = await page.context().newPage()
  await used.goto(link)
  const stranger = await (await browser.newContext()).newPage()
  await stranger.goto(link)

  await expect(tab.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await expect(used.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await expect(stranger.getByRole('heading', { name: 'Open ChatAPP again' })).toBeVisible()
  await expect(stranger.getByRole('alert')).toContainText('a link works once')
  await stranger.context().close()
})

test('a page of another origin gets nothing, whatever it tries, and changes nothing', async ({
  app,
  page,
  browser
}) => {
  const thief = await aThief()
  await page.goto(await app.start())
  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  const { stdout } = await app.cli(['open'])
  const link = stdout.trim()
  const { origin } = new URL(link)

  const tab = await page.context().newPage()
  await tab.goto(thief.url)
  const stolen = await tab.evaluate(
    async ([target, overheard]) => {
      const { rob } = (await import(new URL('/robbery.js', window.location.href).href)) as typeof robbery
      return await rob(target, overheard)
    },
    [origin, link] as const
  )

  expect(stolen).toEqual({})
  expect((await app.cli(['history', '--json'])).stdout).toBe('')
  // The link that the thief has tried is still the user's.
  const late = await (await browser.newContext()).newPage()
  await late.goto(link)
  await expect(late.getByRole('textbox', { name: 'Message' })).toBeVisible()
  await late.context().close()
  thief.close()
})

test('a link under localhost, which may be another program’s, leads to the one address', async ({
  app,
  page
}) => {
  const link = await app.start()

  await page.goto(link.replace('127.0.0.1', 'localhost'))

  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
  expect(page.url()).toBe(app.running)
})

/** What a program serves that has got the host's port while ChatAPP did not run: a service worker that stays in the browser. */
const squat = {
  '/sw.js': `self.addEventListener('fetch', (event) => {
    if (event.request.mode === 'navigate')
      event.respondWith(new Response('<title>Stolen</title>', { headers: { 'content-type': 'text/html' } }))
  })`,
  '/': `<title>Another program</title><script>
    navigator.serviceWorker.register('/sw.js')
    navigator.serviceWorker.ready.then(() => (document.title = 'Installed'))
  </script>`
} as const

test('what another program left in the browser, while it had the port, is gone at the second visit', async ({
  app,
  page
}) => {
  await page.goto(await app.start())
  await app.stop()
  const thief = createServer(({ url }, response) => {
    response.setHeader('content-type', url === '/sw.js' ? 'text/javascript' : 'text/html')
    response.end(squat[url === '/sw.js' ? url : '/'])
  })
  thief.listen(Number(new URL(app.running ?? '').port), '127.0.0.1')
  await once(thief, 'listening')
  await page.reload()
  await expect(page).toHaveTitle('Installed')
  thief.closeAllConnections()
  thief.close()
  await app.start()

  await page.goto(app.running ?? '')
  await expect(page).toHaveTitle('Stolen')
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length))
    .toBe(0)
  await page.goto((await app.cli(['open'])).stdout.trim())

  await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible()
})
