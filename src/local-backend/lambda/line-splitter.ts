import type { Readable } from 'node:stream'

/** Longest line that is kept, in characters; what is beyond is counted and left out. */
export const MAX_LINE = 262_144

/** A line of at most `MAX_LINE` characters, with how many were cut. */
export const cutLine = (line: string): string =>
  line.length <= MAX_LINE ? line : cut(line.slice(0, MAX_LINE), line.length - MAX_LINE)

const cut = (kept: string, more: number): string => `${kept}… (${more} characters more were cut)`

/**
 * Cuts what a function writes into lines and never holds more of one than `MAX_LINE`, however long it is without an end.
 *
 * Bytes that are no UTF-8 become U+FFFD. After each piece it reads on when `drained` says that there is room.
 */
export function eachLine(
  stream: Readable,
  take: (line: string) => void,
  drained?: () => Promise<void>
): void {
  const decoder = new TextDecoder()
  let [line, more, begun] = ['', 0, false]
  const add = (piece: string): void => {
    begun ||= piece !== ''
    const room = MAX_LINE - line.length
    line += piece.slice(0, room)
    more += Math.max(0, piece.length - room)
  }
  const end = (): void => {
    take(more === 0 ? line.replace(/\r$/, '') : cut(line, more))
    ;[line, more, begun] = ['', 0, false]
  }
  const read = (text: string): void => {
    const [first = '', ...rest] = text.split('\n')
    add(first)
    for (const piece of rest) {
      end()
      add(piece)
    }
  }
  stream.on('data', (chunk: Buffer) => {
    read(decoder.decode(chunk, { stream: true }))
    if (!drained) return
    stream.pause()
    void drained().then(() => stream.resume())
  })
  stream.on('end', () => {
    read(decoder.decode())
    if (begun) end()
  })
}
