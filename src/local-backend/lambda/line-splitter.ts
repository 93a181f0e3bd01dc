import type { Readable } from 'node:stream'

/** Longest line that is kept, in characters; what is beyond is counted and left out. */
export const MAX_LINE = 262_144

/**
 * Cuts what a function writes into lines and never holds more of one than `MAX_LINE`, however long it is without an end.
 *
 * Bytes that are no UTF-8 become U+FFFD.
 */
export function eachLine(stream: Readable, take: (line: string) => void): void {
  const decoder = new TextDecoder()
  let [line, cut, begun] = ['', 0, false]
  const add = (piece: string): void => {
    begun ||= piece !== ''
    const room = MAX_LINE - line.length
    line += piece.slice(0, room)
    cut += Math.max(0, piece.length - room)
  }
  const end = (): void => {
    take(cut === 0 ? line.replace(/\r$/, '') : `${line}… (${cut} characters more were cut)`)
    ;[line, cut, begun] = ['', 0, false]
  }
  const read = (text: string): void => {
    const [first = '', ...rest] = text.split('\n')
    add(first)
    for (const piece of rest) {
      end()
      add(piece)
    }
  }
  stream.on('data', (chunk: Buffer) => read(decoder.decode(chunk, { stream: true })))
  stream.on('end', () => {
    read(decoder.decode())
    if (begun) end()
  })
}
