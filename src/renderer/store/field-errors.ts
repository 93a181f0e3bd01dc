import type { WireError } from '../../shared/errors'
import { errorText } from '../text/words'

/** An error, taken apart: what belongs beside a field, and what belongs to no field on the page. */
export interface SortedErrors {
  readonly byField: ReadonlyMap<string, string>
  readonly rest: WireError | null
}

/**
 * Finds the fields that an error names; of a nested one its own name counts.
 *
 * A field that is not among `known` stays in `rest`, with the whole error: nothing is swallowed.
 */
export function sortErrors(error: WireError, known: readonly string[]): SortedErrors {
  const named = (error.fields ?? []).map(
    ({ field, reason, ...keyed }) =>
      [field.split('.').at(-1) ?? field, errorText({ ...keyed, message: reason })] as const
  )
  const byField = new Map(named.filter(([field]) => known.includes(field)))
  const complete = named.length > 0 && named.every(([field]) => known.includes(field))
  return { byField, rest: complete ? null : error }
}
