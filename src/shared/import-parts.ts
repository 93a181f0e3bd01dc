import { decodeText, type TextSource } from './decode-text'

/**
 * Characters in one call. Encoding a string as JSON makes at most six bytes of each, so that a call stays
 * below 1.5 MB where a host takes 2 MiB.
 */
const PART_CHARACTERS = 240_000

/** The contract takes at most as many lines in one call. */
const PART_LINES = 1000

/** A part of a file; the last line may go on in the next part. */
export interface ImportPart {
  readonly lines: string[]
  readonly continued: boolean
}

/** Cuts a file into parts that fit into one call each, however long its lines are. Throws what `decodeText` throws. */
export async function* importParts(file: TextSource, name: string): AsyncGenerator<ImportPart> {
  let text = ''
  for await (const more of decodeText(file, name)) {
    text += more
    while (text.length >= PART_CHARACTERS) {
      yield* withinLimit(text.slice(0, PART_CHARACTERS))
      text = text.slice(PART_CHARACTERS)
    }
  }
  if (text !== '') yield* withinLimit(text)
}

/** A piece of text as parts of complete lines, and one whose last line is open. */
function* withinLimit(piece: string): Generator<ImportPart> {
  const lines = piece.split('\n')
  for (let start = 0; start < lines.length; start += PART_LINES) {
    const end = start + PART_LINES
    yield { lines: lines.slice(start, end), continued: end >= lines.length }
  }
}
