import { expect, it } from 'vitest'
import { numberBadge, withDot, type Bitmap } from './badge-image'

/** A picture as text: `#` red, `o` white, `.` clear. */
const drawn = ({ width, pixels }: Bitmap): string[] =>
  Array.from({ length: pixels.length / 4 / width }, (_, row) =>
    Array.from({ length: width }, (_unused, column) => {
      const [blue, , , opacity] = pixels.subarray((row * width + column) * 4)
      return opacity === 0 ? '.' : blue === 0xff ? 'o' : '#'
    }).join('')
  )

it('shows a number on a red disc, and 9+ for more than nine', () => {
  expect(drawn(numberBadge(7, 16))).toEqual([
    '.....######.....',
    '...##########...',
    '..############..',
    '.####oooooo####.',
    '.####oooooo####.',
    '#########oo#####',
    '#########oo#####',
    '#######oo#######',
    '#######oo#######',
    '#######oo#######',
    '#######oo#######',
    '.######oo######.',
    '.######oo######.',
    '..############..',
    '...##########...',
    '.....######.....'
  ])
  expect(drawn(numberBadge(10, 16))).toEqual(drawn(numberBadge(99, 16)))
  expect(drawn(numberBadge(1, 16))).not.toEqual(drawn(numberBadge(2, 16)))
})

it('puts a dot into the lower right corner, and leaves the picture that it was given', () => {
  const plain = { width: 8, height: 8, pixels: Buffer.alloc(256) }

  const dotted = drawn(withDot(plain))

  expect(dotted.slice(0, 3)).toEqual(['........', '........', '........'])
  expect(dotted[6]).toMatch(/^\.{4}#+$/)
  expect(plain.pixels.every((byte) => byte === 0)).toBe(true)
})
