import { IntlMessageFormat } from 'intl-messageformat'
import type { ErrorKey, Keyed } from '../shared/errors'
import { fillWords, type Params } from '../shared/fill-words'
import type { Said } from '../shared/said'
import type { Catalogue, Message } from './de'
import { languageFor, languages, type Language } from './language'

/** Says messages in one language; numbers and plurals by a locale of it. */
export class Translator {
  private readonly formats = new Map<string, IntlMessageFormat>()

  /** Without a catalogue it says the messages as they are: in English. */
  constructor(
    readonly locale: string,
    private readonly catalogue: Catalogue | null = null
  ) {}

  /** A message as text. */
  readonly say = (message: Message, values?: Params): string => String(this.parts(message, values))

  /** A message whose values may be anything: a text, or pieces of text with the values between them. */
  parts<T>(message: Message, values?: Readonly<Record<string, T>>): string | number | T | (string | T)[] {
    const words = this.catalogue?.messages[message] ?? message
    if (!words.includes('{')) return words
    const format =
      this.formats.get(words) ?? new IntlMessageFormat(words, this.locale, undefined, { ignoreTag: true })
    this.formats.set(words, format)
    return format.format<T>(values)
  }

  /** What a host says; all of it stays as it came where a sentence of it has no words of ours. */
  readonly said = (said: Said | undefined, otherwise: string): string =>
    (said && this.sentences(said)) ?? otherwise

  /** What went wrong; words that come from elsewhere stay as they came. */
  readonly error = ({ key, params }: Keyed, otherwise: string): string =>
    (key === undefined ? null : this.sentence({ key, params })) ?? otherwise

  /** Null where there are no words for one of them. */
  private sentences(said: Said): string | null {
    const words = said.map((one) => this.sentence(one))
    return words.every((one) => one !== null) ? words.join(' ') : null
  }

  private sentence({ key, params = {} }: Said[number]): string | null {
    const words = this.catalogue?.errors[key as ErrorKey]
    if (words === undefined) return null
    const filled: Record<string, string | number> = {}
    for (const [name, value] of Object.entries(params)) {
      const said = typeof value === 'object' ? this.sentences(value) : value
      if (said === null) return null
      filled[name] = said
    }
    return fillWords(words, filled, this.locale)
  }
}

/** Who says it in the language for what was chosen and what the person reads; see `languageFor`. */
export async function translatorFor(
  chosen: 'system' | Language,
  preferred: readonly string[]
): Promise<Translator> {
  const { language, locale } = languageFor(chosen, preferred)
  return new Translator(locale, await languages[language].load())
}
