/** What stands for the names in braces. */
export type Params = Readonly<Record<string, string | number>>

/** Puts parameters in the place of their names in braces; numbers as a locale writes them. */
export const fillWords = (words: string, params: Params = {}, locale: string): string =>
  words.replaceAll(/\{(\w+)\}/g, (_, name: string) => (params[name] ?? '').toLocaleString(locale))
