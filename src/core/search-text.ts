/** Text as the search index keeps it: well-formed Unicode without NUL, which SQLite's text cannot hold. */
export const searchText = (text: string): string => text.toWellFormed().replaceAll('\0', ' ')

const words = (query: string): string[] => searchText(query).match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []

/** An FTS5 expression for what a person typed: every word must occur, the last one may be a beginning. */
export function searchQuery(query: string): string | null {
  const terms = words(query).map((word) => `"${word}"`)
  return terms.length === 0 ? null : `${terms.join(' ')}*`
}

const SNIPPET_LENGTH = 120

/** One line of the text around the first word of the query, at most 120 characters. */
export function snippetOf(text: string, query: string): string {
  const line = oneLine(text)
  const first = words(query)[0]?.toLocaleLowerCase()
  const at = first === undefined ? -1 : line.toLocaleLowerCase().indexOf(first)
  const start = Math.max(0, at - SNIPPET_LENGTH / 3)
  return `${start > 0 ? '…' : ''}${cut(line.slice(start), SNIPPET_LENGTH)}`
}

/** The text on one line, at most 120 characters: what a list shows of it. */
export const previewOf = (text: string): string => cut(oneLine(text), SNIPPET_LENGTH)

const oneLine = (text: string): string => searchText(text.slice(0, 10_000)).replaceAll(/\s+/g, ' ').trim()

const cut = (line: string, length: number): string =>
  line.length <= length ? line : `${line.slice(0, length - 1).toWellFormed()}…`
