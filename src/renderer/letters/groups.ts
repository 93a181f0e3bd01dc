import type { LetterSummary } from '../../shared/contract'

/** Letters that failed for the same reason. */
export interface LetterGroup {
  /** Null where nobody said why. */
  readonly cause: string | null
  readonly letters: readonly LetterSummary[]
}

/** Numbers and ids differ from letter to letter; what they stand in does not. */
const likeness = (cause: string): string =>
  cause.replaceAll(/[\da-f]{8}-[\da-f-]{27}/gi, '…').replaceAll(/\d+/g, '0')

/** Letters by cause, the commonest first, those without one last; each as they came. */
export function groupsOf(letters: readonly LetterSummary[]): LetterGroup[] {
  const groups = Map.groupBy(letters, ({ cause }) => (cause === null ? null : likeness(cause)))
  return [...groups.values()]
    .map((some) => ({ cause: some[0]?.cause ?? null, letters: some }))
    .toSorted(
      (a, b) => Number(a.cause === null) - Number(b.cause === null) || b.letters.length - a.letters.length
    )
}
