/** What stands for the names in braces. */
export type Params = Readonly<Record<string, string | number>>

const inDollars = { style: 'currency', currency: 'USD', maximumFractionDigits: 4 } as const

/** Puts parameters in the place of their names in braces; numbers as a locale writes them, `dollars` as an amount. */
export const fillWords = (words: string, params: Params = {}, locale: string): string =>
  words.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? ''
    if (typeof value === 'string') return value
    return value.toLocaleString(locale, name === 'dollars' ? inDollars : {})
  })
