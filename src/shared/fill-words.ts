/** What stands for the names in braces. */
export type Params = Readonly<Record<string, string | number>>

/** Sentences by their keys, of the catalogue of `said.ts` or of the errors', so that they can be said in another language. */
export type Said = {
  key: string
  params?: SaidParams | undefined
}[]
/** What stands for the names in braces; some of it has words of its own. */
export type SaidParams = Readonly<Record<string, string | number | Said>>

/** What is said, in English and by its keys. */
export type Told = Readonly<{ detail: string; said: Said }>
export type ToldParams = Readonly<Record<string, string | number | Told>>

const inDollars = { style: 'currency', currency: 'USD', maximumFractionDigits: 4 } as const

/**
 * Puts parameters in the place of their names in braces; numbers as a locale writes them, `dollars` as an amount. Of one
 * that is empty no blank is left at the end.
 */
export const fillWords = (words: string, params: Params = {}, locale: string): string =>
  words
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name] ?? ''
      if (typeof value === 'string') return value
      return value.toLocaleString(locale, name === 'dollars' ? inDollars : {})
    })
    .trimEnd()

/** Fills words in English, and keeps what was filled in by its keys. */
export function fillTold(words: string, params: ToldParams): { english: string; params: SaidParams } {
  const [english, keyed]: [Record<string, string | number>, Record<string, string | number | Said>] = [{}, {}]
  for (const [name, value] of Object.entries(params)) {
    const told = typeof value === 'object'
    english[name] = told ? value.detail : value
    keyed[name] = told ? value.said : value
  }
  return { english: fillWords(words, english, 'en'), params: keyed }
}
