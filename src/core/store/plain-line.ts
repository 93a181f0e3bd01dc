/** As much of a text as is looked at: more than any list shows, and little enough for patterns that look ahead. */
const LOOKED_AT = 2000

const fence = /^\s{0,3}(```|~~~)/
/** Rules, and the line under a table's head. */
const drawn = /^\s*(?:([-*_])(?:\s*\1){2,}|\|?(?:\s*:?-+:?\s*\|)+(?:\s*:?-+:?\s*\|?)?)\s*$/
/** What stands before the words of a heading, a quotation, an item of a list. The number of an item is a word. */
const leading = /^\s*(?:>\s?)*(?:#{1,6}\s+|[-*+]\s+(?:\[[ xX]\]\s+)?)?/
const row = /^\s*\|(.*)\|\s*$/

/** Signs that stand around words, each with the words in a group. What code or arithmetic looks like is none. */
const around: readonly RegExp[] = [
  /!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+"[^"\n]*")?\)/g,
  /<((?:https?:\/\/|mailto:)[^\s<>]+)>/g,
  /\*\*(?=\S)(.+?)(?<=\S)\*\*/g,
  /~~(?=\S)(.+?)(?<=\S)~~/g,
  /(?<![\w_])__(?=\S)(.+?)(?<=\S)__(?![\w.(])/g,
  /(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/g,
  /(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?![\w.(])/g
]

/** The lines of a text without the signs by which Markdown lays it out. A list shows words, and no asterisks. */
export function plainLines(text: string): string[] {
  const lines: string[] = []
  let inCode = false
  for (const line of text.slice(0, LOOKED_AT).split('\n')) {
    if (fence.test(line)) inCode = !inCode
    else if (inCode) lines.push(line)
    else if (!drawn.test(line)) lines.push(plainWords(line.replace(leading, '').replace(row, cells)))
  }
  return lines.map(oneLine).filter((line) => line !== '')
}

const cells = (_row: string, inner: string): string => inner.replaceAll('|', ' ')

/** The words of a line; what stands in a code span stays to the character. */
function plainWords(line: string): string {
  const parts = line.split(/(`+)(.+?)\1(?!`)/)
  // Each span brings its fence and its text.
  return parts
    .map((part, index) => (index % 3 === 0 ? around.reduce(unwrapped, part) : index % 3 === 1 ? '' : part))
    .join('')
}

const unwrapped = (text: string, sign: RegExp): string => text.replaceAll(sign, '$1')

/** A text on one line. Half a character at either end of a cut, and what turns the direction of a line, are taken away. */
export const oneLine = (text: string): string =>
  text
    .replace(/^[\uDC00-\uDFFF]/, '')
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed()
    .replaceAll(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()

/** A line of at most so many characters. */
export const cut = (line: string, length: number): string =>
  line.length <= length ? line : `${line.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`

const TITLE_LENGTH = 60

/** A cut behind a word may leave this little of a title; in scripts without blanks it is a cut behind a character. */
const SHORTEST = 30

/** What a chat is called by its first message: the first line with words, cut behind one; empty when there is none. */
export function titleOf(text: string): string {
  const line = plainLines(text)[0] ?? oneLine(text.slice(0, LOOKED_AT))
  if (line.length <= TITLE_LENGTH) return line
  const head = cut(line, TITLE_LENGTH).slice(0, -1)
  const end = line[head.length] === ' ' ? head.length : head.lastIndexOf(' ')
  return `${(end < SHORTEST ? head : head.slice(0, end)).replace(/[\s,;:.–-]+$/u, '')}…`
}

/** How long a preview is at most, in characters. */
export const PREVIEW_LENGTH = 120

/** The words of a text on one line: what a list shows of it. */
export const previewOf = (text: string): string =>
  cut(plainLines(text).join(' ') || oneLine(text.slice(0, 10_000)), PREVIEW_LENGTH)
