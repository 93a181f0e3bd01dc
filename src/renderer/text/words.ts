import { createElement, Fragment, useSyncExternalStore, type ReactNode } from 'react'
import type { Settings } from '../../shared/contract'
import type { WireError } from '../../shared/errors'
import type { Message } from '../../words/de'
import { languageFor, languages, type Language } from '../../words/language'
import type { Params } from '../../shared/fill-words'
import type { Said } from '../../shared/said'
import { Translator } from '../../words/translator'

export type { Message } from '../../words/de'

/** How the page speaks: its language and its clock. */
export type Speech = Pick<Settings, 'language' | 'clock'>

const KEY = 'chatapp.speech'

let translator = new Translator(languageFor('en', navigator.languages).locale)
let cycle = cycleFor('system')
let wanted = JSON.stringify({ language: 'en', clock: 'system' } satisfies Speech)
/** Another one whenever the page speaks differently. */
let version = 0
const listeners = new Set<() => void>()

/** A message in the language of the page. English is the message itself; the other languages stand in `src/words`. */
export const t = (message: Message, values?: Params): string => translator.say(message, values)

/** The same with elements in place of the names in braces. */
export function rich(message: Message, values: Readonly<Record<string, ReactNode>>): ReactNode {
  const parts = translator.parts(message, values)
  return Array.isArray(parts) ? createElement(Fragment, null, ...parts) : parts
}

/** What an error says, in the language of the page where its words are ours. */
export const errorText = (error: Pick<WireError, 'key' | 'params' | 'message'>): string =>
  translator.error(error, error.message)

/** What a host says, in the language of the page where its words are ours. */
export const saidText = (said: Said | undefined, otherwise: string): string =>
  translator.said(said, otherwise)

/** A number as it is written in the language of the page. */
export const formatNumber = (number: number, options?: Intl.NumberFormatOptions): string =>
  number.toLocaleString(translator.locale, options)

/** The locale of dates and numbers. */
export const currentLocale = (): string => translator.locale

/** Whether hours are counted to 12, as the system does unless the setting says otherwise. */
export const hourCycle = (): 'h12' | 'h23' => cycle

function cycleFor(clock: Settings['clock']): 'h12' | 'h23' {
  const twelve = clock === 'system' ? isSystem12() : clock === '12'
  return twelve ? 'h12' : 'h23'
}

/** Whether the system counts hours to 12. */
export function isSystem12(): boolean {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions().hour12 === true
}

/** What the page speaks when it is left to the system. */
export const systemLanguage = (): string =>
  languages[languageFor('system', navigator.languages).language].name

/** Another value after each change of how the page speaks: what is drawn is drawn anew. */
export const useSpeech = (): number =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => version
  )

/** Whether the words of a language have to be fetched. */
export const needsWords = ({ language }: Speech): boolean =>
  languageFor(language, navigator.languages).language !== 'en'

/** Has the page speak so, once the words of the language are there; remembered, so that the next start begins with it. */
export async function speak({ language: chosen, clock: hours }: Speech): Promise<void> {
  const speech = JSON.stringify({ language: chosen, clock: hours } satisfies Speech)
  if (speech === wanted) return
  wanted = speech
  remember(speech)
  const { language, locale } = languageFor(chosen, navigator.languages)
  // What is said no other way is not drawn anew.
  if (locale === translator.locale && cycleFor(hours) === cycle) return
  const catalogue = await languages[language].load()
  if (wanted !== speech) return
  translator = new Translator(locale, catalogue)
  cycle = cycleFor(hours)
  version++
  document.documentElement.lang = language
  for (const listener of listeners) listener()
}

function remember(speech: string): void {
  try {
    localStorage.setItem(KEY, speech)
  } catch {
    // Storage may be switched off; the page then begins in English until the settings arrive.
  }
}

/** How the page spoke last time; before its first time as the system does. */
export function rememberedSpeech(): Speech {
  const system: Speech = { language: 'system', clock: 'system' }
  try {
    const { language, clock: hours } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Speech>
    return {
      language: language !== undefined && Object.hasOwn(languages, language) ? language : 'system',
      clock: hours === '12' || hours === '24' ? hours : 'system'
    }
  } catch {
    return system
  }
}

/** The languages to choose from, each by its own name. */
export const languageNames = (): { readonly language: Language; readonly name: string }[] =>
  (Object.keys(languages) as Language[]).map((language) => ({ language, name: languages[language].name }))
