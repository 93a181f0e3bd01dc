import { expect, it } from 'vitest'
import { raw, setupSignedIn } from './test-host'

it.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example', '[::1]:80'])(
  'refuses the host name "%s"',
  async (name) => {
    const { port, cookie, host } = await setupSignedIn()

    const page = await raw(port, '/', { host: name, cookie })
    const link = new URL(host.launchUrl())
    const launch = await raw(port, link.pathname + link.search, { host: name })

    expect([page.status, launch.status]).toEqual([403, 403])
  }
)

it('answers under localhost too', async () => {
  const { port, cookie } = await setupSignedIn()

  expect(await raw(port, '/', { host: `localhost:${port}`, cookie })).toMatchObject({ status: 200 })
})

it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1', ''])(
  'refuses a call from the origin "%s"',
  async (origin) => {
    const { port, cookie } = await setupSignedIn()
    const headers = { host: `127.0.0.1:${port}`, cookie, origin, 'content-type': 'application/json' }

    expect(await raw(port, '/call/settings.get', headers, 'POST')).toMatchObject({ status: 403 })
    expect(await raw(port, '/events', headers)).toMatchObject({ status: 403 })
  }
)

it('refuses a call that does not say where it comes from', async () => {
  const { port, cookie } = await setupSignedIn()
  const headers = { host: `127.0.0.1:${port}`, cookie, 'content-type': 'application/json' }

  const unsaid = await raw(port, '/call/settings.get', headers, 'POST')
  const typed = await raw(port, '/call/settings.get', { ...headers, 'sec-fetch-site': 'none' }, 'POST')

  expect([unsaid.status, typed.status]).toEqual([403, 403])
})

it.each(['cross-site', 'same-site'])('refuses everything that is %s', async (site) => {
  const { url, own } = await setupSignedIn()

  const page = await fetch(url, { headers: { cookie: own.cookie, 'sec-fetch-site': site } })

  expect(page.status).toBe(403)
})

it('allows no other site to read or ask ahead', async () => {
  const { port, cookie } = await setupSignedIn()

  const ahead = await raw(
    port,
    '/call/settings.get',
    {
      host: `127.0.0.1:${port}`,
      cookie,
      origin: 'http://evil.example',
      'access-control-request-method': 'POST'
    },
    'OPTIONS'
  )

  expect(ahead.status).toBe(403)
  expect(Object.keys(ahead.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})
