import { expect, it } from 'vitest'
import { forTerminal } from './terminal-text'

it.each([
  ['fills the clipboard (OSC 52)', '\u001b]52;c;ZXZpbA==\u0007', '\\u001b]52;c;ZXZpbA==\\u0007'],
  ['sets the title (OSC 0)', '\u001b]0;root\u001b\\', '\\u001b]0;root\\u001b\\'],
  ['clears the screen (CSI)', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['begins a sequence in one character (C1)', '\u009b31m\u009d0;x\u009c', '\\u009b31m\\u009d0;x\\u009c'],
  ['writes over what stands there', 'paid\rfree\b\b', 'paid\\u000dfree\\u0008\\u0008'],
  ['turns the direction around', 'exe.\u202egpj\u2066.\u2069', 'exe.\\u202egpj\\u2066.\\u2069'],
  ['is NUL or DEL', '\0\u007f', '\\u0000\\u007f']
])('shows what %s instead of obeying it', (_, text, shown) => {
  expect(forTerminal(text)).toBe(shown)
})

it('leaves lines, tabs and every script as they are', () => {
  const text = 'one\r\ntwo\n\tthree – ünïcode 東京 עברית \u200f👩‍👩‍👧 \u2028'

  expect(forTerminal(text)).toBe(text)
})

it('leaves JSON the same value', () => {
  const value = { text: '\u001b[2J\u009b31m\u202e\n"\\' }

  expect(JSON.parse(forTerminal(JSON.stringify(value)))).toEqual(value)
})
