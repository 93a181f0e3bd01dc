/** Quotes and lists in one another, at most. Beyond some hundred the Markdown reader runs out of stack. */
const MAX_NESTING = 20

/** Brackets, and runs of emphasis marks, at most: the reader's work grows with their square. */
const MAX_BRACKETS = 500
const MAX_MARKS = 1000

/** Cells of a table, at most: every line is filled up to the widest one. */
const MAX_CELLS = 5000

/**
 * Whether a text is too much for the Markdown reader: it would take seconds, or all of the stack.
 *
 * Measured with a fuzz over what nests or pairs; it looks at each character a few times and never throws.
 */
export function isTooMuch(text: string): boolean {
  const lines = text.split('\n')
  let widest = 0
  for (const line of lines) {
    if (nestingOf(line) > MAX_NESTING) return true
    if (line.includes('|')) widest = Math.max(widest, line.split('|').length)
  }
  return (
    widest * lines.length > MAX_CELLS ||
    countOf(text, /[[\]]/g) > MAX_BRACKETS ||
    countOf(text, /[*_~]+/g) > MAX_MARKS
  )
}

const CONTAINER = /[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))/y

function nestingOf(line: string): number {
  let depth = 0
  CONTAINER.lastIndex = 0
  while (depth <= MAX_NESTING && CONTAINER.test(line)) depth++
  return depth
}

function countOf(text: string, pattern: RegExp): number {
  let found = 0
  for (const _ of text.matchAll(pattern)) found++
  return found
}
