import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bashWord, readBashLine } from './bash-line'

const breaks = ' \t\n"\'><=;|&(:'

it('reads words as bash hands them to a command', () => {
  expect(readBashLine(`chatapp send 'a b' "c \\" d" e\\ f "g`, breaks)).toEqual({
    words: ['chatapp', 'send', 'a b', 'c " d', 'e f'],
    current: 'g',
    quote: '"',
    kept: ''
  })
  expect(readBashLine('chatapp export --chat=a:b', breaks)).toMatchObject({
    current: '--chat=a:b',
    kept: '--chat=a:'
  })
  expect(readBashLine('chatapp ', breaks)).toMatchObject({ words: ['chatapp'], current: '' })
})

it.each(['chatapp $HOME', 'chatapp `ls`', 'chatapp; ls', 'chatapp > x', 'chatapp "$(ls)'])(
  'reads nothing of %s, which only bash knows',
  (line) => {
    expect(readBashLine(line, breaks)).toBeNull()
  }
)

it.skipIf(spawnSync('bash', ['--version']).status !== 0)(
  'writes any text of one line so that bash hands exactly that to the command, in each kind of quotation',
  () => {
    const texts = fc
      .sample(fc.string({ unit: 'grapheme', minLength: 1 }), 300)
      .map((text) => text.replaceAll(/\p{C}/gu, '?'))
    const written = texts.flatMap((text) =>
      (['', '"', "'"] as const).flatMap((quote) => {
        const word = bashWord(text, { words: [], current: '', quote, kept: '' })
        return word === null ? [] : [{ text, word: `${quote}${word}${quote}` }]
      })
    )
    const script = `printf '%s\\0' ${written.map(({ word }) => word).join(' ')}`
    const { stdout } = spawnSync('bash', { input: script, encoding: 'utf8', env: { LC_ALL: 'C.UTF-8' } })

    expect(stdout.split('\0').slice(0, -1)).toEqual(written.map(({ text }) => text))
  }
)
