import { expect, it } from 'vitest'
import { someSettings } from '../../test/settings'
import { FakeChatApp } from '../browser/fake-chat-app'
import { dictionariesFor, followSettings, stopSpelling } from './follow-settings'

async function setup(platform: NodeJS.Platform, settings = someSettings) {
  const asked: unknown[] = []
  const nativeTheme: { themeSource: 'system' | 'light' | 'dark' } = { themeSource: 'system' }
  const session = {
    availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US'],
    setSpellCheckerDictionaryDownloadURL: (url: string) => asked.push(url),
    setSpellCheckerEnabled: (on: boolean) => asked.push(on),
    setSpellCheckerLanguages: (languages: string[]) => asked.push(languages)
  }
  const app = new FakeChatApp({ 'settings.get': async () => settings })
  await followSettings(app, { nativeTheme, session, languages: () => ['de-AT', 'en-GB'], platform })
  return { app, nativeTheme, session, asked }
}

it('gives native parts the theme of the app, and each later one', async () => {
  const { app, nativeTheme } = await setup('linux', { ...someSettings, theme: 'dark' })
  const first = nativeTheme.themeSource

  app.announce('settings.changed', { ...someSettings, theme: 'light' })

  expect([first, nativeTheme.themeSource]).toEqual(['dark', 'light'])
})

it.each(['linux', 'win32'] as const)(
  'has dictionaries of Google fetched on %s when the user asks, and no more',
  async (platform) => {
    const { app, session, asked } = await setup(platform)
    stopSpelling(session, platform)
    const before = asked.splice(0)

    app.announce('settings.changed', { ...someSettings, checkSpelling: true })
    app.announce('settings.changed', { ...someSettings, checkSpelling: true, theme: 'dark' })
    const on = asked.splice(0)
    app.announce('settings.changed', someSettings)

    expect(before).toEqual(['no-dictionaries://nowhere/', false, []])
    expect(on).toEqual(['https://redirector.gvt1.com/edgedl/chrome/dict/', true, ['de', 'en-GB']])
    expect(asked).toEqual(before)
  }
)

it('leaves spelling to macOS', async () => {
  const { session, asked } = await setup('darwin', { ...someSettings, checkSpelling: true })

  stopSpelling(session, 'darwin')

  expect(asked).toEqual([])
})

it.each([
  [['de-AT', 'de'], ['de']],
  [
    ['en-AU', 'fr'],
    ['en-GB', 'fr']
  ],
  [['tlh'], ['en-US']]
])('checks %j with %j', (languages, dictionaries) => {
  expect(dictionariesFor(languages, ['de', 'en-GB', 'en-US', 'fr'])).toEqual(dictionaries)
})
