import type { ChatApp } from '../core/chat-app'
import type { Settings } from '../shared/contract'
import type { Message } from '../words/de'
import { languageFor, languages } from '../words/language'
import { Translator } from '../words/translator'

let translator = new Translator('en')
let wanted: Settings['language'] = 'en'

/** A message in the language of the window: what the menus, the tray and the dialogs of the system say. */
export const t: Translator['say'] = (message, values) => translator.say(message, values)

/** The name of one of Electron's own roles; nothing in English, which Electron speaks as each system does. */
export const roleLabel = (words: Message): { label?: string } =>
  translator.locale.startsWith('en') ? {} : { label: t(words) }

/**
 * Speaks as the settings say, now and from now on; `changed` is told after each change. Words that cannot be read leave
 * the language as it is.
 */
export async function followLanguage(
  app: Pick<ChatApp, 'handlers' | 'on'>,
  preferred: () => readonly string[],
  changed: () => void
): Promise<void> {
  const follow = async ({ language: chosen }: Settings): Promise<void> => {
    if (chosen === wanted) return
    wanted = chosen
    const { language, locale } = languageFor(chosen, preferred())
    const catalogue = await languages[language].load()
    if (wanted !== chosen) return
    translator = new Translator(locale, catalogue)
    changed()
  }
  app.on('settings.changed', (settings) => void follow(settings).catch(() => {}))
  await follow(await app.handlers['settings.get']()).catch(() => {})
}
