/** The languages of the window, each with what it calls itself and how its words are fetched. English stands in the code. */
export const languages = {
  en: { name: 'English', load: async () => null },
  de: { name: 'Deutsch', load: async () => (await import('./de')).german }
} as const

export type Language = keyof typeof languages

const isLanguage = (text: string): text is Language => Object.hasOwn(languages, text)

/**
 * The language for what was chosen and what the person reads, best first (tags as a browser or a system names them); and
 * the locale whose dates and numbers go with it. English for whoever reads none of ours.
 */
export function languageFor(
  chosen: 'system' | Language,
  preferred: readonly string[]
): { readonly language: Language; readonly locale: string } {
  const known = preferred.filter((tag) => isLanguage(baseOf(tag)) && isTag(tag))
  const language = chosen === 'system' ? baseOf(known[0] ?? 'en') : chosen
  return {
    language: isLanguage(language) ? language : 'en',
    locale: known.find((tag) => baseOf(tag) === language) ?? language
  }
}

const baseOf = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? ''

/** `Intl` throws over a tag that is none, as some systems give. */
function isTag(text: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(text).length > 0
  } catch {
    return false
  }
}
