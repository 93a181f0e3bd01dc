import { foldText } from '../../shared/fold-text'
import { cut, oneLine, PREVIEW_LENGTH } from './plain-line'

/** How much of the text stands before what was found. */
const LEAD = 40

/** One line of the text around the first of some folded terms, which stands in it; at most 120 characters. */
export function snippetOf(text: string, terms: readonly string[]): string {
  const [term] = terms[0]?.split(/\s/) ?? []
  const start = Math.max(0, (term === undefined ? 0 : placeOf(text, term)) - LEAD)
  const around = oneLine(text.slice(start, start + 4 * PREVIEW_LENGTH))
  return `${start > 0 ? '…' : ''}${cut(around, PREVIEW_LENGTH)}`
}

/** Where a folded term stands in a text, as near as folding lets one say; 0 when it does not. A term has no blanks. */
function placeOf(text: string, term: string): number {
  for (const { 0: word, index } of text.matchAll(/\S+/g)) {
    const folded = foldText(word)
    const at = folded.indexOf(term)
    if (at >= 0) return index + Math.floor((at * word.length) / folded.length)
  }
  return 0
}
