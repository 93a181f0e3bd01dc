import type { NativeTheme, Session } from 'electron'
import type { ChatApp } from '../core/chat-app'
import type { Settings } from '../shared/contract'

export interface NativeParts {
  readonly nativeTheme: Pick<NativeTheme, 'themeSource'>
  readonly session: Pick<
    Session,
    'availableSpellCheckerLanguages' | 'setSpellCheckerEnabled' | 'setSpellCheckerLanguages'
  >
  /** What the user reads, the dearest first, as `app.getPreferredSystemLanguages` says it. */
  readonly languages: () => readonly string[]
  readonly platform: NodeJS.Platform
}

/**
 * Makes the parts that Electron draws do as the settings say, now and from now on: native colours follow the theme, and
 * spelling is checked where the user wants it.
 *
 * On Linux and Windows Chromium gets its dictionaries from a server of Google; so it does not, until it is asked to.
 */
export async function followSettings(
  app: Pick<ChatApp, 'handlers' | 'on'>,
  { nativeTheme, session, languages, platform }: NativeParts
): Promise<void> {
  const follow = ({ theme, checkSpelling }: Settings): void => {
    nativeTheme.themeSource = theme
    if (platform === 'darwin') return
    session.setSpellCheckerEnabled(checkSpelling)
    if (checkSpelling)
      session.setSpellCheckerLanguages(dictionariesFor(languages(), session.availableSpellCheckerLanguages))
  }
  app.on('settings.changed', follow)
  follow(await app.handlers['settings.get']())
}

/** The dictionaries there are for what the user reads: `de-AT` has none of its own and is checked with `de`'s. */
export function dictionariesFor(languages: readonly string[], available: readonly string[]): string[] {
  const found = languages.map(
    (language) =>
      available.find((one) => one === language) ??
      available.find((one) => one === language.split('-')[0]) ??
      available.find((one) => one.split('-')[0] === language.split('-')[0])
  )
  return [...new Set(found.filter((one) => one !== undefined))]
}
