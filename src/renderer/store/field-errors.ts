import type { WireError } from '../../shared/errors'

/** An error, taken apart: what belongs beside a field, and what belongs to no field on the page. */
export interface SortedErrors {
  readonly byField: ReadonlyMap<string, string>
  readonly rest: WireError | null
}

/**
 * Finds the fields that an `invalid_input` error names: "field: reason", or zod's "✖ reason → at path.field".
 *
 * A field that is not among `known` stays in `rest`, with the whole message: nothing is swallowed.
 */
export function sortErrors(error: WireError, known: readonly string[]): SortedErrors {
  if (error.code !== 'invalid_input') return { byField: new Map(), rest: error }
  const named = [...zodIssues(error.message), ...plainIssue(error.message)]
  const byField = new Map(named.filter(([field]) => known.includes(field)))
  const complete = named.length > 0 && named.every(([field]) => known.includes(field))
  return { byField, rest: complete ? null : error }
}

type Named = [field: string, reason: string]

const lastPart = (path: string): string => path.split('.').at(-1) ?? path

const zodIssues = (message: string): Named[] =>
  [...message.matchAll(/✖ (.+)\n\s*→ at (\S+)/g)].map(([, reason = '', path = '']) => [
    lastPart(path),
    reason
  ])

function plainIssue(message: string): Named[] {
  const [, path, reason] = /^([A-Za-z][\w.]*): (.+)$/s.exec(message) ?? []
  return path && reason ? [[lastPart(path), reason]] : []
}
