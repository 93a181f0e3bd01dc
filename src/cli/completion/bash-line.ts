/** A command line of bash up to the cursor: its finished words as the command gets them, and the one that is being written. */
export interface BashLine {
  readonly words: readonly string[]
  /** What the unfinished word stands for so far. */
  readonly current: string
  /** The quotation mark that is open at the cursor. */
  readonly quote: '' | '"' | "'"
  /** What of `current` stands before the part that bash replaces: bash takes a word to pieces at some characters. */
  readonly kept: string
}

/** Which character of a bash word stands for itself only behind a backslash. */
const special = /[^\p{L}\p{N}\p{M}_./:=@%+,-]/gu

/**
 * Reads a line as bash does, as far as people write one at a prompt; null for a part that only bash knows the value of
 * (variables, substitutions, another command). `breaks` is `COMP_WORDBREAKS`.
 */
export function readBashLine(line: string, breaks: string): BashLine | null {
  const words: string[] = []
  let [current, kept, quote, begun] = ['', '', '' as BashLine['quote'], false]
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at)
    if (quote === "'") {
      if (character === "'") quote = ''
      else current += character
    } else if (character === '\\') {
      const next = line.charAt(++at)
      // In double quotes a backslash is one, but before what it takes the meaning from.
      current += quote === '"' && !'$`"\\\n'.includes(next) ? character + next : next
      begun = true
    } else if (character === '$' || character === '`') {
      return null
    } else if (quote === '"') {
      if (character === '"') quote = ''
      else current += character
    } else if (character === '"' || character === "'") {
      // Bash replaces what stands behind the mark.
      ;[quote, kept, begun] = [character, current, true]
    } else if (/[;&|<>()]/.test(character)) {
      return null
    } else if (/\s/.test(character)) {
      if (begun) words.push(current)
      ;[current, kept, begun] = ['', '', false]
    } else {
      current += character
      begun = true
      if (breaks.includes(character)) kept = current
    }
  }
  return { words, current, quote, kept }
}

/** What is to stand in the place of the unfinished word, so that it stands for `value`; null where it cannot be written there. */
export function bashWord(value: string, { quote, kept }: BashLine): string | null {
  if (!value.startsWith(kept)) return null
  const rest = value.slice(kept.length)
  if (quote === "'") return rest.replaceAll("'", String.raw`'\''`)
  // At a prompt "!" is a command of its own in double quotes, whatever stands before it.
  if (quote === '"') return rest.includes('!') ? null : rest.replaceAll(/[\\"$`]/g, String.raw`\$&`)
  return rest.replaceAll(special, String.raw`\$&`)
}
