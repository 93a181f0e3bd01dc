import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { someSettings } from '../../test/settings'
import { contentSecurityPolicy } from '../web/page-files'
import { FakeChatApp } from './fake-chat-app'
import { startBrowserHost } from './server'
import { bearerIn, redeem } from './redeem'
import { pageFolder, raw, setup, setupSignedIn } from './test-host'

const call = (url: string, headers: Record<string, string>) =>
  fetch(`${url}/call/settings.get`, {
    method: 'POST',
    body: '{}',
    headers: { origin: url, 'content-type': 'application/json', ...headers }
  })

describe('signing in', () => {
  it('trades a launch token for a session that stands in no cookie and no address', async () => {
    const { host, url } = await setup()
    const link = host.launchUrl()

    const page = await fetch(link, { redirect: 'manual' })
    const answer = await redeem(link)

    expect([page.status, answer.status]).toEqual([200, 200])
    expect(await page.text()).toBe(await (await fetch(url)).text())
    expect([page, answer].map(({ headers }) => headers.get('set-cookie'))).toEqual([null, null])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual({
      ok: true,
      value: { session: expect.stringMatching(/^[\w-]{43}$/) }
    })
  })

  it('refuses a launch token the second time and says how to get another', async () => {
    const { host } = await setup()
    const link = host.launchUrl()
    await redeem(link)

    const again = await redeem(link)

    expect(again.status).toBe(403)
    expect(await again.json()).toMatchObject({
      ok: false,
      error: { code: 'forbidden', message: expect.stringContaining('chatapp -- open') }
    })
  })

  it.each([
    '',
    '{}',
    '{"token":""}',
    '{"token":"guess"}',
    '{"token":["a","b"]}',
    `{"token":"${'a'.repeat(5000)}"}`
  ])('refuses %.40s for a session', async (body) => {
    const { url } = await setup()

    const response = await fetch(`${url}/session`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body
    })

    expect([400, 403]).toContain(response.status)
    expect(await response.json()).toMatchObject({ ok: false })
  })

  it('keeps the token for the person when a browser loads the link ahead', async () => {
    const { host } = await setup()
    const link = host.launchUrl()

    const ahead = await fetch(link, { headers: { 'sec-purpose': 'prefetch' } })
    const read = await fetch(link)

    expect([ahead.status, read.status]).toEqual([403, 200])
    expect((await redeem(link)).status).toBe(200)
  })

  it('lets several pages in, each with its own session', async () => {
    const { host, url } = await setup()

    const sessions = [await redeem(host.launchUrl()), await redeem(host.launchUrl())].map(bearerIn)
    const [one = '', two = ''] = await Promise.all(sessions)
    const answers = await Promise.all([one, two].map((session) => call(url, { authorization: session })))

    expect(one).not.toBe(two)
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
  })

  it('takes no cookie: a browser sends one to every port of this machine', async () => {
    const { url, port, authorization } = await setupSignedIn()
    const secret = authorization.replace('Bearer ', '')

    const answer = await call(url, {
      cookie: `chatapp-${port}=${secret}; session=${secret}; ${authorization}`
    })

    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({ ok: false, error: { code: 'forbidden', retryable: false } })
  })

  it.each(['/call/settings.get', '/events', '/nothing'])(
    'answers 401 for %s with a made-up session',
    async (path) => {
      const { url } = await setup()

      const answers = await Promise.all(
        [`Bearer ${'A'.repeat(43)}`, 'Bearer ', 'Basic eDp5', ''].map((authorization) =>
          fetch(url + path, { headers: { authorization } })
        )
      )

      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401])
    }
  )
})

describe('files', () => {
  it('serves the page fresh and its hashed assets for ever, with the policy on everything', async () => {
    const { url } = await setup()

    const page = await fetch(url)
    const asset = await fetch(`${url}/assets/index-Bx3kQ_-9.js`)
    const refusal = await fetch(`${url}/events`)

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(asset.headers.get('cache-control')).toContain('immutable')
    for (const { headers } of [page, asset, refusal]) {
      expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
  })

  it('answers 304 to a browser that has the file', async () => {
    const { url } = await setup()
    const first = await fetch(url)

    const second = await fetch(url, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })

    expect(second.status).toBe(304)
  })

  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '/assets/..%5c..%5csecret.txt',
    '//etc/passwd',
    '/assets/index-Bx3kQ_-9.js.map',
    '/assets/',
    '/%00',
    '/%zz'
  ])('has nothing at %s', async (path) => {
    const { port, authorization } = await setupSignedIn()

    const { status, body } = await raw(port, path, { host: `127.0.0.1:${port}`, authorization })

    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(body).not.toContain('not for the page')
  })
})

it('gives a browser that asks for a service worker, at any path, one that takes itself away', async () => {
  const { port } = await setup()
  const asks = { host: `127.0.0.1:${port}`, 'service-worker': 'script', 'sec-fetch-site': 'same-origin' }

  const [known, unknown, foreign] = [
    await raw(port, '/index.html', asks),
    await raw(port, '/sw.js', asks),
    await raw(port, '/sw.js', { ...asks, 'sec-fetch-site': 'cross-site' })
  ]

  expect([known.status, unknown.status, foreign.status]).toEqual([200, 200, 403])
  expect(unknown.headers['content-type']).toContain('text/javascript')
  expect(unknown.body).toContain('unregister()')
  expect(known.body).toBe(unknown.body)
})

describe('calls', () => {
  it('passes a call through the same dispatch as every host', async () => {
    const { post } = await setupSignedIn()

    const good = await post('settings.get', '{}')
    const unknown = await post('settings.steal', '{}')
    const wrong = await post('chat.send', JSON.stringify({ input: { text: 'hi', admin: true } }))

    expect([good.status, unknown.status, wrong.status]).toEqual([200, 200, 200])
    expect(await good.json()).toEqual({ ok: true, value: someSettings })
    expect(await unknown.json()).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await wrong.json()).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it.each(['toString', '__proto__', 'constructor', '..%2fevents', '%2e%2e'])(
    'has no call %s',
    async (name) => {
      const { port, own } = await setupSignedIn()
      const headers = {
        host: `127.0.0.1:${port}`,
        ...own,
        'content-type': 'application/json',
        'content-length': '0'
      }

      const { status, body } = await raw(port, `/call/${name}`, headers, 'POST')

      expect([200, 400, 404]).toContain(status)
      expect(JSON.parse(body)).toMatchObject({ ok: false })
    }
  )

  it.each([
    ['', 400],
    ['{"input":', 400],
    ['[]', 400],
    ['null', 400],
    ['{"input":null,"more":1}', 400]
  ])('answers the body %s with status %d and a typed error', async (body, status) => {
    const { post } = await setupSignedIn()

    const response = await post('settings.get', body)

    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
  })

  it('refuses bytes that are not UTF-8', async () => {
    const { post } = await setupSignedIn()

    const response = await post('settings.get', new Uint8Array([0x22, 0xff, 0x22]))

    expect(response.status).toBe(400)
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses the content type %s, which any web page may post',
    async (type) => {
      const { post } = await setupSignedIn()

      const response = await post('settings.get', '{"input":null}', { 'content-type': type })

      expect(response.status).toBe(415)
      expect(await response.json()).toMatchObject({ ok: false, error: { code: 'invalid_input' } })
    }
  )

  it('answers 10 MB with a typed error and lives', async () => {
    const { post } = await setupSignedIn()

    const response = await post('chat.send', JSON.stringify({ input: { text: 'x'.repeat(10_000_000) } }))

    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'too_large' } })
    expect(await (await post('settings.get', '{}')).json()).toMatchObject({ ok: true })
  })

  it('carries emoji, NUL and right-to-left marks to the character', async () => {
    const texts: string[] = []
    const app = new FakeChatApp({
      'chat.send': async ({ text }) => {
        texts.push(text)
        throw new Error('enough')
      }
    })
    const { post } = await setupSignedIn(app)
    const text = 'a\u0000👩‍👩‍👧\ud800\u202eb\u2028'

    const response = await post('chat.send', JSON.stringify({ input: { text } }))

    expect(texts).toEqual([text])
    expect(await response.json()).toMatchObject({ ok: false, error: { code: 'internal' } })
  })
})

describe('starting', () => {
  it('says that the port is taken and names the option', async () => {
    const { port } = await setup()

    const second = startBrowserHost({ app: new FakeChatApp(), port, rendererDir: pageFolder() })

    await expect(second).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`Port ${port} is`)
    })
    await expect(second).rejects.toThrow('--port')
  })

  it('says how to build when there is no page', async () => {
    const start = startBrowserHost({
      app: new FakeChatApp(),
      port: 0,
      rendererDir: join(pageFolder(), 'none')
    })

    await expect(start).rejects.toThrow('npm run build')
  })
})
