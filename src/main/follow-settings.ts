import type { NativeTheme, Session } from 'electron'
import type { ChatApp } from '../core/chat-app'
import type { Settings } from '../shared/contract'

type SpellingSession = Pick<
  Session,
  | 'availableSpellCheckerLanguages'
  | 'setSpellCheckerDictionaryDownloadURL'
  | 'setSpellCheckerEnabled'
  | 'setSpellCheckerLanguages'
>

export interface NativeParts {
  readonly nativeTheme: Pick<NativeTheme, 'themeSource'>
  readonly session: SpellingSession
  /** What the user reads, the dearest first, as `app.getPreferredSystemLanguages` says it. */
  readonly languages: () => readonly string[]
  readonly platform: NodeJS.Platform
}

/** Chromium's own address for dictionaries, which the settings name to the user. */
const DICTIONARIES = 'https://redirector.gvt1.com/edgedl/chrome/dict/'
/** An address of which nothing can be fetched: of no scheme that there is. */
const NOWHERE = 'no-dictionaries://nowhere/'

/**
 * Has nothing checked, and no dictionary fetched from Google's server, as Chromium does on Linux and Windows.
 *
 * A session begins with that on its own: so this is called when Electron is ready, before anything is awaited. macOS has
 * dictionaries of its own.
 */
export function stopSpelling(session: SpellingSession, platform: NodeJS.Platform): void {
  if (platform === 'darwin') return
  session.setSpellCheckerDictionaryDownloadURL(NOWHERE)
  session.setSpellCheckerEnabled(false)
  // A dictionary that is named is fetched, whether it is used or not.
  session.setSpellCheckerLanguages([])
}

/**
 * Makes the parts that Electron draws do as the settings say, now and from now on: native colours follow the theme, and
 * spelling is checked where the user wants it.
 */
export async function followSettings(
  app: Pick<ChatApp, 'handlers' | 'on'>,
  { nativeTheme, session, languages, platform }: NativeParts
): Promise<void> {
  let checks = false
  const follow = ({ theme, checkSpelling }: Settings): void => {
    nativeTheme.themeSource = theme
    if (platform === 'darwin' || checkSpelling === checks) return
    checks = checkSpelling
    if (!checks) return stopSpelling(session, platform)
    session.setSpellCheckerDictionaryDownloadURL(DICTIONARIES)
    session.setSpellCheckerEnabled(true)
    session.setSpellCheckerLanguages(dictionariesFor(languages(), session.availableSpellCheckerLanguages))
  }
  app.on('settings.changed', follow)
  follow(await app.handlers['settings.get']())
}

/**
 * The dictionaries there are for what the user reads; that of the page's own language when there is none.
 *
 * `de-AT` has none of its own and is checked with that of `de`, and `en-AU` with the first English one.
 */
export function dictionariesFor(languages: readonly string[], available: readonly string[]): string[] {
  const found = languages.map((language) => {
    const [base] = language.split('-')
    const near = (one: string): boolean => one.split('-')[0] === base
    return (
      [language, base].find((one) => one !== undefined && available.includes(one)) ?? available.find(near)
    )
  })
  const dictionaries = [...new Set(found.filter((one) => one !== undefined))]
  return dictionaries.length > 0 ? dictionaries : ['en-US']
}
