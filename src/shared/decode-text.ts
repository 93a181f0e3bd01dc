import { ChatError, type ErrorKey } from './errors'

/** Bytes as a file, a pipe or a page gives them; a string is text already. */
export type TextSource = AsyncIterable<Uint8Array | string>

const NEWLINE = 10

/** Bytes of the longest character of UTF-8. */
const LONGEST_CHARACTER = 4

const empty = new Uint8Array()

/** Bytes at the beginning that tell UTF-16 without a byte order mark from UTF-8. */
const SNIFFED_BYTES = 1024

/** Fewer bytes than two characters of UTF-16 tell nothing. */
const SHORTEST_SNIFFED = 4

/**
 * Reads bytes as text: UTF-8, or UTF-16 that begins with its byte order mark. A mark is no part of the text.
 *
 * Throws `invalid_input` for anything else, naming the line and what it looks like; `name` is what the user calls the
 * source. All text before that line has been given out by then.
 */
export async function* decodeText(source: TextSource, name: string): AsyncGenerator<string> {
  let decoding: Decoding | null = null
  let head: Uint8Array = empty
  for await (const chunk of source) {
    if (typeof chunk === 'string') {
      yield chunk
      continue
    }
    head = decoding ? chunk : joined(head, chunk)
    if (!decoding && tellsTooLittle(head)) continue
    decoding ??= new Decoding(name, encodingOf(head, name))
    yield* decoding.add(head)
    head = empty
  }
  decoding ??= new Decoding(name, encodingOf(head, name))
  yield* decoding.add(head)
  decoding.end()
}

/** Cuts text into lines at LF and CR LF, and nowhere else: U+2028 or a lone CR may stand in a message. */
export async function* linesOf(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let open: string[] = []
  for await (const text of texts) {
    const [first = '', ...others] = text.split('\n')
    open.push(first)
    for (const other of others) {
      yield withoutReturn(open.join(''))
      open = [other]
    }
  }
  const last = open.join('')
  if (last !== '') yield withoutReturn(last)
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/** A decoder that knows in which line it is. */
class Decoding {
  private readonly decoder: TextDecoder
  private line = 1
  /** The beginning of a character that is not over. */
  private open: Uint8Array = empty
  private begun = false

  constructor(
    private readonly name: string,
    private readonly encoding: Encoding
  ) {
    this.decoder = new TextDecoder(encoding, { fatal: true })
  }

  *add(bytes: Uint8Array): Generator<string> {
    let text: string
    try {
      text = this.decoder.decode(bytes, { stream: true })
    } catch (cause) {
      yield* this.refuse(bytes, cause)
      return
    }
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.line++
    this.open = openCharacter(joined(this.open, bytes.subarray(-LONGEST_CHARACTER)))
    this.begun ||= bytes.length > 0
    if (text !== '') yield text
  }

  end(): void {
    try {
      this.decoder.decode()
    } catch (cause) {
      throw this.fault(this.line, 'text.cut_off', cause)
    }
  }

  /** Gives out the whole lines before the one at fault, then throws. */
  private *refuse(bytes: Uint8Array, cause: unknown): Generator<string> {
    if (this.encoding !== 'utf-8') throw this.fault(this.line, 'text.half_character', cause)
    const all = joined(this.open, bytes)
    for (let [start, line] = [0, this.line]; ; line++) {
      const end = all.indexOf(NEWLINE, start)
      const piece = all.subarray(start, end < 0 ? all.length : end + 1)
      const text = decoded(piece, this.begun || start > 0)
      if (text === null || end < 0) throw this.fault(line, guess(piece), cause)
      yield text
      start = end + 1
    }
  }

  private fault(line: number, key: TextFault, cause: unknown): ChatError {
    const encoding = this.encoding === 'utf-8' ? 'UTF-8' : 'UTF-16'
    return new ChatError(key, { line, name: this.name, encoding }, { cause })
  }
}

type TextFault = Extract<ErrorKey, `text.${string}`>

/** `ignoreBOM` is the platform's word for: a byte order mark stays in the text. */
function decoded(bytes: Uint8Array, ignoreBOM: boolean): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM }).decode(bytes)
  } catch {
    return null
  }
}

/** The bytes at the end that begin a character of UTF-8 and do not end it. */
function openCharacter(bytes: Uint8Array): Uint8Array {
  for (let length = 1; length < LONGEST_CHARACTER && length <= bytes.length; length++) {
    const byte = bytes.at(-length) ?? 0
    if (byte < 0x80) break
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.slice(-length) : empty
  }
  return empty
}

const guess = (bytes: Uint8Array): TextFault => (bytes.includes(0) ? 'text.like_utf16' : 'text.like_latin1')

const starts = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.slice(0, bytes.length).every((byte, index) => bytes[index] === byte)

const marks = {
  utf8: [0xef, 0xbb, 0xbf],
  utf16le: [0xff, 0xfe],
  utf16be: [0xfe, 0xff],
  /** Begins like the mark of UTF-16, whose reader would see a NUL beside each character. */
  utf32le: [0xff, 0xfe, 0, 0]
} as const

/** Whether more must come before the encoding shows. A whole line is enough: who typed it may wait for the answer. */
const tellsTooLittle = (bytes: Uint8Array): boolean =>
  Object.values(marks).some((mark) => bytes.length < mark.length && starts(bytes, mark)) ||
  (bytes.length < SHORTEST_SNIFFED && !bytes.includes(NEWLINE))

function encodingOf(head: Uint8Array, name: string): Encoding {
  if (head.length >= 4 && starts(head, marks.utf32le)) {
    throw new ChatError('text.utf32', { line: 1, name, encoding: 'UTF-8' })
  }
  if (head.length >= 2 && starts(head, marks.utf16le)) return 'utf-16le'
  if (head.length >= 2 && starts(head, marks.utf16be)) return 'utf-16be'
  if (looksLikeUtf16(head.subarray(0, SNIFFED_BYTES))) {
    throw new ChatError('text.utf16_without_mark', { line: 1, name, encoding: 'UTF-8' })
  }
  return 'utf-8'
}

/** In UTF-16 every other byte of most text is NUL. */
function looksLikeUtf16(head: Uint8Array): boolean {
  const pairs = Math.floor(head.length / 2)
  const nuls = [0, 0]
  for (const [index, byte] of head.subarray(0, pairs * 2).entries()) if (byte === 0) nuls[index % 2]!++
  const [even, odd] = [nuls[0]! / pairs, nuls[1]! / pairs]
  return pairs >= 2 && Math.max(even, odd) > 0.7 && Math.min(even, odd) < 0.1
}

function joined(one: Uint8Array, two: Uint8Array): Uint8Array {
  if (one.length === 0) return two
  const both = new Uint8Array(one.length + two.length)
  both.set(one)
  both.set(two, one.length)
  return both
}
