import type { ChatApp } from '../core/chat-app'
import type { Settings } from '../shared/contract'
import type { ChatError } from '../shared/errors'
import type { Message } from '../words/de'
import { Translator, translatorFor } from '../words/translator'

let translator = new Translator('en')
let wanted: Settings['language'] = 'en'

/** A message in the language of the window: what the menus, the tray and the dialogs of the system say. */
export const t: Translator['say'] = (message, values) => translator.say(message, values)

/** What went wrong, in the language of the window where its words are ours. */
export const errorText = (error: ChatError): string => translator.error(error.toWire(), error.message)

/** Who speaks for the window now. */
export const speaker = (): Translator => translator

/** The name of one of Electron's own roles; nothing in English, which Electron speaks as each system does. */
export const roleLabel = (words: Message): { label?: string } =>
  translator.locale.startsWith('en') ? {} : { label: t(words) }

/** Speaks as the system does, where there is no profile that says otherwise; nothing keeps it from speaking at all. */
export async function followSystem(preferred: () => readonly string[]): Promise<void> {
  try {
    translator = await translatorFor('system', preferred())
  } catch {
    // Then in English.
  }
}

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
    const next = await translatorFor(chosen, preferred())
    if (wanted !== chosen) return
    translator = next
    changed()
  }
  app.on('settings.changed', (settings) => void follow(settings).catch(() => {}))
  await follow(await app.handlers['settings.get']()).catch(() => {})
}
