import { SqsError } from '#fauxqs/common/errors.js'

/** Tells whether a line of a log is asked for, or, of many lines, whether one of them may be. */
export type Matches = (line: string) => boolean

/** A term of a pattern: a word, or a text in quotation marks in which a backslash takes the next character as it is. */
const termPattern = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?:\s+|$)/suy

/**
 * Reads a filter pattern of CloudWatch Logs for lines of text: every term has to stand in the line, none of those with
 * `-`, and of those with `?` one; where any other stands beside them, those with `?` count for nothing, as on AWS.
 *
 * Patterns for JSON (`{ … }`) and for columns (`[ … ]`) are refused: nothing here asks with them.
 */
export function parsePattern(pattern: string): { matches: Matches; mayMatch: Matches } {
  const text = pattern.trim()
  if (/^[[{%]/.test(text)) throw invalidPattern(pattern)
  const terms = { '': [] as string[], '?': [] as string[], '-': [] as string[] }
  termPattern.lastIndex = 0
  while (termPattern.lastIndex < text.length) {
    const found = termPattern.exec(text)
    if (!found) throw invalidPattern(pattern)
    const [, sign = '', quoted, word = ''] = found
    const term = quoted?.replaceAll(/\\(.)/gsu, '$1') ?? word
    terms[sign as keyof typeof terms].push(term)
  }
  const { '': all, '?': any, '-': none } = terms
  const mayMatch: Matches = (text) =>
    all.every((term) => text.includes(term)) &&
    (all.length > 0 || any.length === 0 || any.some((term) => text.includes(term)))
  return { mayMatch, matches: (line) => mayMatch(line) && !none.some((term) => line.includes(term)) }
}

const invalidPattern = (pattern: string): SqsError =>
  new SqsError(
    'InvalidParameterException',
    `The local backend reads patterns of terms only, such as "id" or ?"ERROR" ?"WARN"; not ${pattern.slice(0, 100)}`
  )
