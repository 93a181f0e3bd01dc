import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { raw, setupSignedIn } from './test-host'

it.each(['evil.example', '127.0.0.1', 'localhost:1', '127.0.0.1.evil.example', '[::1]:80'])(
  'refuses the host name "%s"',
  async (name) => {
    const { port, authorization, host } = await setupSignedIn()

    const page = await raw(port, '/', { host: name, authorization })
    const link = new URL(host.launchUrl())
    const launch = await raw(port, link.pathname + link.search, { host: name })

    expect([page.status, launch.status]).toEqual([403, 403])
  }
)

it.each([
  ['blanks around the host', 'GET /', (host: string) => `Host:  ${host} `],
  ['two hosts', 'GET /', (host: string) => `Host: ${host}\r\nHost: evil.example`],
  ['a foreign target', 'GET http://evil.example/', (host: string) => `Host: ${host}`],
  ['an odd transfer encoding', 'GET /', (host: string) => `Host: ${host}\r\nTransfer-Encoding: x, chunked`]
])('refuses %s', async (_, start, head) => {
  const { port } = await setupSignedIn()
  const socket = connect(port, '127.0.0.1')
  socket.write(`${start} HTTP/1.1\r\n${head(`127.0.0.1:${port}`)}\r\nConnection: close\r\n\r\n0\r\n\r\n`)

  const answer = (await socket.setEncoding('utf8').toArray()).join('')

  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).not.toContain('<title>ChatAPP</title>')
})

it('leads a person from localhost to its address, and lets nobody in under that name', async () => {
  const { port, authorization } = await setupSignedIn()
  const headers = { host: `localhost:${port}`, origin: `http://localhost:${port}`, authorization }

  const page = await raw(port, '/launch?token=any', { host: headers.host })
  const events = await raw(port, '/events', headers)
  const called = await raw(
    port,
    '/call/settings.get',
    { ...headers, 'content-type': 'application/json' },
    'POST'
  )

  expect([page.status, events.status, called.status]).toEqual([302, 302, 403])
  expect(page.headers.location).toBe(`http://127.0.0.1:${port}/launch?token=any`)
  expect(page.headers['cache-control']).toBe('no-store')
})

it.each(['http://evil.example', 'null', 'http://127.0.0.1:1', 'https://127.0.0.1', ''])(
  'refuses a call from the origin "%s"',
  async (origin) => {
    const { port, authorization } = await setupSignedIn()
    const headers = { host: `127.0.0.1:${port}`, authorization, origin, 'content-type': 'application/json' }

    expect(await raw(port, '/call/settings.get', headers, 'POST')).toMatchObject({ status: 403 })
    expect(await raw(port, '/events', headers)).toMatchObject({ status: 403 })
  }
)

it('refuses a call that does not say where it comes from', async () => {
  const { port, authorization } = await setupSignedIn()
  const headers = { host: `127.0.0.1:${port}`, authorization, 'content-type': 'application/json' }

  const unsaid = await raw(port, '/call/settings.get', headers, 'POST')
  const typed = await raw(port, '/call/settings.get', { ...headers, 'sec-fetch-site': 'none' }, 'POST')

  expect([unsaid.status, typed.status]).toEqual([403, 403])
})

// `fetch` of Node writes `Sec-Fetch-Mode` itself.
const from = (port: number, site: string, dest: string, mode: string) => ({
  host: `127.0.0.1:${port}`,
  'sec-fetch-site': site,
  'sec-fetch-dest': dest,
  'sec-fetch-mode': mode
})

it.each(['cross-site', 'same-site'])('refuses what another %s page loads into itself', async (site) => {
  const { port } = await setupSignedIn()

  const answers = await Promise.all([
    raw(port, '/', from(port, site, 'script', 'no-cors')),
    raw(port, '/', from(port, site, 'empty', 'cors')),
    raw(port, '/', from(port, site, 'iframe', 'navigate')),
    raw(port, '/', from(port, site, 'image', 'no-cors'))
  ])

  expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
})

it('lets a person follow a link from anywhere to the page, and the page to nothing without a session', async () => {
  const { port, own } = await setupSignedIn()
  const headers = from(port, 'cross-site', 'document', 'navigate')

  const page = await raw(port, '/launch?token=any', headers)
  const events = await raw(port, '/events', headers)
  const form = await raw(port, '/call/settings.get', { ...headers, ...own }, 'POST')

  expect([page.status, events.status, form.status]).toEqual([200, 401, 403])
})

it('allows no other site to read or ask ahead', async () => {
  const { port, authorization } = await setupSignedIn()

  const ahead = await raw(
    port,
    '/call/settings.get',
    {
      host: `127.0.0.1:${port}`,
      authorization,
      origin: 'http://evil.example',
      'access-control-request-method': 'POST'
    },
    'OPTIONS'
  )

  expect(ahead.status).toBe(403)
  expect(Object.keys(ahead.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})
