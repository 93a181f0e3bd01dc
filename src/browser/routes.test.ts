import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { raw, setup, setupSignedIn } from './test-host'

const form = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-access-key', sessionToken: '' }
const formType = { 'content-type': 'application/x-www-form-urlencoded' }

/** The hash by which a policy allows the only style of a page. */
function styleHashIn(html: string): string {
  const styles = [...html.matchAll(/<style>([^]*?)<\/style>/g)].map(([, style = '']) => style)
  expect(styles).toHaveLength(1)
  return `sha256-${createHash('sha256').update(styles.join('')).digest('base64')}`
}

async function signedIn() {
  const made = await setupSignedIn()
  const path = made.app.keyPage.path('work')
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(made.url + path, {
      method: 'POST',
      headers: { origin: made.url, ...formType, ...headers },
      body: new URLSearchParams(fields).toString()
    })
  return { ...made, path, post }
}

it('shows a form without scripts, under a policy of its own, to who has the ticket', async () => {
  const { url, path } = await signedIn()

  const response = await fetch(url + path)
  const html = await response.text()

  expect(response.status).toBe(200)
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src '${styleHashIn(html)}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
  )
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(html).toContain('<h1>Access keys for Work</h1>')
  expect(html).toContain('name="secretAccessKey" type="password"')
  expect(html).not.toContain('<script')
  // It stands in a tab, which the browser closes.
  expect(html).not.toContain('href=')
})

it('takes keys once, and never shows them again', async () => {
  const { app, post } = await signedIn()

  const [first, second] = [await post(form), await post(form)]

  expect([first.status, second.status]).toEqual([200, 403])
  expect(await first.text()).not.toContain(form.secretAccessKey)
  expect(app.typedKeys).toEqual([
    { backendId: 'work', keys: { accessKeyId: form.accessKeyId, secretAccessKey: form.secretAccessKey } }
  ])
})

it.each([
  ['a foreign origin', { origin: 'https://evil.example' }, 403],
  ['no origin, as a page without referrer sends it', { origin: 'null' }, 403],
  ['another port of this machine', { origin: 'http://127.0.0.1:1' }, 403],
  ['JSON', { 'content-type': 'application/json' }, 415]
])('refuses keys with %s', async (_, headers, status) => {
  const { app, post } = await signedIn()

  expect((await post(form, headers)).status).toBe(status)
  expect(app.typedKeys).toEqual([])
})

it.each(['/keys', '/keys?ticket=', '/keys?ticket=made-up', '/keys?ticket=a&ticket=b'])(
  'has no form at %s',
  async (path) => {
    const { url, authorization } = await signedIn()

    const response = await fetch(url + path, { headers: { authorization } })

    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain('<form')
  }
)

it('refuses a foreign host and a form that is too large', async () => {
  const { port, path, post } = await signedIn()

  const foreign = await raw(port, path, { host: `evil.example:${port}` })
  const large = await post({ ...form, sessionToken: 'x'.repeat(100_000) })

  expect([foreign.status, large.status]).toEqual([403, 400])
})

it.each([['/nothing'], ['/assets/']])(
  'shows a person at %s a notice in the same style, under a policy that allows nothing else',
  async (path) => {
    const { url } = await setup()

    const response = await fetch(url + path, { headers: { accept: 'text/html' } })
    const html = await response.text()

    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src '${styleHashIn(html)}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
    )
    expect(html).toContain('<code>npm run -s chatapp -- open</code>')
    expect(html).not.toContain('<script')
  }
)
