import type { WireError } from '../../shared/errors'

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
  /** Bytes of the file that were read so far. */
  readonly readBytes: number
}

/** A file that cannot be read as text. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile'

  constructor(
    private readonly code: 'invalid_input' | 'storage',
    message: string,
    options: ErrorOptions
  ) {
    super(message, options)
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, retryable: false }
  }
}

/** Cuts a file into parts that fit into one call each, however long its lines are. Throws `UnreadableFile`. */
export async function* importParts(file: Blob): AsyncGenerator<ImportPart> {
  const reader = file.stream().getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let [text, readBytes] = ['', 0]
  try {
    for (;;) {
      const { done, value } = await read(reader)
      readBytes += value?.length ?? 0
      text += decode(decoder, value)
      while (text.length >= PART_CHARACTERS) {
        yield* withinLimit(text.slice(0, PART_CHARACTERS), readBytes)
        text = text.slice(PART_CHARACTERS)
      }
      if (done) break
    }
    if (text !== '') yield* withinLimit(text, readBytes)
  } finally {
    await reader.cancel()
  }
}

/** A piece of text as parts of complete lines, and one whose last line is open. */
function* withinLimit(piece: string, readBytes: number): Generator<ImportPart> {
  const lines = piece.split('\n')
  for (let start = 0; start < lines.length; start += PART_LINES) {
    const end = start + PART_LINES
    yield { lines: lines.slice(start, end), continued: end >= lines.length, readBytes }
  }
}

async function read(reader: ReadableStreamDefaultReader<Uint8Array>) {
  try {
    return await reader.read()
  } catch (cause) {
    const message =
      'The file could not be read: it was moved, changed or is not accessible. Choose it again. Nothing was changed.'
    throw new UnreadableFile('storage', message, { cause })
  }
}

function decode(decoder: TextDecoder, bytes: Uint8Array | undefined): string {
  try {
    return decoder.decode(bytes, { stream: bytes !== undefined })
  } catch (cause) {
    const message =
      'The file is not UTF-8 text, so it is not a ChatAPP export. Choose a .jsonl file that ChatAPP saved. Nothing was changed.'
    throw new UnreadableFile('invalid_input', message, { cause })
  }
}
