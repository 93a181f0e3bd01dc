import { IntlMessageFormat } from 'intl-messageformat'
import type { ErrorKey, Keyed } from '../shared/errors'
import { fillWords, type Params } from '../shared/fill-words'
import type { Said } from '../shared/said'
import type { Catalogue, Message } from './de'

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
  readonly said = (said: Said | undefined, otherwise: string): string => {
    const words = said?.map(({ key, params = {} }) => {
      const filled = Object.entries(params).map(
        ([name, value]) => [name, typeof value === 'object' ? this.said(value, '') : value] as const
      )
      const missing = filled.some(([name, value]) => value === '' && typeof params[name] === 'object')
      return missing ? '' : this.error({ key, params: Object.fromEntries(filled) }, '')
    })
    return words?.every((one) => one !== '') ? words.join(' ') : otherwise
  }

  /** What went wrong; words that come from elsewhere stay as they came. */
  readonly error = ({ key, params }: Keyed, otherwise: string): string => {
    const words = key === undefined ? undefined : this.catalogue?.errors[key as ErrorKey]
    return words ? fillWords(words, params, this.locale) : otherwise
  }
}
