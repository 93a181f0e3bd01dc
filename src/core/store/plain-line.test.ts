import fc from 'fast-check'
import { expect, it } from 'vitest'
import { previewOf, titleOf } from './plain-line'

it.each([
  ['# Heading\n\nand **bold**, *thin*, __too__ and ~~gone~~', 'Heading and bold, thin, too and gone'],
  ['- one\n- [x] two\n1. three', 'one two 1. three'],
  ['> quoted\n>> twice', 'quoted twice'],
  ['see [the docs](https://example.org/a_(b) "title") and ![a picture](x.png)', 'see the docs and a picture'],
  ['<https://example.org>', 'https://example.org'],
  ['```js\nconst a = b ** 2 ** c // *not* thin\n```', 'const a = b ** 2 ** c // *not* thin'],
  ['`**as it stands**` and ``a ` b``', '**as it stands** and a ` b'],
  ['| a | b |\n| --- | :-: |\n| 1 | 2 |', 'a b 1 2'],
  ['above\n\n---\n\nbelow', 'above below']
])('shows the words of Markdown: %j', (text, words) => {
  expect(previewOf(text)).toBe(words)
})

it.each([
  '2 * 3 * 4 and 2*3*4',
  'snake_case_name and _private(x)',
  'fix __init__.py',
  'C:\\*.txt and a|b',
  'a < b > c',
  '[ ] is no link (really)',
  '#42 is fixed',
  '5 - 3'
])('leaves alone what only looks a little like Markdown: %s', (text) => {
  expect(previewOf(text)).toBe(text)
})

it('shows the signs of a text that has no words', () => {
  expect(previewOf('```\n```')).toBe('``` ```')
  expect(previewOf('---')).toBe('---')
})

it.each([
  ['Plan for the week\n\n- first\n- second', 'Plan for the week'],
  [`${'word '.repeat(11)}longer words than fit`, `${'word '.repeat(11).trim()}…`],
  [
    `A sentence, with a comma just where it has to be cut,  anything`,
    'A sentence, with a comma just where it has to be cut…'
  ],
  ['漢'.repeat(70), `${'漢'.repeat(59)}…`],
  [`${'x'.repeat(58)}👍👍`, `${'x'.repeat(58)}…`],
  ['\u202Eevil\u202C', 'evil']
])('calls a chat by the first line of its first message: %j', (text, title) => {
  expect(titleOf(text)).toBe(title)
})

it('makes a short single line of any text, quickly', () => {
  const piece = fc.constantFrom(
    '*',
    '**',
    '_',
    '`',
    '```',
    '[',
    '](',
    ')',
    '|',
    '\n',
    '> ',
    '# ',
    'a',
    ' ',
    '👍',
    '\0',
    '\ud83d'
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece, { maxLength: 3000 }).map((all) => all.join(''))
      ),
      (text) => {
        const began = performance.now()
        for (const line of [previewOf(text), titleOf(text)]) {
          expect(line.length).toBeLessThanOrEqual(120)
          expect(line.isWellFormed()).toBe(true)
          expect(line).not.toMatch(/[\n\0\u202E]/)
        }
        expect(titleOf(text).length).toBeLessThanOrEqual(60)
        expect(performance.now() - began).toBeLessThan(500)
      }
    )
  )
})
