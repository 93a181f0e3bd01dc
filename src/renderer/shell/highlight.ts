import { foldText, searchTerms } from '../../shared/fold-text'

/** A piece of a text, and whether it is one of the terms looked for. */
export interface Piece {
  readonly text: string
  readonly hit: boolean
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cuts a text at the terms of a query, as the search compares them: without regard to case, accents and width. */
export function highlight(text: string, query: string): Piece[] {
  const terms = searchTerms(query)
  const parts = [...characters.segment(text)].map(({ segment }) => segment)
  const folded = parts.map(foldText)
  const hits = hitParts(folded, terms)
  const pieces: { text: string; hit: boolean }[] = []
  for (const [index, part] of parts.entries()) {
    const hit = hits.has(index)
    const last = pieces.at(-1)
    if (last?.hit === hit) last.text += part
    else pieces.push({ text: part, hit })
  }
  return pieces
}

/** The characters that hold a piece of a term, by their number. */
function hitParts(folded: readonly string[], terms: readonly string[]): ReadonlySet<number> {
  const whole = folded.join('')
  const ownerOf = folded.flatMap((part, index) => Array.from({ length: part.length }, () => index))
  const hits = new Set<number>()
  for (const term of terms) {
    for (let at = whole.indexOf(term); at >= 0; at = whole.indexOf(term, at + term.length)) {
      for (const owner of ownerOf.slice(at, at + term.length)) hits.add(owner)
    }
  }
  return hits
}
