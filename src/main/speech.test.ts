import type { MenuItemConstructorOptions } from 'electron'
import { expect, it } from 'vitest'
import { someSettings } from '../../test/settings'
import { FakeChatApp } from '../browser/fake-chat-app'
import { menuTemplate } from './menu'
import { ChatError } from '../shared/errors'
import { errorText, followLanguage, followSystem, t } from './speech'

const labelsOf = (items: readonly MenuItemConstructorOptions[]): (string | undefined)[] =>
  items
    .filter(({ type, visible }) => type !== 'separator' && visible !== false)
    .flatMap(({ label, submenu }) => [label, ...(Array.isArray(submenu) ? labelsOf(submenu) : [])])

it.each(['linux', 'darwin'] as const)(
  'names every item of the menus of %s in the language of the window, now and after each change',
  async (platform) => {
    const menu = () => labelsOf(menuTemplate({ platform, development: false, command: () => {} }))
    const english = menu()
    const app = new FakeChatApp({
      'settings.get': async () => ({ ...someSettings, language: 'de' as const })
    })
    const told: unknown[] = []

    await followLanguage(
      app,
      () => ['fr'],
      () => told.push(menu().includes('&Datei'))
    )
    const german = menu()

    expect(german).toEqual(
      expect.arrayContaining(['&Datei', 'Beenden', 'Fenster', 'Hilfe', 'Fenster schließen'])
    )
    // The application's own menu on macOS bears its name.
    expect(german.slice(platform === 'darwin' ? 1 : 0)).not.toContain(undefined)
    expect(german.filter((label) => label !== undefined && english.includes(label))).toEqual([])

    app.announce('settings.changed', { ...someSettings, language: 'en' })
    await expect.poll(() => told).toEqual([true, false])
    expect(menu()).toEqual(english)
  }
)

/** What a start that fails says. */
const says = () => [t('ChatAPP cannot start'), errorText(new ChatError('keys.secret_short'))]

it('says why there is no profile as the system speaks, and in English to who reads none of ours', async () => {
  await followSystem(() => ['fr-FR', 'de-CH'])
  const german = says()
  await followSystem(() => ['ja'])

  expect(german).toEqual([
    'ChatAPP kann nicht starten',
    'Geheimer Zugriffsschlüssel: Er ist zu kurz. Kopiere ihn noch einmal.'
  ])
  expect(says()).toEqual(['ChatAPP cannot start', 'Secret access key: It is too short. Copy it again.'])
})
