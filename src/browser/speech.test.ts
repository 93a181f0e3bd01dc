import { expect, it } from 'vitest'
import { someSettings } from '../../test/settings'
import { FakeChatApp } from './fake-chat-app'
import { accepted, followLanguage } from './speech'
import { raw, setup } from './test-host'

it.each([
  ['de-AT,de;q=0.9,en;q=0.8', ['de-AT', 'de', 'en']],
  ['en;q=0.5, de', ['de', 'en']],
  ['fr, de;q=0, en;Q=0.1', ['fr', 'en']],
  ['', ['']],
  [undefined, ['']]
])('reads %j as what a browser asks for, best first', (header, languages) => {
  expect(accepted(header)).toEqual(languages)
})

it.each(['', '*', 'de-@posix', ';;;,q=', 'fr', '-', 'de;q=wat'])(
  'speaks English to who asks for %j',
  async (asked) => {
    const { speakerFor } = await followLanguage(new FakeChatApp())

    expect((await speakerFor({ 'accept-language': asked })).say('Cancel')).toBe('Cancel')
  }
)

it('speaks as the settings say, whatever the browser asks for, now and after each change until it ends', async () => {
  const app = new FakeChatApp({ 'settings.get': async () => ({ ...someSettings, language: 'de' as const }) })
  const { speakerFor, end } = await followLanguage(app)
  const says = async (asked: string) => (await speakerFor({ 'accept-language': asked })).say('Cancel')

  const chosen = await says('en')
  app.announce('settings.changed', { ...someSettings, language: 'en' })
  const changed = await says('de')
  app.announce('settings.changed', { ...someSettings, language: 'system' })
  const asked = [await says('de-CH'), await says('en-GB,de')]
  end()

  expect([chosen, changed, ...asked]).toEqual(['Abbrechen', 'Cancel', 'Abbrechen', 'Cancel'])
  expect(app.listening).toBe(0)
})

const person = (port: number) => ({
  host: `127.0.0.1:${port}`,
  accept: 'text/html',
  'accept-language': 'de-DE,en;q=0.5'
})

it.each([
  ['no_session', '/nothing', {}, 401, 'Diese Seite ist nicht angemeldet'],
  ['prefetch', '/launch?token=a', { 'sec-purpose': 'prefetch' }, 403, 'Nicht vorab geladen'],
  ['foreign_host', '/', { host: 'evil.example' }, 403, 'Falsche Adresse'],
  ['foreign_origin', '/', { origin: 'http://evil.example' }, 403, 'Nicht erlaubt'],
  ['cross_site', '/', { 'sec-fetch-site': 'cross-site' }, 403, 'Nicht erlaubt'],
  ['malformed', 'http://evil.example/', {}, 400, 'Nicht verstanden'],
  ['a path that is none', '/%', {}, 400, 'Das hat nicht geklappt']
])(
  'tells a German reader of %s in German, and a program in English by its key',
  async (_, path, headers, status, title) => {
    const { port } = await setup()

    const page = await raw(port, path, { ...person(port), ...headers })
    const program = await raw(port, path, { ...person(port), ...headers, accept: 'application/json' })

    expect([page.status, program.status]).toEqual([status, status])
    expect(page.body).toContain(`<html lang="de">`)
    expect(page.body).toContain(`<h1>${title}</h1>`)
    const { error } = JSON.parse(program.body) as { error: { key: string; message: string } }
    expect(error.key).toMatch(/^request\./)
    expect(page.body).not.toContain(error.message.slice(0, 20))
  }
)

it('shows the commands of a German notice as commands', async () => {
  const { port } = await setup()

  const { body } = await raw(port, '/nothing', person(port))

  expect(body).toContain(
    'Führe <code>chatapp open</code> aus, oder <code>npm run -s chatapp -- open</code> in'
  )
})
