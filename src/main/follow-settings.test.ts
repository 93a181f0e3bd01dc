import { expect, it } from 'vitest'
import { someSettings } from '../../test/settings'
import { FakeChatApp } from '../browser/fake-chat-app'
import { dictionariesFor, followSettings } from './follow-settings'

async function setup(platform: NodeJS.Platform, settings = someSettings) {
  const asked: unknown[] = []
  const nativeTheme: { themeSource: 'system' | 'light' | 'dark' } = { themeSource: 'system' }
  const session = {
    availableSpellCheckerLanguages: ['de', 'en-GB', 'en-US'],
    setSpellCheckerEnabled: (on: boolean) => asked.push(on),
    setSpellCheckerLanguages: (languages: string[]) => asked.push(languages)
  }
  const app = new FakeChatApp({ 'settings.get': async () => settings })
  await followSettings(app, { nativeTheme, session, languages: () => ['de-AT', 'en-GB'], platform })
  return { app, nativeTheme, asked }
}

it('gives native parts the theme of the app, and each later one', async () => {
  const { app, nativeTheme } = await setup('linux', { ...someSettings, theme: 'dark' })
  const first = nativeTheme.themeSource

  app.announce('settings.changed', { ...someSettings, theme: 'light' })

  expect([first, nativeTheme.themeSource]).toEqual(['dark', 'light'])
})

it.each(['linux', 'win32'] as const)(
  'has no dictionary fetched on %s until the user asks',
  async (platform) => {
    const { app, asked } = await setup(platform)
    const before = [...asked]

    app.announce('settings.changed', { ...someSettings, checkSpelling: true })

    expect(before).toEqual([false])
    expect(asked.slice(1)).toEqual([true, ['de', 'en-GB']])
  }
)

it('leaves spelling to macOS', async () => {
  expect((await setup('darwin')).asked).toEqual([])
})

it.each([
  [['de-AT', 'de'], ['de']],
  [
    ['en-AU', 'fr'],
    ['en-GB', 'fr']
  ],
  [['tlh'], []]
])('checks %j with %j', (languages, dictionaries) => {
  expect(dictionariesFor(languages, ['de', 'en-GB', 'en-US', 'fr'])).toEqual(dictionaries)
})
