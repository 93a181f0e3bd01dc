/** Steps into a JSON value: names of objects, places of lists. */
export type JsonPath = readonly (string | number)[]

const MAX_STEPS = 32
const step =
  /\.([\p{L}_$][\p{L}\p{N}_$-]*)|\[(\d{1,7})\]|\['((?:[^'\\]|\\['\\])*)'\]|\["((?:[^"\\]|\\["\\])*)"\]/uy

/**
 * Reads a path as `$.answer.parts[0]['a name']`; the `$` may be left out. Null for what is none: there are no wildcards,
 * filters or searches, so that a path leads to one value.
 */
export function parseJsonPath(text: string): JsonPath | null {
  const trimmed = text.trim()
  const path = trimmed.startsWith('$') ? trimmed.slice(1) : trimmed.startsWith('[') ? trimmed : `.${trimmed}`
  const steps: (string | number)[] = []
  for (let at = 0; at < path.length; at = step.lastIndex) {
    step.lastIndex = at
    const found = step.exec(path)
    if (!found || steps.length === MAX_STEPS) return null
    const [, name, place, single, double] = found
    const quoted = single ?? double
    steps.push(place === undefined ? (name ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1')) : Number(place))
  }
  return trimmed === '' ? null : steps
}

/**
 * What stands at a path; undefined where nothing does. A text that is JSON itself is entered like any other value, as in
 * what SNS hands on.
 */
export function atPath(value: unknown, path: JsonPath): unknown {
  let here = value
  for (const one of path) {
    if (typeof here === 'string') here = parsed(here)
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, one)) return undefined
    if (Array.isArray(here) && typeof one === 'string') return undefined
    here = (here as Readonly<Record<string | number, unknown>>)[one]
  }
  return here
}

/** JSON as a value; undefined for what is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
