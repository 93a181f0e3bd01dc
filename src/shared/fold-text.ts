/**
 * A text as search compares it: without regard to case, accents, width and invisible characters.
 *
 * Whatever a person types finds what looks the same: `cafe` and `CAFÉ`, `strasse` and `Straße`, `fi` and `ﬁ`, ABC and
 * ＡＢＣ. Marks that make another letter (Devanagari, Thai, kana, Hangul) stay.
 */
export const foldText = (text: string): string =>
  text
    .toWellFormed()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036F\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll('ς', 'σ')
    .replaceAll('\0', ' ')
    .normalize('NFKC')

/** What a person looks for, folded: each piece between blanks, whatever signs it is made of, once. */
export const searchTerms = (query: string): string[] => [
  ...new Set(
    foldText(query)
      .split(/\s+/)
      .filter((term) => term !== '')
  )
]
