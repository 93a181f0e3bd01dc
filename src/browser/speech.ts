import type { IncomingHttpHeaders } from 'node:http'
import type { ChatApp } from '../core/chat-app'
import type { Settings } from '../shared/contract'
import { Translator, translatorFor } from '../words/translator'

/** Says it to whoever sent a request with these headers. */
export type SpeakerFor = (headers: Pick<IncomingHttpHeaders, 'accept-language'>) => Promise<Translator>

/**
 * Speaks as the settings say, now and until `end`; where they leave it to the system, as the browser asks. Whoever has
 * no session does not come as far as the app by that: it is asked once, and tells of changes itself.
 */
export async function followLanguage(
  app: Pick<ChatApp, 'handlers' | 'on'>
): Promise<{ readonly speakerFor: SpeakerFor; readonly end: () => void }> {
  let chosen: Settings['language'] = 'system'
  const follow = ({ language }: Settings): void => void (chosen = language)
  const end = app.on('settings.changed', follow)
  await app.handlers['settings.get']()
    .then(follow)
    .catch(() => {})
  const speakerFor: SpeakerFor = (headers) =>
    // Words that cannot be read are said in English, which stands in the code.
    translatorFor(chosen, accepted(headers['accept-language'])).catch(() => new Translator('en'))
  return { speakerFor, end }
}

/** The languages of an `Accept-Language`, best first. */
export function accepted(header = ''): string[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
      const weight = parameters.find((one) => /^q=/i.test(one))?.slice(2)
      return { tag, weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}
