import fc from 'fast-check'
import { expect, it } from 'vitest'
import { textDiff } from './text-diff'

it('names the words that were removed and added', () => {
  expect(textDiff('/fail on purpose', '/echo on purpose!')).toEqual([
    { kind: 'same', text: '/' },
    { kind: 'removed', text: 'fail' },
    { kind: 'added', text: 'echo' },
    { kind: 'same', text: ' on purpose' },
    { kind: 'added', text: '!' }
  ])
  expect(textDiff('same', 'same')).toEqual([{ kind: 'same', text: 'same' }])
  expect(textDiff('', '')).toEqual([])
})

it('gives both texts back, whatever they are', () => {
  const words = fc.array(fc.constantFrom('a', 'b', ' ', '\n', '😀', 'long word'), { maxLength: 30 })
  fc.assert(
    fc.property(words, words, (one, other) => {
      const [before, after] = [one.join(''), other.join('')]
      const parts = textDiff(before, after)
      const without = (kind: string): string =>
        parts
          .filter((part) => part.kind !== kind)
          .map(({ text }) => text)
          .join('')
      expect(without('added')).toBe(before)
      expect(without('removed')).toBe(after)
    })
  )
})

it('is done at once with texts that have nothing in common', () => {
  const startedAt = performance.now()
  const parts = textDiff('a '.repeat(200_000), 'b '.repeat(200_000))

  expect(parts.length).toBeGreaterThan(0)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
