import { expect, it } from 'vitest'
import { decodeText, linesOf } from './decode-text'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const utf16le = (text: string): Uint8Array => new Uint8Array(Uint16Array.from(codes(text)).buffer)
const utf16be = (text: string): Uint8Array => Uint8Array.from(codes(text).flatMap((c) => [c >> 8, c & 255]))
const latin1 = (text: string): Uint8Array => Uint8Array.from(codes(text))
const codes = (text: string): number[] => Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))

/** The lines of some bytes that come in pieces of a size, and what was refused after them. */
async function read(bytes: Uint8Array, size = bytes.length) {
  const lines: string[] = []
  async function* source() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  try {
    for await (const line of linesOf(decodeText(source(), 'the file'))) lines.push(line)
    return { lines, refused: null }
  } catch (error) {
    return { lines, refused: (error as Error).message }
  }
}

it.each([1, 2, 3, 7, 1000])('cuts at LF and CR LF and nowhere else, in pieces of %i bytes', async (size) => {
  const text = 'a\u2028b\u2029c\r\nlone\rreturn\u0085\n\n東京 👩‍👩‍👧 \0 \ufeff\nlast\r'

  expect(await read(utf8(text), size)).toEqual({
    lines: ['a\u2028b\u2029c', 'lone\rreturn\u0085', '', '東京 👩‍👩‍👧 \0 \ufeff', 'last'],
    refused: null
  })
})

it.each([1, 2, 3, 1000])(
  'leaves out a byte order mark at the beginning, in pieces of %i bytes',
  async (size) => {
    const lines = ['first', 'Zürich 東京 🎉']

    expect(await read(utf8(`\ufeff${lines.join('\n')}`), size)).toEqual({ lines, refused: null })
    expect(await read(utf16le(`\ufeff${lines.join('\r\n')}`), size)).toEqual({ lines, refused: null })
    expect(await read(utf16be(`\ufeff${lines.join('\n')}\n`), size)).toEqual({ lines, refused: null })
  }
)

it.each([
  [
    'Latin-1',
    latin1('eins\nzwei\nZürich\nvier'),
    'Line 3 of the file is not UTF-8 text: it looks like Latin-1'
  ],
  [
    'UTF-16 without its mark',
    utf16le('hello\nyou'),
    'Line 1 of the file is not UTF-8 text: it looks like UTF-16'
  ],
  [
    'UTF-16 the other way',
    utf16be('hello\nyou'),
    'Line 1 of the file is not UTF-8 text: it looks like UTF-16'
  ],
  [
    'UTF-32, whose mark begins like that of UTF-16',
    Uint8Array.from([0xff, 0xfe, 0, 0, 0x68, 0, 0, 0, 10, 0, 0, 0]),
    'Line 1 of the file is not UTF-8 text: it looks like UTF-32'
  ],
  ['a surrogate as UTF-8', Uint8Array.from([...utf8('ok\n'), 0xed, 0xa0, 0x80]), 'Line 2 of the file'],
  ['an overlong form', Uint8Array.from([...utf8('ok\nok\n'), 0xc0, 0xaf, 10]), 'Line 3 of the file'],
  [
    'a character cut off',
    utf8('ok\n東').slice(0, -1),
    'Line 2 of the file is not UTF-8 text: it ends in the middle'
  ],
  ['half of a surrogate pair', utf16le('\ufeffok\ud83dx'), 'is not UTF-16 text'],
  ['half of a unit', utf16le('\ufeffok').slice(0, -1), 'is not UTF-16 text: it ends in the middle']
])('refuses %s, naming line and encoding', async (_, bytes, words) => {
  for (const size of [bytes.length, 4, 1]) expect((await read(bytes, size)).refused).toContain(words)
})

it.each([1, 2, 3, 5, 1000])(
  'gives out the whole lines before the one that it refuses, pieces of %i',
  async (size) => {
    const bytes = Uint8Array.from([...utf8('\ufeff東京 🎉 ü\nzwei\nZ'), 0xfc, ...utf8('rich\nvier')])

    expect((await read(bytes, size)).lines).toEqual(['東京 🎉 ü', 'zwei'])
  }
)
